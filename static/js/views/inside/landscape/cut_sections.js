// What an INSIDE frame says of the losses between two networks: pure.

import { floats, partOf, partsOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/** So little a hill is none: of a loss that begins somewhere about a half. */
export const LEAST_HILL = 0.01;
/** The picture is so much higher than what lies between the two. */
const ROOM = 1.25;

/** @typedef {{ t: number, loss: number }[]} Curve  t: 0 at one end, 1 at the other */
/**
 * @typedef {object} Cut
 * @property {Curve} train
 * @property {Curve} test
 * @property {[number, number]} epochs of the two ends
 * @property {[number, number]} hills how high both losses rise above the straight line from end to end
 */

/** @param {readonly Part[]} parts @returns {Cut | null} */
export function cutOf(parts) {
  const [train, test] = partsOf(parts, 'CUT').map(({ count, ...part }) =>
    Array.from({ length: count }, (_, i) => {
      const [t, loss] = floats({ ...part, count }, 2 * i, 2);
      return { t, loss };
    }),
  );
  const ends = partOf(parts, 'ENDS');
  const hills = partOf(parts, 'HILLS');
  if (!train || !test || !ends || !hills) return null;
  return { train, test, epochs: two(ends), hills: two(hills) };
}

/** @param {Part} part @returns {[number, number]} */
function two(part) {
  const [one, other] = floats(part, 0, 2);
  return [one, other];
}

/** The loss at the upper edge of the picture: what lies between the ends has room below it.
 * @param {Cut} cut */
export function topOf({ train, test }) {
  const between = [...train, ...test].filter(({ t, loss }) => t >= 0 && t <= 1 && Number.isFinite(loss));
  return ROOM * Math.max(1e-6, ...between.map(({ loss }) => loss));
}

/** From one line of the picture to the next: a round number, with three to six lines. @param {number} top */
export function stepOf(top) {
  const least = 10 ** Math.floor(Math.log10(top / 3));
  return least * Math.max(...[1, 2, 5].filter((each) => each * least <= top / 3));
}

/** Where a curve is highest above the straight line between its ends, and how high that line is there.
 * @param {Curve} curve @returns {{ t: number, loss: number, straight: number }} */
export function summitOf(curve) {
  const [first, last] = [0, 1].map((end) => curve.find(({ t }) => t === end)?.loss ?? 0);
  const places = curve
    .filter(({ t }) => t >= 0 && t <= 1)
    .map(({ t, loss }) => ({ t, loss, straight: (1 - t) * first + t * last }));
  return places.reduce((best, each) => (each.loss - each.straight > best.loss - best.straight ? each : best));
}
