// The boundary of an earlier run as a line over the present one.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { softened, zeroContour } from '../contour.js';
import { fitToScreen } from './heatmap.js';

/** Drawn when the run, the theme or the size changes, not with every frame. @param {{ run: import('../types.d.ts').EarlierRun | null, palette: import('./heatmap.js').Palette }} props */
export function Ghost({ run, palette }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const grid = run?.grid ?? null;
  useEffect(() => {
    const box = canvas.current;
    if (!grid || !box) return undefined;
    const pieces = zeroContour(softened(grid.bytes, grid.size), grid.size);
    const observer = new ResizeObserver(() => paintLine(box, pieces, palette));
    observer.observe(box);
    return () => observer.disconnect();
  }, [grid, palette]);
  return grid && html`<canvas ref=${canvas} data-testid="ghost"></canvas>`;
}

/** Ink with a halo of paper. @param {HTMLCanvasElement} canvas @param {Float32Array} pieces x1, y1, x2, y2 from 0 to 1 @param {import('./heatmap.js').Palette} palette */
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
  for (const [colour, thickness] of /** @type {[string, number][]} */ ([[paper, 4], [ink, 1.5]])) {
    context.strokeStyle = colour;
    context.lineWidth = thickness * stroke * scale;
    context.stroke();
  }
}
