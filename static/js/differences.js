/** @import { Catalogue, Experiment } from './types.js' */
// In what two experiments differ, in words.
import { number, t } from './texts.js';

/** @typedef {{ field: string, then: unknown, now: unknown }} Difference */

/** Fields that count for one problem only. @type {Record<string, Experiment['problem']>} */
const ONLY_FOR = { dataset: 'classification', regression_dataset: 'regression' };

/**
 * The fields in which an earlier experiment and the present one differ. A dataset that neither uses is none of them.
 * @param {Experiment} then @param {Experiment} now @returns {Difference[]}
 */
export function differences(then, now) {
  const [before, after] = [Object.entries(then), new Map(Object.entries(now))];
  return before
    .map(([field, value]) => ({ field, then: value, now: after.get(field) }))
    .filter((each) => String(each.then) !== String(each.now))
    .filter(({ field }) => !(field in ONLY_FOR) || [then.problem, now.problem].includes(ONLY_FOR[field]));
}

/**
 * "Learning rate 0.03 → 0.1": what it was in the earlier run, what it is now.
 * @param {Difference} difference @param {Catalogue} catalogue
 */
export function differenceText({ field, then, now }, catalogue) {
  if (field === 'seed') return t('differs.seed');
  return t('differs', { field: t(field), then: valueText(field, then, catalogue), now: valueText(field, now, catalogue) });
}

/** All of them in a sentence. @param {Difference[]} all @param {Catalogue} catalogue */
export function differencesText(all, catalogue) {
  return all.length === 0 ? t('differs.nothing') : all.map((each) => differenceText(each, catalogue)).join(' · ');
}

/** @param {string} field @param {unknown} value @param {Catalogue} catalogue @returns {string} */
function valueText(field, value, catalogue) {
  if (typeof value === 'number') return number(value, 12);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) {
    const labels = value.map((each) => catalogue.features.find(({ name }) => name === each)?.label ?? each);
    return labels.join(', ') || t('differs.none');
  }
  const key = `choice.${value}`;
  return t(key) === key ? String(value) : t(key);
}
