// The boundary of an earlier run, or its function, as a line over the present one.
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { functionLine, softened, winnerContour, zeroContour } from '../../maths/contour.js';
import { fitToScreen } from '../painting/heatmap.js';
/** @import { EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/heatmap.js' */

/** Drawn when the run, the theme or the size changes, not with every frame.
 * @param {{ run: EarlierRun | null, palette: Palette, limit?: number }} props limit: of the plot of
 *   functions; without it the plane */
export function Ghost({ run, palette, limit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const pieces = useMemo(() => run && piecesOf(run, limit), [run, limit]);
  useEffect(() => {
    const box = canvas.current;
    if (!pieces || !box) return undefined;
    const observer = new ResizeObserver(() => paintLine(box, pieces, palette));
    observer.observe(box);
    return () => observer.disconnect();
  }, [pieces, palette]);
  return pieces && html`<canvas ref=${canvas} data-testid="ghost"></canvas>`;
}

/** What of a run can be drawn here. @param {EarlierRun} run @param {number} [limit] */
function piecesOf({ grid, decision, answer }, limit) {
  if (limit !== undefined) return answer && functionLine(answer, limit);
  return decision ? winnerContour(decision) : grid && zeroContour(softened(grid.bytes, grid.size), grid.size);
}

/** Ink with a halo of paper.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} pieces x1, y1, x2, y2 from 0 to 1
 * @param {Palette} palette */
function paintLine(canvas, pieces, { paper, ink, stroke }) {
  const scale = fitToScreen(canvas, canvas.clientWidth, canvas.clientHeight);
  const { width, height } = canvas;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.clearRect(0, 0, width, height);
  context.lineCap = 'round';
  context.beginPath();
  for (let i = 0; i < pieces.length; i += 4) {
    context.moveTo(pieces[i] * width, pieces[i + 1] * height);
    context.lineTo(pieces[i + 2] * width, pieces[i + 3] * height);
  }
  for (const [colour, thickness] of /** @type {[string, number][]} */ ([
    [paper, 4],
    [ink, 1.5],
  ])) {
    context.strokeStyle = colour;
    context.lineWidth = thickness * stroke * scale;
    context.stroke();
  }
}
