// The losses of a saved run in small: training drawn through, test dashed.
import { html } from 'htm/preact';
import { placesOf } from '../../maths/svg.js';

/** @import { KeptCurve } from '../saved/gallery.js' */

const [WIDTH, HEIGHT] = [160, 96];
const ROOM = 4;

/** @param {{ curve: KeptCurve | null }} props */
export function Curve({ curve }) {
  const lines = curve && linesOf(curve);
  return html`<svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} class="small-curve"
    preserveAspectRatio="none" aria-hidden="true">
    ${lines?.map((points, i) => html`<polyline class=${i ? 'test' : 'train'} points=${points} />`)}
  </svg>`;
}

/** The places of both lines, from 0 to the largest loss. @param {KeptCurve} curve @returns {string[]} */
export function linesOf({ epochs, train, test }) {
  const last = Math.max(1, epochs.at(-1) ?? 1);
  const most = Math.max(1e-9, ...train, ...test);
  const x = (/** @type {number} */ epoch) => ROOM + (epoch / last) * (WIDTH - 2 * ROOM);
  const y = (/** @type {number} */ loss) => HEIGHT - ROOM - (loss / most) * (HEIGHT - 2 * ROOM);
  return [train, test].map((losses) => placesOf(losses.map((loss, i) => [x(epochs[i]), y(loss)])));
}
