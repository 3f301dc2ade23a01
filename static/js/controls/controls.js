// The controls of the page as data: which field each one changes, what it offers. What a field is called
// stands with its explanation.
/** @import { ClientMessage, Experiment } from '../messages.js' */

/**
 * The choices in the settings bar. `hide` is the name under which a link can hide it.
 * @type {{ field: 'learning_rate'|'activation'|'regularization'|'regularization_rate'|'problem', hide: string
 *   }[]}
 */
export const SETTINGS = [
  { field: 'learning_rate', hide: 'learningRate' },
  { field: 'activation', hide: 'activation' },
  { field: 'regularization', hide: 'regularization' },
  { field: 'regularization_rate', hide: 'regularizationRate' },
  { field: 'problem', hide: 'problem' },
];

/**
 * The sliders of the data column. The engine allows more than they show; a link's value beyond them widens
 * them.
 * @type {{ field: 'train_percent'|'noise'|'batch_size', hide: string, low: number, high: number, step:
 *   number, unit: string }[]}
 */
export const SLIDERS = [
  { field: 'train_percent', hide: 'percTrainData', low: 10, high: 90, step: 10, unit: ' %' },
  { field: 'noise', hide: 'noise', low: 0, high: 50, step: 5, unit: ' %' },
  { field: 'batch_size', hide: 'batchSize', low: 1, high: 30, step: 1, unit: '' },
];

/**
 * How fast to train: so many updates or epochs a second; null is as fast as the server can.
 * @typedef {{ speed: number | null, unit: 'update' | 'epoch' }} Speed
 * @type {Speed[]}
 */
export const SPEEDS = [
  { speed: 1, unit: 'update' },
  { speed: 10, unit: 'update' },
  { speed: 1, unit: 'epoch' },
  { speed: 10, unit: 'epoch' },
  { speed: 60, unit: 'epoch' },
  { speed: 300, unit: 'epoch' },
  { speed: null, unit: 'epoch' },
];

/** Whether two speeds are the same. @param {Speed} one @param {Speed} other */
export const isSameSpeed = (one, other) => one.speed === other.speed && one.unit === other.unit;

/** The request for a speed. @param {Speed} speed @returns {ClientMessage} */
export function speedMessage({ speed, unit }) {
  return unit === 'update' && speed !== null
    ? { type: 'set_speed', updates_per_second: speed }
    : { type: 'set_speed', epochs_per_second: speed };
}

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
