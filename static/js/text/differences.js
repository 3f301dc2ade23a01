// In what two experiments differ, in words.
import { formulaLabel } from '../controls/features.js';
import { DATASET_OF, isMeaningful, isOwn } from '../controls/options.js';
import { choiceLabel, labelOf } from './explanations.js';
import { number, t } from './texts.js';

/** @import { Experiment } from '../messages.js' */
/** @import { Catalogue } from '../types.js' */

/** @typedef {{ field: string, before: unknown, now: unknown }} Difference */

/**
 * The fields in which an earlier experiment and the present one differ. What means nothing in either is none
 * of them.
 * @param {Experiment} before @param {Experiment} now @param {Catalogue['options']} options
 * @returns {Difference[]}
 */
export function differences(before, now, options) {
  return /** @type {(keyof Experiment)[]} */ (Object.keys(options))
    .map((field) => ({ field, before: before[field], now: now[field] }))
    .filter((each) => keyOf(each.before) !== keyOf(each.now))
    .filter(({ field }) => counts(field, before, options) || counts(field, now, options));
}

/** What a value is known by; a table by its digest. @param {any} value */
const keyOf = (value) => value?.digest ?? String(value);

/** Whether a field means anything in an experiment; a dataset does for one problem only.
 * @param {string} field @param {Experiment} experiment @param {Catalogue['options']} options */
function counts(field, experiment, options) {
  if (/** @type {string[]} */ (Object.values(DATASET_OF)).includes(field))
    return DATASET_OF[experiment.problem] === field;
  if (field === 'table') return isOwn(experiment);
  return isMeaningful(options[field], experiment);
}

/**
 * "Learning rate 0.03 → 0.1": what it was in the earlier run, what it is now.
 * @param {Difference} difference @param {Catalogue} catalogue
 */
function differenceText({ field, before, now }, catalogue) {
  if (field === 'seed') return t('differs.seed');
  const [then, present] = [before, now].map((value) => valueText(field, value, catalogue));
  return then === present
    ? t('differs.rows')
    : t('differs', { field: labelOf(field), before: then, now: present });
}

/** All of them in a sentence.
 * @param {Difference[]} all @param {Catalogue} catalogue
 * @param {boolean} sameStart whether the first weights are the same */
export function differencesText(all, catalogue, sameStart = false) {
  return all.length === 0
    ? t(sameStart ? 'differs.nothing' : 'differs.weights')
    : all.map((each) => differenceText(each, catalogue)).join(' · ');
}

/** A value of a field in words. @param {string} field @param {any} value @param {Catalogue} catalogue
 * @returns {string} */
export function valueText(field, value, catalogue) {
  if (typeof value === 'number') return number(value, 12);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value))
    return value.map((each) => nameText(field, each, catalogue)).join(', ') || t('differs.none');
  if (field === 'table') return value ? `${value.title} (${value.n_rows})` : t('differs.none');
  return field.endsWith('_seed') && value === '' ? t('seed.derived') : nameText(field, value, catalogue);
}

/** A feature, an activation, another choice, or a number of neurons.
 * @param {string} field @param {unknown} name @param {Catalogue} catalogue */
function nameText(field, name, catalogue) {
  if (field === 'features')
    return catalogue.features.find((feature) => feature.name === name)?.label ?? formulaLabel(String(name));
  return choiceLabel(field === 'layer_activations' ? 'activation' : field, String(name));
}
