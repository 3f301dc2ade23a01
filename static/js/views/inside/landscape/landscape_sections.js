// What an INSIDE frame says of the loss around the present weights: pure.

import { floats, partOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/** Of a loss as high as that above the lowest one, as a factor, nothing is told apart any more. */
const MOST_FACTOR = 1e4;
const LEAST = 1e-12;

/**
 * @typedef {object} Landscape
 * @property {number} side places along it
 * @property {Float32Array} losses row by row from the lowest
 * @property {[number, number]} across from the left end to the right one, the ball at 0
 * @property {[number, number]} up
 * @property {number} share of the walk, NaN for a random slice
 * @property {number} eigenvalue NaN where nobody looked
 * @property {number} rate
 * @property {Walked[]} walk where the run was, earliest first; the last one is the ball
 */
/** @typedef {{ x: number, y: number, epoch: number, loss: number }} Walked  loss: that of the moment itself,
 *   which may lie beside the plane */

/** @param {readonly Part[]} parts @param {number} epoch of now @returns {Landscape | null} */
export function landscapeOf(parts, epoch) {
  const losses = partOf(parts, 'LANDSCAPE');
  const slice = partOf(parts, 'SLICE');
  const path = partOf(parts, 'PATH');
  if (!losses || !slice) return null;
  const [left, right, low, high, share, eigenvalue, rate, loss] = floats(slice, 0, 8);
  const been = Array.from({ length: path?.count ?? 0 }, (_, i) => {
    const [x, y, epoch, loss] = floats(/** @type {Part} */ (path), 4 * i, 4);
    return { x, y, epoch, loss };
  });
  return {
    side: losses.size,
    losses: floats(losses, 0, losses.size ** 2),
    across: [left, right],
    up: [low, high],
    share,
    eigenvalue,
    rate,
    walk: [...been, { x: 0, y: 0, epoch, loss }],
  };
}

/** The lowest loss, and the logarithm of how many times as high the highest is that is told apart.
 * @param {Float32Array} losses */
function scaleOf(losses) {
  const finite = losses.filter(Number.isFinite);
  const low = Math.max(
    LEAST,
    finite.reduce((least, each) => Math.min(least, each), Infinity),
  );
  const high = finite.reduce((most, each) => Math.max(most, each), low);
  return { low, range: Math.log(Math.min(MOST_FACTOR, Math.max(high / low, 1.001))) };
}

/** Heights from 0, the lowest, to 1, each factor of the loss the same step: bowls have their bottom to see.
 * @param {Float32Array} losses @returns {Float32Array} 1 where the numbers have run away */
export function heights(losses) {
  const { low, range } = scaleOf(losses);
  return losses.map((each) =>
    Number.isFinite(each) ? Math.min(1, Math.max(0, Math.log(Math.max(each, low) / low) / range)) : 1,
  );
}

/** The loss at a height. @param {Float32Array} losses @param {number} height 0 to 1 */
export function lossAt(losses, height) {
  const { low, range } = scaleOf(losses);
  return low * Math.exp(height * range);
}

/** Which place of a walk is looked at: the last one not after an epoch, and without that the ball.
 * @param {readonly Walked[]} walk @param {number | undefined} epoch */
export const walkedTo = (walk, epoch) =>
  epoch === undefined
    ? walk.length - 1
    : Math.max(
        0,
        walk.findLastIndex((each) => each.epoch <= epoch),
      );

/** How far along a value lies, 0 to 1 between the ends.
 * @param {number} value @param {readonly [number, number]} ends */
export const shareOf = (value, [from, to]) => (value - from) / (to - from);

/** The height at a place, straight between each four. @param {Float32Array} values side × side
 * @param {number} side @param {number} across 0 to 1 @param {number} up 0 to 1 */
export function heightAt(values, side, across, up) {
  const x = Math.max(0, Math.min(1, across)) * (side - 1);
  const y = Math.max(0, Math.min(1, up)) * (side - 1);
  const left = Math.min(side - 2, Math.floor(x));
  const upper = Math.min(side - 2, Math.floor(y));
  const [dx, dy, at] = [x - left, y - upper, upper * side + left];
  const above = values[at] + dx * (values[at + 1] - values[at]);
  const below = values[at + side] + dx * (values[at + side + 1] - values[at + side]);
  return above + dy * (below - above);
}

/** A square of heights, with places in between: straight between each four.
 * @param {Float32Array} values side × side @param {number} side @param {number} size wanted */
export function finer(values, side, size) {
  const result = new Float32Array(size * size);
  for (let i = 0; i < result.length; i++) {
    const [row, column] = [Math.floor(i / size), i % size];
    result[i] = heightAt(values, side, column / (size - 1), row / (size - 1));
  }
  return result;
}
