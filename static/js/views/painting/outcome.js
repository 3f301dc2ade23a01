// What a network says in the end, in small: over the plane, or as a function.
import { paintFunctionTile } from './functions.js';
import { classColours } from './palette.js';
import { paintDecision, paintGrid } from './pictures.js';
/** @import { EarlierRun } from '../../types.js' */
/** @import { Palette } from './palette.js' */

/** @typedef {Pick<EarlierRun, 'grid' | 'decision' | 'answer'>} Outcome */

/** Whether there is anything to be painted. @param {Outcome} outcome */
export const hasPicture = ({ grid, decision, answer }) => (grid ?? decision ?? answer) !== null;

/**
 * Paints it into a canvas, which the style sheet scales to its size; leaves it alone where there is nothing.
 * @param {HTMLCanvasElement} canvas @param {Outcome} outcome @param {Palette} palette
 * @param {number} side of a function's picture, in CSS pixels
 */
export function paintOutcome(canvas, { grid, decision, answer }, palette, side) {
  if (decision) paintDecision(canvas, decision, classColours(palette, decision.classes).pale);
  else if (grid) paintGrid(canvas, grid.bytes, grid.size, palette.pale);
  else if (answer) paintFunctionTile(canvas, answer, palette, side);
}
