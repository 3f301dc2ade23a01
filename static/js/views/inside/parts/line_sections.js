// What an INSIDE frame says of the lines of neurons and of the regions that they cut: pure.

import { bytes, floats, partOf, partsOf } from './parts.js';

/** @import { Part } from '../../../types.js' */

/** @typedef {{ normal: [number, number], offset: number, ends: number[] | null }} Line  ends: x, y, x, y */

/**
 * @typedef {object} Regions
 * @property {number} count of all there are
 * @property {number} most that so many lines can make
 * @property {{ x: number, y: number, area: number, code: number[] }[]} shown the largest first
 * @property {[number, number][][]} outlines of the same
 */

/** @param {readonly Part[]} parts @returns {Line[] | null} */
export function linesOf(parts) {
  const part = partOf(parts, 'LINES');
  if (!part) return null;
  return Array.from({ length: part.count }, (_, i) => {
    const [x, y, offset, ...ends] = floats(part, 7 * i, 7);
    return { normal: [x, y], offset, ends: ends.some(Number.isNaN) ? null : ends };
  });
}

/** @param {readonly Part[]} parts @returns {Regions | null} */
export function regionsOf(parts) {
  const regions = partOf(parts, 'REGIONS');
  const codes = partOf(parts, 'CODES');
  const corners = partOf(parts, 'CORNERS');
  const count = partOf(parts, 'COUNT');
  if (!regions || !corners || !count) return null;
  const shown = Array.from({ length: regions.count }, (_, i) => {
    const [x, y, area] = floats(regions, 3 * i, 3);
    const code = codes ? [...bytes(codes, i * codes.size, codes.size)] : [];
    return { x, y, area, code };
  });
  return { count: count.count, most: count.size, shown, outlines: outlinesOf(corners) };
}

/** Between which sums the activation of the lines is steep; 0: without end. @param {readonly Part[]} parts
 * @returns {[number, number]} */
export function marginOf(parts) {
  const part = partOf(parts, 'MARGIN');
  const [low, high] = part ? floats(part, 0, 2) : [0, 0];
  return [low, high];
}

/** As engine/inside/joins.py has them, in its order. */
export const JOINS = /** @type {const} */ ([
  ...['nothing', 'everything', 'half-plane', 'intersection', 'union', 'mixed'],
]);

/**
 * What the neurons of a further layer say in each region; `joins`: of unit steps, which regions each one
 * joins, and for each line -1 if it is its off side, 1 its on side, 0 no matter.
 * @typedef {{ layer: number, said: number[][], joins: { name: string, sides: number[] }[] }} LayersAnswers
 */

/** @param {readonly Part[]} parts @returns {LayersAnswers[]} */
export function answersOf(parts) {
  return partsOf(parts, 'ANSWERS').map((part) => {
    const { layer, count, size } = part;
    const said = Array.from({ length: count }, (_, i) => [...floats(part, i * size, size)]);
    const joined = partsOf(parts, 'JOINS').find((each) => each.layer === layer);
    const joins = Array.from({ length: joined?.count ?? 0 }, (_, j) => {
      const row = joined ? bytes(joined, j * joined.size, joined.size) : [];
      const [name, ...sides] = row;
      return { name: JOINS[name], sides: sides.map((side) => side - 1) };
    });
    return { layer, said, joins };
  });
}

/** The strip of the plane where a neuron's sum is from `low` to `high`, as its middle line, far beyond the
 * plane, and how wide it is; null if the neuron has no line.
 * @param {Line} line @param {number} low @param {number} high */
export function bandOf({ normal: [nx, ny], offset }, low, high) {
  const length = Math.hypot(nx, ny);
  if (!(length > 0)) return null;
  const foot = ((low + high) / 2 - offset) / length;
  const [x, y] = [(foot * nx) / length, (foot * ny) / length];
  const [ax, ay] = [(-FAR * ny) / length, (FAR * nx) / length];
  return { ends: [x - ax, y - ay, x + ax, y + ay], width: (high - low) / length };
}

/** Longer than any line in the plane. */
const FAR = 20;

/** @param {Part} part corners, no numbers between two regions */
function outlinesOf(part) {
  const values = floats(part, 0, 2 * part.count);
  /** @type {[number, number][][]} */
  const outlines = [];
  /** @type {[number, number][]} */
  let outline = [];
  for (let i = 0; i < values.length; i += 2) {
    if (!Number.isNaN(values[i])) outline.push([values[i], values[i + 1]]);
    else {
      outlines.push(outline);
      outline = [];
    }
  }
  return outlines;
}

/** The two places of a line after it was moved by (dx, dy) or, at one of its ends, turned about the other.
 * @param {readonly number[]} ends x, y, x, y @param {'line' | 0 | 1} grip @param {number} dx
 * @param {number} dy
 * @returns {{ one: [number, number], other: [number, number] }} */
export function movedLine([x1, y1, x2, y2], grip, dx, dy) {
  const moves = (/** @type {0 | 1} */ end) => grip === 'line' || grip === end;
  return { one: moves(0) ? [x1 + dx, y1 + dy] : [x1, y1], other: moves(1) ? [x2 + dx, y2 + dy] : [x2, y2] };
}

/** The same turned about its middle. @param {readonly number[]} ends @param {number} angle in radians */
export function turnedLine([x1, y1, x2, y2], angle) {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  /** @param {number} px @param {number} py @returns {[number, number]} */
  const turned = (px, py) => [x + cos * (px - x) - sin * (py - y), y + sin * (px - x) + cos * (py - y)];
  return { one: turned(x1, y1), other: turned(x2, y2) };
}
