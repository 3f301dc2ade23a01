/** The arithmetic of one neuron for one point, step by step: pure numbers. */
/** @import { Experiment } from '../messages.js' */
/** @import { Probe } from '../types.js' */

/** The loss whose outputs are a softmax. */
const SOFTMAX = 'cross-entropy';

/**
 * @typedef {object} Arithmetic
 * @property {Float32Array} inputs what comes in, one for each weight
 * @property {number} sum z = Σ w x + b
 * @property {{ value: number, gain: number, shift: number } | null} normal ẑ, γ and β; null: not normalised
 * @property {number} preActivation what the activation gets: the sum, or γ ẑ + β
 * @property {number | null} activated φ of the pre-activation; null where the neuron is off: unknown
 * @property {number | null} skip what came in and is added; null without a skip connection
 * @property {readonly number[] | null} together the pre-activations of all outputs, where a softmax makes
 *   shares of them; else null
 * @property {number} output what goes out
 */

/**
 * @param {Probe | null} probe @param {number} layer @param {number} neuron
 * @param {{ experiment: Pick<Experiment, 'skip' | 'hidden' | 'loss'>, isOff: boolean }} of the network
 * @returns {Arithmetic | null} null without a point
 */
export function arithmeticOf(probe, layer, neuron, { experiment, isOff }) {
  const inputs = probe?.outputs[layer - 1];
  const pre_activations = probe?.pre_activations[layer - 1];
  if (!probe || !inputs || !pre_activations || neuron >= pre_activations.length) return null;
  const [preActivation, output] = [pre_activations[neuron], probe.outputs[layer][neuron]];
  const way = probe.normalised[layer - 1];
  const [sum, value, gain, shift] = way ? way.subarray(4 * neuron, 4 * neuron + 4) : [preActivation];
  const skips =
    experiment.skip && layer <= experiment.hidden.length && inputs.length === pre_activations.length;
  const isShared = layer > experiment.hidden.length && experiment.loss === SOFTMAX;
  const skip = skips ? inputs[neuron] : null;
  return {
    inputs,
    sum,
    normal: way ? { value, gain, shift } : null,
    preActivation,
    activated: isOff ? null : output - (skip ?? 0),
    skip,
    together: isShared ? Array.from(pre_activations) : null,
    output,
  };
}
