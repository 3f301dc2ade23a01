// Numbers as the cells of a square picture: inputs in greys from paper to ink.
import { cssOf, mixed, parseColour } from '../../maths/colours.js';
import { contextOf, resized } from './canvas.js';

/** @import { Palette } from './palette.js' */

/** How far a picture's cells reach: the least and the largest of all of them.
 * @param {Float32Array} ranges pairs, one for each input @returns {[number, number]} */
export const reachOf = (ranges) => [Math.min(...ranges), Math.max(...ranges)];

/** The colour of each input, from paper for the least of all of them to ink for the largest.
 * @param {ArrayLike<number>} row @param {Float32Array} ranges @param {Palette} palette @returns {string[]} */
export function greysOf(row, ranges, { raised, ink }) {
  const [low, high] = reachOf(ranges);
  const [paper, black] = [parseColour(raised), parseColour(ink)];
  const share = (/** @type {number} */ value) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  return Array.from(row, (value) => cssOf(mixed(paper, black, share(value))));
}

/** Paints a square of cells, row by row from the top; the style sheet makes it larger.
 * @param {HTMLCanvasElement} canvas @param {number} side cells @param {readonly string[]} colours */
export function paintCells(canvas, side, colours) {
  resized(canvas, side, side);
  const context = contextOf(canvas);
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(i % side, Math.floor(i / side), 1, 1);
  });
}
