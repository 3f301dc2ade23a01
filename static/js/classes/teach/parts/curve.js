// A loss curve in small: training solid, test dashed, both in ink.
import { html } from 'htm/preact';
import { linePath } from '../../../maths/histograms.js';

/** @import { Cell } from '../../../messages.js' */

/** @param {{ cell: Cell, width: number, height: number }} props */
export function Curve({ cell, width, height }) {
  const all = cell.curve.flat().filter((value) => Number.isFinite(value));
  const top = Math.max(1e-6, ...all);
  const line = (/** @type {0 | 1} */ which) => {
    const values = cell.curve.map((pair) => (Number.isFinite(pair[which]) ? pair[which] : top));
    return values.length > 1 ? linePath(values, [0, top], width, height) : '';
  };
  return html`<svg class="curve" viewBox=${`-1 -1 ${width + 2} ${height + 2}`} preserveAspectRatio="none"
    aria-hidden="true"><path class="test" d=${line(1)} /><path class="train" d=${line(0)} /></svg>`;
}
