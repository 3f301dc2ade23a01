// Between which two networks a cut goes, as the room's view says it: pure.

/** @import { Experiment } from '../../../messages.js' */
/** @import { EarlierRun } from '../../../types.js' */
/** @import { Choices } from '../parts/choices.js' */

/** @typedef {'from' | 'to'} End */
/** @typedef {{ kind: 'usual' | 'best' | 'gone' } | { kind: 'epoch', epoch: number }
 *   | { kind: 'run', run: EarlierRun }}
 *   Chosen  usual: the first weights, or at the other end the present ones; gone: another room's run */

/** What two experiments must have in common so that their weights mean the same.
 * @type {readonly (keyof Experiment)[]} */
const MEANING = [
  .../** @type {const} */ (['problem', 'features', 'input_scaling', 'hidden', 'activation']),
  .../** @type {const} */ (['layer_activations', 'normalization', 'skip', 'loss']),
];

/** @param {Experiment} one @param {Experiment} other */
export const areOfOneKind = (one, other) =>
  MEANING.every((field) => String(one[field]) === String(other[field]));

/** @param {Record<string, number>} choices @param {End} end @param {readonly EarlierRun[]} runs
 * @returns {Chosen} */
export function chosenAt(choices, end, runs) {
  const generation = choices[`${end}_run`];
  if (generation !== undefined) {
    const run = runs.find((each) => each.generation === generation);
    return run ? { kind: 'run', run } : { kind: 'gone' };
  }
  if (choices[`${end}_best`] === 1) return { kind: 'best' };
  const epoch = choices[end];
  return epoch === undefined ? { kind: 'usual' } : { kind: 'epoch', epoch };
}

/** What has to be chosen for an end. @param {End} end @param {Chosen} chosen @returns {Choices} */
export const choicesFor = (end, chosen) => ({
  [end]: chosen.kind === 'epoch' ? chosen.epoch : undefined,
  [`${end}_best`]: chosen.kind === 'best' ? 1 : undefined,
  [`${end}_run`]: chosen.kind === 'run' ? chosen.run.generation : undefined,
});
