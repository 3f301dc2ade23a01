/** The pixels of inputs that are a picture, and the weights that start at them: no canvas and no page. */

/** @import { Feature } from './features.js' */
/** @import { Layer } from '../types.js' */

/**
 * Which of the network's inputs each pixel is: its position among those that are fed in, -1 for none.
 * @param {readonly Pick<Feature, 'name' | 'formula' | 'isColumn'>[]} features
 * @param {readonly string[]} fedIn their names, in the order of the network's inputs
 * @param {number} side of the picture
 */
export function sourcesOfPixels(features, fedIn, side) {
  const sources = new Int32Array(side * side).fill(-1);
  for (const { name, formula, isColumn } of features)
    if (isColumn) sources[Number(formula.slice(1)) - 1] = fedIn.indexOf(name);
  return sources;
}

/** The largest |weight| of all neurons from pixels, 1 for none: that of the strongest colour.
 * @param {Layer} layer @param {Int32Array} sources of the pixels */
export function strongestFrom({ weights, inputs, count }, sources) {
  let most = 0;
  for (let neuron = 0; neuron < count; neuron += 1)
    for (const source of sources)
      if (source >= 0) most = Math.max(most, Math.abs(weights[neuron * inputs + source]));
  return most || 1;
}
