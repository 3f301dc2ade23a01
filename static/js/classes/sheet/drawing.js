// What there is to see, in one drawing in black and white: what is grey here has colours on the screen.
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { say } from './saying.js';

/** @param {string} text */
const numbers = (text) => text.split(' ').map(Number);

const WIDTH = 780;
const HEIGHT = 199;
/** Tiles of inputs and neurons: their side, the left edge of each column, and the middles of their rows. */
const SIDE = 38;
const INPUTS = { left: 24, middles: [71, 137] };
const HIDDEN = { left: 226, middles: [45, 104, 160] };
/** The corners of what a tile answers with yes, in parts of its side. */
const HALVES = {
  inputs: ['0.5,0 1,0 1,1 0.5,1', '0,0 1,0 1,0.5 0,0.5'],
  hidden: ['0,0.28 1,0.62 1,1 0,1', '0.3,0 1,0 1,1 0.62,1', '0,0 1,0 0,0.78'],
};
/** How thick each weight is: from every input to every neuron, and from every neuron to the plane. */
const WEIGHTS = { inputs: ['5 2 1', '3 1 6'].map(numbers), hidden: [6, 3, 5] };
/** The plane: its side, its corner, the boundary and the points, in its own coordinates from 0 to 1. */
const PLANE = { side: 152, left: 420, top: 26 };
const BOUNDARY =
  'M.5 .16C.72 .15 .86 .38 .84 .56C.82 .75 .66 .84 .48 .84C.3 .84 .15 .72 .17 .53C.19 .34 .3 .17 .5 .16Z';
const INSIDE = [
  ...['.42 .34', '.58 .30', '.34 .48', '.50 .46', '.66 .44', '.40 .62', '.56 .60', '.71 .60', '.50 .74'],
].map(numbers);
const OUTSIDE = [
  ...['.08 .10', '.27 .09', '.48 .06', '.70 .09', '.91 .13', '.06 .34', '.94 .36', '.07 .60', '.94 .62'],
  ...['.09 .84', '.25 .92', '.45 .95', '.67 .93', '.88 .86'],
].map(numbers);
const CHART = { left: 648, top: 40, width: 128, height: 72 };

export const Drawing = () => html`<svg class="drawing" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img"
    aria-label=${say('drawing.label')}>
    <g class="weights">${INPUTS.middles.flatMap((from, i) =>
      HIDDEN.middles.map((to, j) => line(INPUTS.left + SIDE, from, HIDDEN.left, to, WEIGHTS.inputs[i][j])),
    )}${HIDDEN.middles.map((from, i) =>
      line(HIDDEN.left + SIDE, from, PLANE.left, PLANE.top + PLANE.side / 2, WEIGHTS.hidden[i]),
    )}</g>
    ${INPUTS.middles.map((middle, i) => tile(INPUTS.left, middle, HALVES.inputs[i]))}
    ${HIDDEN.middles.map((middle, i) => tile(HIDDEN.left, middle, HALVES.hidden[i]))}
    ${INPUTS.middles.map(
      (middle, i) => html`<text x=${INPUTS.left - 6} y=${middle + 4} class="end">x${'₁₂'[i]}</text>`,
    )}
    <${Plane} /><${Chart} />
    <text class="small middle" x=${INPUTS.left + SIDE / 2} y=${HEIGHT - 5}>${say('inputs')}</text>
    <text class="small middle" x=${HIDDEN.left + SIDE / 2} y=${HEIGHT - 5}>${say('hidden')}</text>
    <text class="small middle" x=${PLANE.left + PLANE.side / 2} y=${HEIGHT - 5}
      >${say('output')}</text>
    <${Callout} text=${say('weight')} x=${144} y=${18} to=${[144, 56]} />
    <${Callout} text=${say('neuron')} x=${310} y=${18} to=${[266, 30]} />
    <${Callout} text=${say('boundary')} x=${PLANE.left + 112} y=${15} to=${[PLANE.left + 106, 59]} />
    <${Callout} text=${say('loss')} x=${CHART.left + 90} y=${18} to=${[CHART.left + 36, 66]} />
  </svg>`;

/** A weight.
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} width */
function line(x1, y1, x2, y2, width) {
  const bend = (x2 - x1) / 2;
  return html`<path d=${`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
    stroke-width=${width} />`;
}

/** @param {number} left @param {number} middle @param {string} half */
const tile = (left, middle, half) => html`<g transform=${`translate(${left} ${middle - SIDE / 2})`}>
  <rect width=${SIDE} height=${SIDE} class="no" />
  <polygon points=${half} transform=${`scale(${SIDE})`} class="yes" />
  <rect width=${SIDE} height=${SIDE} class="frame" /></g>`;

const Plane = () => html`<g transform=${`translate(${PLANE.left} ${PLANE.top})`}>
  <rect width=${PLANE.side} height=${PLANE.side} class="no" />
  <path d=${BOUNDARY} transform=${`scale(${PLANE.side})`} class="yes" />
  <path d=${BOUNDARY} transform=${`scale(${PLANE.side})`} class="boundary" />
  ${INSIDE.map((at) => point(at, 'full'))}${OUTSIDE.map((at) => point(at, 'ring'))}
  <rect width=${PLANE.side} height=${PLANE.side} class="frame" /></g>`;

/** @param {number[]} at @param {string} kind */
const point = ([x, y], kind) =>
  html`<circle cx=${x * PLANE.side} cy=${y * PLANE.side} r="4" class=${kind} />`;

function Chart() {
  const { left, top, width, height } = CHART;
  const curve = (/** @type {number} */ end) =>
    `M0 4C${width / 4} 8 ${width / 5} ${height - end} ${width} ${height - end}`;
  return html`<g transform=${`translate(${left} ${top})`}>
    <path class="axes" d=${`M0 0V${height}H${width}`} />
    <path class="curve" d=${curve(8)} /><path class="curve dashed" d=${curve(24)} />
    <text class="small end" x="-6" y=${height + 4}>0</text>
    <text class="small end" x=${width} y=${height + 18}>${say('epochs')}</text>
    <g transform="translate(0 ${height + 34})"><path class="curve" d="M0 0h22" />
      <text class="small" x="28" y="4">${t('loss.train')}</text>
      <path class="curve dashed" d="M0 16h22" /><text class="small" x="28" y="20">${t('loss.test')}</text></g>
  </g>`;
}

/** A word, and a line to what it means.
 * @param {{ text: string, x: number, y: number, to: number[] }} props x, y: the middle of its foot */
const Callout = ({ text, x, y, to }) => html`<g class="callout">
  <path d=${`M${x} ${y + 4}L${to[0]} ${to[1]}`} /><circle cx=${to[0]} cy=${to[1]} r="2.2" />
  <text class="middle" x=${x} y=${y}>${text}</text></g>`;
