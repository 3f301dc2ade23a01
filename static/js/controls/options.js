// The settings that unfold below the usual ones, as the catalogue describes them: their groups, and when each
// one
// means anything.

/** @import { Experiment } from '../messages.js' */
/** @import { Catalogue, OptionKind } from '../types.js' */

export const GROUPS = ['descent', 'points', 'task', 'network', 'overfitting', 'seeds'];

/** Which field names the dataset of a problem. */
export const DATASET_OF = /** @type {const} */ ({
  classification: 'dataset',
  regression: 'regression_dataset',
  curve: 'curve_dataset',
});

/** The name of the points. @param {Experiment} experiment */
export const datasetOf = (experiment) => String(experiment[DATASET_OF[experiment.problem]]);

/** Whether the points are those of the experiment's own table. @param {Experiment} experiment */
export const isOwn = (experiment) => /(^|-)own$/.test(datasetOf(experiment));

/** The fields of a group that mean something in an experiment.
 * @param {Catalogue['options']} options @param {string} group @param {Experiment} experiment */
export const fieldsOf = (options, group, experiment) =>
  Object.keys(options).filter(
    (field) => options[field].group === group && isMeaningful(options[field], experiment),
  );

/** Whether an option means anything in an experiment.
 * @param {OptionKind} option @param {Experiment} experiment */
export function isMeaningful({ kind, shown_when: conditions }, experiment) {
  if (kind === 'activations' && experiment.hidden.length < 2) return false;
  return Object.entries(conditions).every(([field, allowed]) =>
    valuesOf(field, experiment).some((value) => allowed.includes(value)),
  );
}

/** The value of a field; for "activations" those of all layers.
 * @param {string} field @param {Experiment} experiment */
const valuesOf = (field, experiment) =>
  field === 'activations'
    ? [experiment.activation, ...experiment.layer_activations]
    : [experiment[/** @type {keyof Experiment} */ (field)]];

/**
 * The options that differ from what the page begins with, so that nobody overlooks one that is folded away.
 * @param {Catalogue} catalogue @param {Experiment} experiment
 */
export function changedFields({ options, defaults }, experiment) {
  const fields = /** @type {(keyof Experiment)[]} */ (
    GROUPS.flatMap((group) => fieldsOf(options, group, experiment))
  );
  return fields.filter(
    (field) => field !== 'seed' && JSON.stringify(experiment[field]) !== JSON.stringify(defaults[field]),
  );
}
