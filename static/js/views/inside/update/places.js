// The places that one update passes, in order: forward through every neuron, the loss, back through every
// neuron, how far the points agree, and every neuron's new weights. Pure.

export const PHASES = /** @type {const} */ (['forward', 'loss', 'backward', 'noise', 'update']);

/** @typedef {typeof PHASES[number]} Phase */
/** @typedef {{ phase: Phase, layer: number, neuron: number }} Place  layer 1..L; of the loss
 *   and of what is about all neurons the last one */

/** How many places there are. @param {readonly number[]} sizes neurons of the layers 1..L */
export const countOf = (sizes) => 3 * sum(sizes) + 2;

/** The index of a phase's first place. @param {Phase} phase @param {readonly number[]} sizes */
export function beginOf(phase, sizes) {
  const n = sum(sizes);
  return { forward: 0, loss: n, backward: n + 1, noise: 2 * n + 1, update: 2 * n + 2 }[phase];
}

/** @param {number} index from 0 @param {readonly number[]} sizes @returns {Place} */
export function placeAt(index, sizes) {
  const n = sum(sizes);
  if (index < n) return { phase: 'forward', ...neuronAt(index, sizes) };
  if (index === n) return { phase: 'loss', layer: sizes.length, neuron: 0 };
  if (index <= 2 * n) return { phase: 'backward', ...neuronAt(2 * n - index, sizes) };
  if (index === 2 * n + 1) return { phase: 'noise', layer: sizes.length, neuron: 0 };
  return { phase: 'update', ...neuronAt(Math.min(index - 2 * n - 2, n - 1), sizes) };
}

/** The neuron with this number, counted through all layers. @param {number} number
 * @param {readonly number[]} sizes */
function neuronAt(number, sizes) {
  let layer = 1;
  let neuron = number;
  while (layer < sizes.length && neuron >= sizes[layer - 1]) neuron -= sizes[layer++ - 1];
  return { layer, neuron };
}

/** @param {readonly number[]} sizes */
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
