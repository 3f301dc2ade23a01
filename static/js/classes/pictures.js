// A cell of the wall as a picture: bytes in Base64 to pixels.
import { paintDecision, paintGrid } from '../views/painting/pictures.js';

/** @import { Cell } from '../messages.js' */
/** @import { Palette } from '../views/painting/palette.js' */

/** The cells of a picture's side. */
export const SIDE = 32;

/** @param {string} base64 @returns {Uint8Array} */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Paints what a network answers over the plane.
 * @param {HTMLCanvasElement} canvas @param {Pick<Cell, 'kind' | 'picture' | 'n_outputs'>} cell
 * @param {Palette} palette
 * @param {boolean} [pale] as the plane of the playground, so that points stand out
 */
export function paintCell(canvas, cell, palette, pale = false) {
  const bytes = bytesOf(cell.picture);
  if (cell.kind === 'signed') return paintGrid(canvas, bytes, SIDE, pale ? palette.pale : palette.full);
  const { two, many } = palette.classes;
  const winner = bytes.subarray(0, SIDE * SIDE);
  const confidence = bytes.subarray(SIDE * SIDE);
  paintDecision(
    canvas,
    { classes: cell.n_outputs, size: SIDE, winner, confidence },
    (cell.n_outputs === 2 ? two() : many()).pale,
  );
}
