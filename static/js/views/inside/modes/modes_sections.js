// What an INSIDE frame says of both modes of differentiation, as the page shows it: pure.

import { bytes, floats, partOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/** @typedef {'forward' | 'backward'} Mode */

/** What learns, in the order of the numbers that stand for it. */
export const KINDS = /** @type {const} */ (['weight', 'bias', 'gain', 'shift']);

/**
 * An operation, or what is learnt, with its numbers row by row.
 * @typedef {object} FlowNode
 * @property {string} name
 * @property {number} layer 1..L, and L + 1 for the loss
 * @property {number[]} sources nodes by their index
 * @property {[number, number]} shape rows and columns
 * @property {Float32Array} value
 * @property {Record<Mode, Float32Array>} flows the derivative that comes by in a pass of each mode
 */

/** @typedef {{ passes: number, operations: number, seconds: number }} Work  seconds: NaN if not measured */

/**
 * @typedef {object} Modes
 * @property {[string, number][]} counts of operations by name, the most frequent first
 * @property {FlowNode[]} nodes of a small network
 * @property {Record<Mode, Work>} work
 * @property {number} parameters
 * @property {number} results
 * @property {number} pass which is shown, from 0
 * @property {{ layer: number, kind: typeof KINDS[number], neuron: number, source: number }} place of its
 *   parameter
 * @property {number} found the derivative that the pass forward has found
 */

/** @param {readonly Part[]} parts @returns {Modes | null} */
export function modesOf(parts) {
  const [graph, flow, work, times, pass] = /** @type {const} */ ([
    ...['GRAPH', 'FLOW', 'WORK', 'TIMES', 'PASS'],
  ]).map((kind) => partOf(parts, /** @type {any} */ (kind)));
  if (!graph || !flow || !work || !times || !pass) return null;
  const { counts, nodes } = JSON.parse(new TextDecoder().decode(bytes(graph, 0, graph.length)));
  const done = new Uint32Array(work.buffer, work.offset, 9);
  const seconds = floats(times, 0, 3);
  const of = (/** @type {number} */ row) => ({
    passes: done[3 * row],
    operations: done[3 * row + 1],
    seconds: seconds[row],
  });
  const [parameters, results, shown, layer, kind, neuron, source, found] = floats(pass, 0, 8);
  return {
    counts: /** @type {[string, number][]} */ (Object.entries(counts)).sort(([, a], [, b]) => b - a),
    nodes: withNumbers(nodes, flow),
    work: { forward: of(1), backward: of(2) },
    parameters,
    results,
    pass: shown,
    place: { layer, kind: KINDS[kind], neuron, source },
    found,
  };
}

/** @param {Pick<FlowNode, 'name' | 'layer' | 'sources' | 'shape'>[]} nodes @param {Part} flow
 * @returns {FlowNode[]} */
function withNumbers(nodes, flow) {
  let from = 0;
  return nodes.map((node) => {
    const n = node.shape[0] * node.shape[1];
    const numbers = (/** @type {number} */ row) => floats(flow, row * flow.count + from, n);
    const whole = { ...node, value: numbers(0), flows: { forward: numbers(1), backward: numbers(2) } };
    from += n;
    return whole;
  });
}

/** The pass forward that belongs to the first number of a node, counted through all that is learnt; null
 * where that learns nothing.
 * @param {readonly FlowNode[]} nodes @param {number} index @returns {number | null} */
export function passOf(nodes, index) {
  if (nodes[index].sources.length > 0) return null;
  return nodes.slice(0, index).reduce((sum, { value }) => sum + value.length, 0);
}
