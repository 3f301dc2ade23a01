/** Where a picture passes zero, or one class wins over another, as short lines: marching squares. Pure. */
import { NO_NUMBER_BYTE, ZERO_BYTE } from './colours.js';

/** @import { Decision } from '../types.js' */

/** What is exactly zero lies below the line. */
const LEVEL = ZERO_BYTE;

/**
 * The sides of a square that a line crosses: 0 upper, 1 right, 2 lower, 3 left, in pairs. The index
 * encodes which corners lie above the level: 1 upper left, 2 upper right, 4 lower right, 8 lower left.
 */
const CROSSED = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [],
  [0, 2],
  [3, 2],
  [2, 3],
  [0, 2],
  [],
  [1, 2],
  [3, 1],
  [0, 1],
  [3, 0],
  [],
];
const ROUND_UPPER_LEFT = [3, 0, 1, 2];
const ROUND_UPPER_RIGHT = [0, 1, 2, 3];

/**
 * The line between negative and positive outputs in pieces: at most two for each square of four values.
 * @param {ArrayLike<number>} bytes size x size, upper row first, whole or blurred @param {number} size
 * @returns {Float32Array} x1, y1, x2, y2 of each piece; 0 to 1 from the left and from the top of the picture
 */
export function zeroContour(bytes, size) {
  const value = (/** @type {number} */ at) => (bytes[at] === NO_NUMBER_BYTE ? ZERO_BYTE : bytes[at]) - LEVEL;
  /** @type {number[]} */
  const pieces = [];
  for (let row = 0; row < size - 1; row += 1) {
    for (let column = 0; column < size - 1; column += 1) {
      const at = row * size + column;
      const corners = [value(at), value(at + 1), value(at + size + 1), value(at + size)];
      for (const side of crossedSides(corners)) {
        const [across, down] = pointOn(side, corners);
        pieces.push((column + 0.5 + across) / size, (row + 0.5 + down) / size);
      }
    }
  }
  return Float32Array.from(pieces);
}

/**
 * The picture with each value mixed with its neighbours, twice 1 : 2 : 1 in both directions. On a gentle
 * slope the steps of whole bytes would make the line tremble; a corner is rounded by about a value's width.
 * @param {Uint8Array} bytes size x size @param {number} size @returns {Float32Array}
 */
export function blurred(bytes, size) {
  let values = Float32Array.from(bytes, (byte) => (byte === NO_NUMBER_BYTE ? ZERO_BYTE : byte));
  for (const step of [1, size, 1, size]) {
    const before = values;
    values = before.map((value, i) => {
      const place = step === 1 ? i % size : Math.floor(i / size);
      const [less, more] = [
        place > 0 ? before[i - step] : value,
        place < size - 1 ? before[i + step] : value,
      ];
      return (less + 2 * value + more) / 4;
    });
  }
  return values;
}

/**
 * The lines between the classes: of each class where its lead, or that of the others over it, is none.
 * @param {Decision} decision @returns {Float32Array} pieces as of zeroContour
 */
export function winnerContour({ classes, size, winner, confidence }) {
  const contours = Array.from({ length: classes }, (_, k) => {
    const leads = winner.map((won, i) =>
      won === k ? ZERO_BYTE + half(confidence[i]) : ZERO_BYTE - 1 - half(confidence[i]),
    );
    return [...zeroContour(leads, size)];
  });
  return Float32Array.from(contours.flat());
}

/** Half a confidence, so that both signs have room in a byte. @param {number} confidence */
const half = (confidence) => Math.min(ZERO_BYTE - 1, confidence >> 1);

/**
 * A function as pieces of a line; those beyond the limit are left out.
 * @param {Float32Array} values from the left end to the right one
 * @param {number} limit of the value at the top
 * @returns {Float32Array} pieces as of zeroContour
 */
export function functionLine(values, limit) {
  const [x, y] = [
    (/** @type {number} */ i) => i / (values.length - 1),
    (/** @type {number} */ i) => (1 - values[i] / limit) / 2,
  ];
  const pieces = Array.from({ length: values.length - 1 }, (_, i) => [x(i), y(i), x(i + 1), y(i + 1)]);
  return Float32Array.from(
    pieces.filter(([, from, , to]) => Math.max(from, to) >= 0 && Math.min(from, to) <= 1).flat(),
  );
}

/** @param {number[]} corners clockwise from the upper left */
function crossedSides(corners) {
  const which = corners.reduce((sum, corner, i) => sum + (corner > 0 ? 1 << i : 0), 0);
  if (which !== 5 && which !== 10) return CROSSED[which];
  const centreIsAbove = corners.reduce((sum, corner) => sum + corner, 0) > 0;
  return centreIsAbove === (which === 5) ? ROUND_UPPER_RIGHT : ROUND_UPPER_LEFT;
}

/** Where on a side the level lies, from the square's upper left corner.
 * @param {number} side @param {number[]} corners */
function pointOn(side, corners) {
  const [from, to] = [corners[side], corners[(side + 1) % 4]];
  const part = from / (from - to);
  return [
    [part, 0],
    [1, part],
    [1 - part, 1],
    [0, 1 - part],
  ][side];
}
