// The gradients of a batch's points as arrows around that of all training points, which points straight up:
// the angle of each is that of its cosine, its length is its own; to which side it turns means nothing.
import { html, number } from '#page';
import { say } from '../parts/saying.js';

/** @import { GradientNoise, OneUpdate } from './one_update.js' */

/** More arrows are no longer told apart. */
const MOST_ARROWS = 100;
/** As far as the longest reaches, in the units of the drawing. */
const REACH = 46;
const HEAD = 2.2;

/** @param {number} cosine in radians */
const angleOf = (cosine) => Math.acos(Math.max(-1, Math.min(1, cosine)));

/** @param {number} cosine */
const degrees = (cosine) => number((angleOf(cosine) * 180) / Math.PI, 0);

/** @param {number} value */
const digits = (value) => number(value, 2, true);

/** @param {{ seen: OneUpdate }} props */
export function Noise({ seen: { noise } }) {
  const { cosines, lengths, cosine, length, whole, of } = noise;
  const n = Math.min(cosines.length, MOST_ARROWS);
  const longest = Math.max(length, whole, ...lengths.subarray(0, n));
  const scale = longest > 0 ? REACH / longest : 0;
  const shown = Array.from(cosines.subarray(0, n), (each) => digits(each)).join('; ');
  const label = say('update.noise.picture', { of, cosines: shown });
  const isBatch = cosines.length > 1;
  return html`<svg class="gradient-noise" viewBox="-50 -50 100 100" role="img" aria-label=${label}>
      <circle r=${REACH} /><line x1=${-REACH} x2=${REACH} />
      <line class="all" y1="0" y2=${-REACH} />
      ${Array.from(
        { length: n },
        (_, k) => html`<${Arrow} key=${k} kind=${isBatch ? 'point' : 'batch'} angle=${angleOf(cosines[k])}
          side=${k % 2 ? -1 : 1} length=${scale * lengths[k]} />`,
      )}
      <${Arrow} kind="all" angle=${0} side=${1} length=${scale * whole} />
      ${
        isBatch && html`<${Arrow} kind="batch" angle=${angleOf(cosine)} side=${1} length=${scale * length} />`
      }
    </svg>
    <p class="noise-legend" aria-hidden="true">
      ${isBatch && html`<span class="point">${say('update.noise.points')}</span>`}
      <span class="batch">${say(isBatch ? 'update.noise.batch' : 'update.point')}</span>
      <span class="all">${say('update.noise.all', { of })}</span></p>`;
}

/** @param {{ kind: string, angle: number, side: number, length: number }} props */
function Arrow({ kind, angle, side, length }) {
  const [x, y] = [side * Math.sin(angle), -Math.cos(angle)];
  const head = Math.min(HEAD, length / 2);
  const [bx, by] = [(length - head) * x, (length - head) * y];
  const corners = [
    [length * x, length * y],
    [bx - 0.5 * head * y, by + 0.5 * head * x],
    [bx + 0.5 * head * y, by - 0.5 * head * x],
  ];
  return html`<g class=${kind}><line x2=${bx} y2=${by} />
    <polygon points=${corners.map((corner) => corner.join(',')).join(' ')} /></g>`;
}

/** What is seen, in words. @param {{ noise: GradientNoise }} props */
export function NoiseSaid({ noise: { cosines, cosine, of } }) {
  const isBatch = cosines.length > 1;
  const own = isBatch ? cosine : cosines[0];
  const values = {
    n: cosines.length,
    of,
    angle: degrees(own),
    cosine: digits(own),
    mean: digits(cosines.reduce((sum, each) => sum + each, 0) / cosines.length),
    low: digits(Math.min(...cosines)),
    high: digits(Math.max(...cosines)),
  };
  return html`<p class="inside-said" aria-live="polite">
    ${say(isBatch ? 'update.noise.said' : 'update.noise.alone', values)}</p>`;
}
