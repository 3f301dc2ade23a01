// What an INSIDE frame says of a puzzle that is wired by hand: pure.

import { floats, jsonOf, partOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/**
 * @typedef {object} PuzzleShown  as server/frames/inside/puzzle.py has it
 * @property {string | null} name of the puzzle that the points are
 * @property {Record<string, string>} links that open each puzzle
 * @property {number} [n_points] this and what follows where there are lines
 * @property {number} [n_wrong]
 * @property {number} [n_mixed] regions with points of both classes
 * @property {'right' | 'lines' | 'output' | 'codes' | null} [stage] what is left to do
 */

/** @param {readonly Part[]} parts @returns {PuzzleShown | null} */
export const puzzleOf = (parts) => jsonOf(partOf(parts, 'PUZZLE'));

/** Where points are of which the network tells the wrong class.
 * @param {readonly Part[]} parts @returns {[number, number][]} */
export function wrongOf(parts) {
  const part = partOf(parts, 'WRONG');
  return Array.from({ length: part?.count ?? 0 }, (_, i) => {
    const [x, y] = part ? floats(part, 2 * i, 2) : [0, 0];
    return [x, y];
  });
}
