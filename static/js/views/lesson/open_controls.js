// Which controls a step leaves open, and what of the page is closed then: pure.
import { blockOf } from './blocks.js';

/** @import { Step } from './blocks.js' */

const SETTINGS = ['learning_rate', 'activation', 'regularization', 'regularization_rate', 'problem'];
const DATA = [
  ...['dataset', 'regression_dataset', 'curve_dataset', 'train_percent', 'noise', 'batch_size'],
  ...['regenerate', 'table'],
];
/** What has a place of its own, neither in the drawer nor in the column of the data. */
const ELSEWHERE = [
  ...['hidden', 'features', 'play', 'step', 'restart', 'new_weights', 'speed', 'undo', 'timeline'],
  ...['loss_curve', 'runs', 'formula', 'neuron', 'point', 'show_test_data', 'discretize', 'inside', 'laser'],
  ...['share', 'lessons', 'sweep', 'appearance', 'full_screen'],
];
/** What a puzzle is solved with. */
const OF_PUZZLE = ['neuron', 'inside', 'play', 'restart', 'undo'];

/** The controls that are open in a step; null for all. A step that sets nothing up leaves them as they were.
 * @param {readonly Step[]} steps @param {number} at
 * @param {boolean} isSaid whether the prediction is made, before which nothing is played
 * @returns {readonly string[] | null} */
export function showsOf(steps, at, isSaid) {
  const own = (/** @type {Step} */ step) =>
    blockOf(step, 'set-up') ?? (blockOf(step, 'puzzle') && { show: OF_PUZZLE });
  const setUp = own([...steps.slice(0, at + 1)].reverse().find(own) ?? steps[at]);
  if (!setUp?.show) return isSaid ? null : [];
  return isSaid ? setUp.show : setUp.show.filter((name) => name !== 'play' && name !== 'step');
}

/** The parts of the page that these controls stand in. @param {readonly string[]} shows */
export function regionsOf(shows) {
  const isAny = (/** @type {readonly string[]} */ names) => shows.some((name) => names.includes(name));
  const isOf = { settings: isAny(SETTINGS), data: isAny(DATA) };
  const drawer = shows.some((name) => ![...SETTINGS, ...DATA, ...ELSEWHERE].includes(name));
  return [isOf.settings && 'settings', isOf.data && 'data', drawer && 'drawer'].filter(Boolean);
}

/** What is locked where these are open: fields, and what has a lock of its own.
 * @param {readonly string[]} fields @param {readonly string[]} shows */
export function closedBut(fields, shows) {
  const open = new Set(shows);
  if (open.has('hidden')) open.add('layers');
  if (open.has('formula')) open.add('formulas').add('features');
  if (open.has('neuron')) open.add('by_hand');
  return [...fields, 'layers', 'formulas', 'by_hand', 'table'].filter((name) => !open.has(name));
}
