// The controls of the page as data: which field each one changes, what it offers. What a field is called stands with its explanation.

/** @typedef {import('./types.d.ts').Experiment} Experiment */

/**
 * The choices in the settings bar. `hide` is the name under which a link can hide it.
 * @type {{ field: 'learning_rate'|'activation'|'regularization'|'regularization_rate'|'problem', hide: string }[]}
 */
export const SETTINGS = [
  { field: 'learning_rate', hide: 'learningRate' },
  { field: 'activation', hide: 'activation' },
  { field: 'regularization', hide: 'regularization' },
  { field: 'regularization_rate', hide: 'regularizationRate' },
  { field: 'problem', hide: 'problem' },
];

/**
 * The sliders of the data column. The engine allows more than they show; a link's value beyond them widens them.
 * @type {{ field: 'train_percent'|'noise'|'batch_size', hide: string, low: number, high: number, step: number, unit: string }[]}
 */
export const SLIDERS = [
  { field: 'train_percent', hide: 'percTrainData', low: 10, high: 90, step: 10, unit: ' %' },
  { field: 'noise', hide: 'noise', low: 0, high: 50, step: 5, unit: ' %' },
  { field: 'batch_size', hide: 'batchSize', low: 1, high: 30, step: 1, unit: '' },
];

/** Epochs a second; null is as fast as the server can. @type {(number | null)[]} */
export const SPEEDS = [1, 10, 60, 300, null];

/**
 * The choices of a list, with the present value among them even if it isn't a usual one.
 * @param {readonly number[]} usual @param {number} present
 */
export function withPresent(usual, present) {
  return usual.includes(present) ? [...usual] : [...usual, present].sort((a, b) => a - b);
}

/**
 * A slider's ends, widened so that a link's value has its place.
 * @param {{ low: number, high: number }} slider @param {number} present
 */
export function sliderRange(slider, present) {
  return { low: Math.min(slider.low, present), high: Math.max(slider.high, present) };
}
