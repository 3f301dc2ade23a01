/** The weights of a network as they are drawn: pure, no canvas and no page. */

/** @import { Frame } from '../types.js' */

/**
 * The layers as their links are drawn: where one stands for several weights, it has their root mean square.
 * @param {Frame['layers']} layers @param {readonly number[][]} groups the weights of each link into the first
 * @returns {Frame['layers']}
 */
export function drawnLayers(layers, groups) {
  const [first, ...others] = layers;
  if (!first || groups.every(({ length }) => length === 1)) return layers;
  const { weights, count, inputs } = first;
  const isOther = groups.flat().length !== inputs; // the frame is of another shape
  const drawn = new Float32Array(isOther ? 0 : count * groups.length);
  for (let i = 0; i < drawn.length; i += 1) {
    const start = Math.floor(i / groups.length) * inputs;
    const group = groups[i % groups.length];
    const squares = group.reduce((sum, k) => sum + weights[start + k] ** 2, 0);
    drawn[i] = group.length === 1 ? weights[start + group[0]] : Math.sqrt(squares / group.length);
  }
  return [{ ...first, weights: drawn, inputs: isOther ? 0 : groups.length }, ...others];
}

/** A weight by its place in the layer, or null when the layers are those of another network.
 * @param {Frame['layers']} layers @param {number} layer @param {number} neuron @param {number} source */
export function weightOf(layers, layer, neuron, source) {
  const found = layers[layer - 1];
  if (!found || source >= found.inputs || neuron >= found.count) return null;
  return found.weights[neuron * found.inputs + source];
}
