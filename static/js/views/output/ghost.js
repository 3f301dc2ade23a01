// The boundary of an earlier run, or its function, as a line over the present one.
import { html } from 'htm/preact';
import { useMemo, useRef } from 'preact/hooks';
import { blurred, functionLine, winnerContour, zeroContour } from '../../maths/contour.js';
import { contextOf, fitToScreen, stroke as strokePath } from '../painting/canvas.js';
import { useSizeOf } from '../parts/elements.js';
/** @import { EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * Drawn when the run, the theme or the size changes, not with every frame.
 * @param {{ run: EarlierRun | null, palette: Palette, limit?: number }} props
 *   limit: of the plot of functions; without it the plane
 */
export function Ghost({ run, palette, limit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const pieces = useMemo(() => run && piecesOf(run, limit), [run, limit]);
  const draw = (/** @type {HTMLCanvasElement} */ box) => pieces && drawPieces(box, pieces, palette);
  useSizeOf(canvas, draw, [pieces, palette]);
  return pieces && html`<canvas ref=${canvas} data-testid="ghost"></canvas>`;
}

/** What of a run can be drawn here. @param {EarlierRun} run @param {number} [limit] */
function piecesOf({ grid, decision, answer }, limit) {
  if (limit !== undefined) return answer && functionLine(answer, limit);
  return decision ? winnerContour(decision) : grid && zeroContour(blurred(grid.bytes, grid.size), grid.size);
}

/** Ink with a halo of paper.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} pieces x1, y1, x2, y2 from 0 to 1
 * @param {Palette} palette */
function drawPieces(canvas, pieces, { paper, ink, stroke }) {
  const scale = fitToScreen(canvas);
  const { width, height } = canvas;
  const context = contextOf(canvas);
  context.clearRect(0, 0, width, height);
  context.lineCap = 'round';
  context.beginPath();
  for (let i = 0; i < pieces.length; i += 4) {
    context.moveTo(pieces[i] * width, pieces[i + 1] * height);
    context.lineTo(pieces[i + 2] * width, pieces[i + 3] * height);
  }
  strokePath(context, paper, 4 * stroke * scale);
  strokePath(context, ink, 1.5 * stroke * scale);
}
