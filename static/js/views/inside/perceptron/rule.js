// What an INSIDE frame says of the perceptron rule, and the sides of a line in the plane: pure.

import { linesOf } from '../parts/line_sections.js';
import { floats, partOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */
/** @import { Line } from '../parts/line_sections.js' */

/** @typedef {{ x: number, y: number }} Place */

/**
 * @typedef {object} Rule
 * @property {number} visits examples visited so far
 * @property {number} mistakes
 * @property {boolean} isDone right about every example
 * @property {number} end visits until it is done, or as many as are made
 * @property {number | null} earlier the visit of the mistake before
 * @property {number | null} later of the next one
 * @property {(Place & { isMistake: boolean }) | null} example visited last
 * @property {{ reach: number, gap: number, mistakes: number } | null} bound where a line tells them apart
 * @property {(Place & { label: number })[]} clash no line is right about all of these
 * @property {Line} before the last visit
 * @property {Line} now
 * @property {Line | null} best with the widest gap
 */

/** @param {readonly Part[]} parts @returns {Rule | null} */
export function ruleOf(parts) {
  const rule = partOf(parts, 'RULE');
  const bound = partOf(parts, 'BOUND');
  const clash = partOf(parts, 'CLASH');
  const lines = linesOf(parts);
  if (!rule || !bound || !clash || !lines) return null;
  const [visits, mistakes, , done, end, earlier, later, x, y, mistaken] = floats(rule, 0, 10);
  const [reach, gap, most] = floats(bound, 0, 3);
  const [before, now, best = null] = lines;
  return {
    visits,
    mistakes,
    isDone: done === 1,
    end,
    earlier: orNull(earlier),
    later: orNull(later),
    example: Number.isNaN(x) ? null : { x, y, isMistake: mistaken === 1 },
    bound: Number.isNaN(most) ? null : { reach, gap, mistakes: most },
    clash: Array.from({ length: clash.count }, (_, i) => {
      const [x, y, label] = floats(clash, 3 * i, 3);
      return { x, y, label };
    }),
    before,
    now,
    best,
  };
}

/** @param {number} value */
const orNull = (value) => (Number.isNaN(value) ? null : value);

/** The corners of the plane, in turn. @type {[number, number][]} */
const PLANE = [
  [-6, -6],
  [6, -6],
  [6, 6],
  [-6, 6],
];

/** What an outline has where normal · x + offset is above 0.
 * @param {{ normal: readonly [number, number], offset: number }} line @param {[number, number][]} [outline]
 * @returns {[number, number][]} */
export function sideOf({ normal: [a, b], offset }, outline = PLANE) {
  const height = (/** @type {[number, number]} */ [x, y]) => a * x + b * y + offset;
  return outline.flatMap((corner, i) => {
    const next = outline[(i + 1) % outline.length];
    const [here, there] = [height(corner), height(next)];
    /** @type {[number, number][]} */
    const kept = here > 0 ? [corner] : [];
    if (here > 0 === there > 0) return kept;
    const share = here / (here - there);
    return [...kept, [corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]];
  });
}

/** The other side of a line. @param {{ normal: readonly [number, number], offset: number }} line
 * @returns {{ normal: [number, number], offset: number }} */
export const turnedRound = ({ normal: [a, b], offset }) => ({ normal: [-a, -b], offset: -offset });

/** The strip along a line in which the sum is nearer to 0 than `gap`.
 * @param {{ normal: readonly [number, number], offset: number }} line @param {number} gap */
export function stripOf(line, gap) {
  const back = turnedRound(line);
  return sideOf({ ...back, offset: back.offset + gap }, sideOf({ ...line, offset: line.offset + gap }));
}
