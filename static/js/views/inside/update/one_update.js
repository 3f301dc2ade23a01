// What an INSIDE frame says of one update, as the page shows it: pure.

import { floats, partOf, partsOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/**
 * @typedef {object} UpdatedLayer
 * @property {Float32Array} z what the activations get, for the point
 * @property {Float32Array} a what goes out
 * @property {Float32Array} delta ∂loss/∂z
 * @property {number} inputs
 * @property {Float32Array} before [neuron * (inputs + 1) + source], the bias last
 * @property {Float32Array} slopes of the loss, the mean over the batch
 * @property {Float32Array} after
 */

/**
 * How far the gradients of the batch's points agree with that of all training points, or of so many.
 * @typedef {object} GradientNoise
 * @property {Float32Array} cosines of each point of the batch
 * @property {Float32Array} lengths of the gradient of each
 * @property {number} cosine of the batch's mean
 * @property {number} length of the batch's mean
 * @property {number} whole length of the gradient of all
 * @property {number} of how many points that is
 */

/**
 * @typedef {object} OneUpdate
 * @property {Float32Array} inputs of the point
 * @property {UpdatedLayer[]} layers 1..L
 * @property {Float32Array} targets
 * @property {number} loss of the point
 * @property {number} rate
 * @property {boolean} isTaken
 * @property {number} point its index among the training points
 * @property {GradientNoise} noise
 */

/** @param {readonly Part[]} parts @returns {OneUpdate | null} */
export function updateOf(parts) {
  const inputs = partOf(parts, 'INPUTS');
  const verdict = partOf(parts, 'VERDICT');
  const cosines = partOf(parts, 'COSINES');
  const noise = partOf(parts, 'NOISE');
  const parameters = partsOf(parts, 'PARAMETERS');
  if (!inputs || !verdict || !cosines || !noise) return null;
  const [loss, rate, taken, point] = floats(verdict, 0, 4);
  return {
    inputs: floats(inputs, 0, inputs.count),
    layers: partsOf(parts, 'NEURONS').map((part, l) => ({
      ...neuronsOf(part),
      ...parametersOf(parameters[l]),
    })),
    targets: floats(verdict, 4, verdict.count),
    loss,
    rate,
    isTaken: taken === 1,
    point,
    noise: noiseOf(cosines, noise),
  };
}

/** @param {Part} cosines @param {Part} noise @returns {GradientNoise} */
function noiseOf(cosines, noise) {
  const [cosine, length, whole, of] = floats(noise, 0, 4);
  const lengths = floats(noise, 4, noise.count);
  return { cosines: floats(cosines, 0, cosines.count), lengths, cosine, length, whole, of };
}

/** @param {Part} part */
const neuronsOf = (part) => ({
  z: floats(part, 0, part.count),
  a: floats(part, part.count, part.count),
  delta: floats(part, 2 * part.count, part.count),
});

/** @param {Part} part */
function parametersOf(part) {
  const n = part.count * part.size;
  return {
    inputs: part.size - 1,
    before: floats(part, 0, n),
    slopes: floats(part, n, n),
    after: floats(part, 2 * n, n),
  };
}

/** What comes back to a neuron of a hidden layer: the next layer's weights with its δ.
 * @param {UpdatedLayer} next @param {number} neuron @returns {{ weight: number, delta: number }[]} */
export const comingBack = ({ before, inputs, delta }, neuron) =>
  Array.from(delta, (each, k) => ({ weight: before[k * (inputs + 1) + neuron], delta: each }));
