// What an INSIDE frame says of the hidden layers, as the page draws it: pure.

import { floats, partsOf } from './parts.js';

/** @import { Part } from '../../../types.js' */

/** The whole number of what is as far as the reach. */
const REACH = 8191;
const NOTHING = new Float32Array(0);

/**
 * What the points and the paper are for one layer, 0 being the inputs: places from -1 to 1, x and y in turn.
 * @typedef {object} Stage
 * @property {number} reach what 1 stands for
 * @property {Float32Array} points
 * @property {Float32Array} paper lines from left to right, then lines from bottom to top, one after the other
 * @property {number} each places on a line
 * @property {Float32Array} cuts [a, b, c] for each next neuron: a·x + b·y + c = 0, in these places
 * @property {boolean} isDeep whether it is a space; else the three below are empty
 * @property {Float32Array} depths the third number of each point
 * @property {Float32Array} paperDepths the same of the paper
 * @property {Float32Array} cutDepths d for each next neuron, then a·x + b·y + d·z + c = 0
 * @property {number} n neurons of the layer
 * @property {number[]} axes two, or in a space three: neurons, counted from 1; 0: principal components
 * @property {number} spread the share of the points' spread that is shown
 * @property {number} apart how well one straight cut separates the classes, or a plane explains the numbers
 */

/** @param {readonly Part[]} parts @returns {Stage[]} */
export function stagesOf(parts) {
  const points = partsOf(parts, 'PLACES');
  const paper = partsOf(parts, 'PAPER');
  const cuts = partsOf(parts, 'CUTS');
  const depths = partsOf(parts, 'DEPTHS');
  const paperDepths = partsOf(parts, 'PAPER_DEPTHS');
  const cutDepths = partsOf(parts, 'CUT_DEPTHS');
  const isDeep = depths.length > 0;
  return partsOf(parts, 'SHOWN').map((shown, l) => {
    const [across, up, spread, apart] = floats(shown, 0, 4);
    return {
      reach: floats(points[l], 0, 1)[0],
      points: places(points[l]),
      paper: places(paper[l]),
      each: paper[l].size,
      cuts: floats(cuts[l], 0, 3 * cuts[l].count),
      isDeep,
      depths: isDeep ? whole(depths[l], 0, depths[l].count) : NOTHING,
      paperDepths: isDeep ? whole(paperDepths[l], 0, paperDepths[l].count) : NOTHING,
      cutDepths: isDeep ? floats(cutDepths[l], 0, cutDepths[l].count) : NOTHING,
      n: shown.count,
      axes: isDeep ? [across, up, depths[l].size] : [across, up],
      spread,
      apart,
    };
  });
}

/** The reach, then two whole numbers a place. @param {Part} part */
const places = (part) => whole(part, 4, 2 * part.count);

/** @param {Part} part @param {number} from in bytes @param {number} n */
const whole = ({ buffer, offset }, from, n) =>
  Float32Array.from(new Int16Array(buffer, offset + from, n), (each) => each / REACH);

/** A stage on the way from one to the next. @param {Stage} from @param {Stage} to
 * @param {number} share 0 to 1 @returns {Stage} */
export function stageBetween(from, to, share) {
  if (share === 0) return from;
  return {
    ...from,
    points: between(from.points, to.points, share),
    paper: between(from.paper, to.paper, share),
    depths: between(from.depths, to.depths, share),
    paperDepths: between(from.paperDepths, to.paperDepths, share),
    cuts: NOTHING,
    cutDepths: NOTHING,
  };
}

/** The places on the way from one stage to the next. @param {Float32Array} from @param {Float32Array} to
 * @param {number} share 0 to 1 */
export function between(from, to, share) {
  if (share === 0 || from.length !== to.length) return from;
  return from.map((each, i) => each + share * (to[i] - each));
}

/** Where a cut meets the edges of a square: two places, or null where it misses it.
 * @param {ArrayLike<number>} cut @param {number} edge of the square, from 0
 * @returns {[number, number, number, number] | null} */
export function ends({ 0: a, 1: b, 2: c }, edge) {
  /** @type {number[][]} */
  const found = [];
  for (const at of [-edge, edge]) {
    if (b !== 0) found.push([at, -(a * at + c) / b]);
    if (a !== 0) found.push([-(b * at + c) / a, at]);
  }
  const inside = found.filter(([x, y]) => Math.abs(x) <= edge && Math.abs(y) <= edge);
  if (inside.length < 2) return null;
  const [[x1, y1]] = inside;
  const far = inside.reduce((best, place) =>
    (place[0] - x1) ** 2 + (place[1] - y1) ** 2 > (best[0] - x1) ** 2 + (best[1] - y1) ** 2 ? place : best,
  );
  return [x1, y1, far[0], far[1]];
}
