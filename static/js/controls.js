// The controls of the page as data: what each one is called, which field it changes, what it offers.

/** @typedef {import('./types.d.ts').Experiment} Experiment */

/**
 * A choice in the settings bar. `hide` is the name under which a link can hide it.
 * @type {{ field: 'learning_rate'|'activation'|'regularization'|'regularization_rate'|'problem', label: string, hide: string }[]}
 */
export const SETTINGS = [
  { field: 'learning_rate', label: 'Learning rate', hide: 'learningRate' },
  { field: 'activation', label: 'Activation', hide: 'activation' },
  { field: 'regularization', label: 'Regularisation', hide: 'regularization' },
  { field: 'regularization_rate', label: 'Regularisation rate', hide: 'regularizationRate' },
  { field: 'problem', label: 'Problem type', hide: 'problem' },
];

/**
 * The sliders of the data column. The engine allows more than they show; a link's value beyond them widens them.
 * @type {{ field: 'train_percent'|'noise'|'batch_size', label: string, hide: string, low: number, high: number, step: number, unit: string }[]}
 */
export const SLIDERS = [
  { field: 'train_percent', label: 'Training share', hide: 'percTrainData', low: 10, high: 90, step: 10, unit: ' %' },
  { field: 'noise', label: 'Noise', hide: 'noise', low: 0, high: 50, step: 5, unit: ' %' },
  { field: 'batch_size', label: 'Batch size', hide: 'batchSize', low: 1, high: 30, step: 1, unit: '' },
];

/** Epochs a second; null is as fast as the server can. @type {{ value: number | null, label: string }[]} */
export const SPEEDS = [
  { value: 1, label: '1 epoch/s' },
  { value: 10, label: '10 epochs/s' },
  { value: 60, label: '60 epochs/s' },
  { value: 300, label: '300 epochs/s' },
  { value: null, label: 'Fastest' },
];

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
