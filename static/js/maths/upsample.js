/** Pictures more finely than they were computed, so that the edges in them are clean: pure numbers. */

import { NO_NUMBER_BYTE, ZERO_BYTE } from './colours.js';

/** So many times as many points as were computed are drawn in the plot, in both directions. */
export const UPSAMPLING = 3;

/** Squares of size x size, upper row first.
 * @typedef {{ size: number, winner: Uint8Array, confidence: Uint8Array }} Winners */

/** The two sides of zero as two classes: 0 below it, 1 from it on.
 * @param {Uint8Array} bytes of a picture @param {number} size @returns {Winners} */
export function sidesOfZero(bytes, size) {
  const winner = bytes.map((byte) => (byte < ZERO_BYTE ? 0 : 1));
  const confidence = bytes.map((byte) => (byte === NO_NUMBER_BYTE ? 0 : Math.abs(byte - ZERO_BYTE)));
  return { size, winner, confidence };
}

/**
 * A picture at so many times as many points in both directions, straight from each value to the next: between
 * blue and orange it passes the colour of zero, which mixing their colours would not.
 * @param {Uint8Array} bytes size x size @param {number} size @param {number} times
 * @returns {Uint8Array} (size * times) x (size * times)
 */
export function upsampleBytes(bytes, size, times) {
  const side = size * times;
  const { before, after, part } = places(size, times);
  const known = withNumbers(bytes);
  const fine = new Uint8Array(side * side);
  const line = new Float64Array(size);
  for (let row = 0; row < side; row += 1) {
    const [up, down, v] = [before[row] * size, after[row] * size, part[row]];
    for (let i = 0; i < size; i += 1) line[i] = known[up + i] + v * (known[down + i] - known[up + i]) + 0.5;
    for (let column = 0; column < side; column += 1) {
      const value = line[before[column]];
      fine[row * side + column] = value + part[column] * (line[after[column]] - value);
    }
  }
  return fine;
}

/** The bytes, zero where there is no number. A loop: this is done with every picture, and a function called
 * for every byte takes as long as a third of the rest. @param {Uint8Array} bytes */
function withNumbers(bytes) {
  const known = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) known[i] = bytes[i] === NO_NUMBER_BYTE ? ZERO_BYTE : bytes[i];
  return known;
}

/**
 * The winners at so many times as many points in both directions. Between four computed points wins who has
 * the most confidence there, each weighed by how near it is: of two classes that is where the straight line
 * passes zero.
 * @param {Winners} winners @param {number} times @returns {Uint8Array} (size * times) x (size * times)
 */
export function upsampleWinners({ size, winner, confidence }, times) {
  const side = size * times;
  const { before, after, part } = places(size, times);
  const fine = new Uint8Array(side * side);
  for (let row = 0; row < side; row += 1) {
    const up = before[row] * size;
    const down = after[row] * size;
    for (let column = 0; column < side; column += 1) {
      const left = before[column];
      const right = after[column];
      const won = winner[up + left];
      const isEdge =
        won !== winner[up + right] || won !== winner[down + left] || won !== winner[down + right];
      fine[row * side + column] = isEdge
        ? elected(up + left, up + right, down + left, down + right, part[column], part[row])
        : won;
    }
  }
  return fine;

  /** @param {number} a @param {number} b @param {number} c
   * @param {number} d the corners, the upper ones first @param {number} u from left to right
   * @param {number} v from top to bottom */
  function elected(a, b, c, d, u, v) {
    let best = winner[a];
    let most = 0;
    for (const corner of [a, b, c, d]) {
      const k = winner[corner];
      const votes =
        (winner[a] === k ? (1 - u) * (1 - v) * confidence[a] : 0) +
        (winner[b] === k ? u * (1 - v) * confidence[b] : 0) +
        (winner[c] === k ? (1 - u) * v * confidence[c] : 0) +
        (winner[d] === k ? u * v * confidence[d] : 0);
      if (votes > most) [best, most] = [k, votes];
    }
    return best;
  }
}

/** Those of the sizes there were: every picture of a run has the same. @type {Map<string, Places>} */
const placesThere = new Map();
/** @typedef {{ before: Uint32Array, after: Uint32Array, part: Float64Array }} Places */

/** Between which two computed points each fine one lies, and how far on: the same from left to right and
 * from top to bottom.
 * @param {number} size @param {number} times */
function places(size, times) {
  const key = `${size} ${times}`;
  const found = placesThere.get(key) ?? placesAt(size, times);
  placesThere.set(key, found);
  return found;
}

/** @param {number} size @param {number} times @returns {Places} */
function placesAt(size, times) {
  const at = Array.from({ length: size * times }, (_, i) =>
    Math.max(0, Math.min(size - 1, (i + 0.5) / times - 0.5)),
  );
  const before = Uint32Array.from(at, Math.floor);
  return {
    before,
    after: before.map((i) => Math.min(size - 1, i + 1)),
    part: Float64Array.from(at, (place, i) => place - before[i]),
  };
}
