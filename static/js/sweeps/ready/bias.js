// Bias and variance over the settings in their order, and the curves of all seeds that they come from.
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { bytesOf } from '../../classes/pictures.js';
import { linearTicks } from '../../maths/ticks.js';
import { number } from '../../text/texts.js';
import { Chart, usePaper, useWidth } from '../charts/frame.js';
import { Grid } from '../charts/grid.js';
import { Below, Said } from '../charts/marks.js';
import { biasAndVariance, curveOf } from '../maths/ensemble.js';
import { apart } from '../maths/race.js';
import { groupedBy } from '../maths/spread.js';
import { say } from './saying.js';

/** @import { ChartProps, Row } from '../told.js' */
/** @typedef {{ setting: number, degree: number, curves: number[][], rows: Row[],
 *   parts: ReturnType<typeof biasAndVariance> }} Degree */

const HEIGHT = 240;
const [LEFT, NAMES, TOP, BOTTOM] = [52, 78, 12, 46];
const INSET = 14;
const PARTS = /** @type {const} */ (['sum', 'bias', 'variance']);
/** A plot of the curves of a degree. */
const [WIDE, HIGH] = [132, 84];

/** @param {ChartProps & { truth: number[] }} props */
export function BiasVariance({ rows, chosen, onChoose, truth }) {
  const [box, width] = useWidth();
  const { type } = usePaper();
  const right = width - NAMES * type;
  const degrees = useMemo(() => degreesOf(rows, truth), [rows, truth]);
  const most = Math.max(0.01, ...degrees.map(({ parts }) => parts.sum));
  const ticks = linearTicks(0, most * 1.05, 6);
  const bottom = HEIGHT - BOTTOM;
  const y = (/** @type {number} */ value) => bottom - ((bottom - TOP) * value) / (most * 1.05);
  const last = Math.max(2, ...degrees.map(({ degree }) => degree));
  const x = (/** @type {number} */ degree) =>
    LEFT + INSET + ((right - LEFT - 2 * INSET) * (degree - 1)) / (last - 1);
  const below = degrees.map(({ degree }) => ({ text: number(degree, 0), at: x(degree) }));
  const least = degrees.toSorted((a, b) => a.parts.sum - b.parts.sum)[0];
  const own = degrees.find(({ setting }) => setting === chosen?.setting);
  const end = degrees[degrees.length - 1];
  const names = apart(
    PARTS.map((part) => (end ? y(end.parts[part]) : 0)),
    14 * type,
    TOP,
    bottom,
  );
  const line = (/** @type {typeof PARTS[number]} */ part, /** @type {number} */ i) => {
    const path = degrees.map(
      ({ degree, parts }, at) => `${at ? 'L' : 'M'}${x(degree).toFixed(1)} ${y(parts[part]).toFixed(1)}`,
    );
    return html`<g key=${part} class=${`part is-${part}`}><path d=${path.join('')} />
      ${degrees.map(
        ({ degree, parts }) => html`<circle key=${degree} cx=${x(degree)} cy=${y(parts[part])} r="3" />`,
      )}
      <text x=${x(end.degree) + 10} y=${names[i] + 4}>${say(part)}</text></g>`;
  };
  return html`<${Chart} name="bias" title=${say('bias.title')} ask=${say('bias.ask')}>
    <div ref=${box}>${
      width > 0 &&
      degrees.length > 0 &&
      html`<svg class="plot" width=${width} height=${HEIGHT} role="img"
        aria-label=${degrees.map(degreeText).join(' ')}>
        <${Grid} ticks=${ticks} y=${y} left=${LEFT} right=${right} />
        <${Below} ticks=${below} y=${HEIGHT - 26} />
        <text class="name" x=${right} y=${HEIGHT - 6} text-anchor="end">${say('degree')}</text>
        ${PARTS.map(line)}</svg>`
    }</div>
    <${Said}>${own ? degreeText(own) : least ? say('bias.least', { n: least.degree }) : ''}<//>
    <ul class="fits">${degrees.map(
      (each) => html`<li key=${each.setting}><button type="button"
        aria-pressed=${each.setting === chosen?.setting} aria-label=${degreeText(each)}
        onClick=${() => onChoose(each.setting, 0)}><${Fits} curves=${each.curves} truth=${truth} />
        <span>${say('bias.degree', { n: each.degree })}</span></button></li>`,
    )}</ul>
    <p class="keyed"><span class="key faint">${say('bias.curves')}</span><span class="key"
      >${say('bias.mean')}</span><span class="key dashed">${say('bias.truth')}</span>
      <span class="note">${say('bias.cut')}</span></p><//>`;
}

/** The settings with the curves of their seeds. @param {readonly Row[]} rows @param {readonly number[]} truth
 * @returns {Degree[]} */
function degreesOf(rows, truth) {
  const there = rows.filter(({ pictures }) => pictures.length > 0);
  const groups = Array.from(groupedBy(there, ({ setting }) => setting));
  return groups
    .map(([setting, own]) => {
      const curves = own.map(({ pictures }) => curveOf(bytesOf(pictures[pictures.length - 1])));
      const degree = (own[0].values.features ?? '').split(';').length;
      return { setting, degree, curves, rows: own, parts: biasAndVariance(curves, truth) };
    })
    .sort((a, b) => a.degree - b.degree);
}

/** @param {Degree} degree */
const degreeText = ({ degree, parts, curves }) =>
  say('bias.one', {
    n: degree,
    bias: number(parts.bias, 3, true),
    variance: number(parts.variance, 3, true),
    sum: number(parts.sum, 3, true),
    seeds: curves.length,
  });

/** The curves of all seeds, their mean, and the true one.
 * @param {{ curves: number[][], truth: number[] }} props */
function Fits({ curves, truth }) {
  const path = (/** @type {readonly number[]} */ values) =>
    `M${values
      .map(
        (value, i) =>
          `${((WIDE * i) / (values.length - 1)).toFixed(1)} ${((HIGH * (1 - value)) / 2).toFixed(1)}`,
      )
      .join('L')}`;
  const mean = truth.map((_, i) => curves.reduce((sum, curve) => sum + curve[i], 0) / curves.length);
  return html`<svg viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true">
    <path class="each" d=${curves.map(path).join('')} /><path class="mean" d=${path(mean)} />
    <path class="truth" d=${path(truth)} /></svg>`;
}
