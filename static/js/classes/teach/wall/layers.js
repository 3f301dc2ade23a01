// The boundaries of a class as one picture, on a canvas.
import { winnerContour, zeroContour } from '../../../maths/contour.js';
import { contextOf, emptied } from '../../../views/painting/canvas.js';
import { paintGrid } from '../../../views/painting/pictures.js';
import { bytesOf, SIDE } from '../../pictures.js';
import { meanPicture } from './together.js';

/** @import { Cell } from '../../../messages.js' */
/** @import { Palette } from '../../../views/painting/palette.js' */

/** The lines of each cell, found once. @type {WeakMap<Cell, Float32Array>} */
const found = new WeakMap();

/** @param {Cell} cell */
function linesOf(cell) {
  const lines = found.get(cell) ?? contourOf(cell);
  found.set(cell, lines);
  return lines;
}

/** @param {Cell} cell */
function contourOf({ kind, picture, n_outputs: classes }) {
  const bytes = bytesOf(picture);
  if (kind === 'signed') return zeroContour(bytes, SIDE);
  const [winner, confidence] = [bytes.subarray(0, SIDE * SIDE), bytes.subarray(SIDE * SIDE)];
  return winnerContour({ classes, size: SIDE, winner, confidence });
}

/** Paints what all answer on average, and each boundary as a line; that of the one is thick.
 * @param {HTMLCanvasElement} canvas @param {readonly Cell[]} cells @param {Palette} palette
 * @param {string | null} chosen whose is thick */
export function paintLayers(canvas, cells, palette, chosen) {
  const context = emptied(canvas);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const signed = cells.filter(({ kind }) => kind === 'signed').map(({ picture }) => bytesOf(picture));
  if (signed.length > 0) {
    const small = document.createElement('canvas');
    paintGrid(small, meanPicture(signed), SIDE, palette.pale);
    context.imageSmoothingQuality = 'high';
    context.drawImage(small, 0, 0, width, height);
  }
  const draw = (/** @type {Cell} */ cell, /** @type {string} */ colour, /** @type {number} */ thickness) => {
    const lines = linesOf(cell);
    context.beginPath();
    for (let i = 0; i < lines.length; i += 4) {
      context.moveTo(lines[i] * width, lines[i + 1] * height);
      context.lineTo(lines[i + 2] * width, lines[i + 3] * height);
    }
    Object.assign(context, { strokeStyle: colour, lineWidth: thickness * palette.stroke });
    context.stroke();
  };
  context.globalAlpha = 0.55;
  for (const cell of cells) if (cell.person !== chosen) draw(cell, palette.ink, 0.7);
  context.globalAlpha = 1;
  const one = cells.find(({ person }) => person === chosen);
  if (!one) return;
  draw(one, palette.paper, 5);
  draw(one, palette.ink, 2.4);
  contextOf(canvas).globalAlpha = 1;
}
