// What an INSIDE frame says of the loss around the present weights: pure.

import { floats, partOf } from './parts.js';

/** @import { Part } from '../../types.js' */

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
 * @property {{ x: number, y: number, epoch: number }[]} path
 */

/** @param {readonly Part[]} parts @returns {Landscape | null} */
export function landscapeOf(parts) {
  const losses = partOf(parts, 'LANDSCAPE');
  const slice = partOf(parts, 'SLICE');
  const path = partOf(parts, 'PATH');
  if (!losses || !slice) return null;
  const [left, right, low, high, share, eigenvalue, rate] = floats(slice, 0, 7);
  return {
    side: losses.size,
    losses: floats(losses, 0, losses.size ** 2),
    across: [left, right],
    up: [low, high],
    share,
    eigenvalue,
    rate,
    path: Array.from({ length: path?.count ?? 0 }, (_, i) => {
      const [x, y, epoch] = floats(/** @type {Part} */ (path), 3 * i, 3);
      return { x, y, epoch };
    }),
  };
}

/** Heights from 0, the lowest, to 1, each factor of the loss the same step: bowls have their bottom to see.
 * @param {Float32Array} losses @returns {Float32Array} 1 where the numbers have run away */
export function heights(losses) {
  const finite = losses.filter(Number.isFinite);
  const low = Math.max(
    LEAST,
    finite.reduce((least, each) => Math.min(least, each), Infinity),
  );
  const high = finite.reduce((most, each) => Math.max(most, each), low);
  const range = Math.log(Math.min(MOST_FACTOR, Math.max(high / low, 1.001)));
  return losses.map((each) =>
    Number.isFinite(each) ? Math.min(1, Math.max(0, Math.log(Math.max(each, low) / low) / range)) : 1,
  );
}

/** A square of heights, with places in between: straight between each four.
 * @param {Float32Array} values side × side @param {number} side @param {number} size wanted */
export function finer(values, side, size) {
  const result = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const y = (row / (size - 1)) * (side - 1);
    const upper = Math.min(side - 2, Math.floor(y));
    for (let column = 0; column < size; column++) {
      const x = (column / (size - 1)) * (side - 1);
      const left = Math.min(side - 2, Math.floor(x));
      const [dx, dy, at] = [x - left, y - upper, upper * side + left];
      const above = values[at] + dx * (values[at + 1] - values[at]);
      const below = values[at + side] + dx * (values[at + side + 1] - values[at + side]);
      result[row * size + column] = above + dy * (below - above);
    }
  }
  return result;
}
