// Networks of about as many parameters, in one layer or in many: which shape does best.
import { html } from 'htm/preact';
import { useContext, useMemo } from 'preact/hooks';
import { number } from '../../text/texts.js';
import { Chart, Paper } from '../charts/frame.js';
import { Said } from '../charts/marks.js';
import { middleOfSize, sizesOf } from '../maths/parameters.js';
import { compared } from '../maths/spread.js';
import { lossInWords } from '../words.js';
import { Picture } from './picture.js';
import { say } from './saying.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Size } from '../maths/parameters.js' */

/** @param {ChartProps} props */
export function Budget({ rows, chosen, onChoose }) {
  const isNarrow = useContext(Paper) !== null; // half a page of the report
  const sizes = useMemo(() => sizesOf(rows).toSorted((a, b) => a.setting - b.setting), [rows]);
  const most = Math.max(...sizes.map(({ test: { high } }) => high ?? 0), 1e-9);
  const best = sizes.toSorted((a, b) => compared(a.test.middle, b.test.middle, false))[0];
  const share = (/** @type {number | null} */ value) =>
    `${(100 * Math.min(1, (value ?? most) / most)).toFixed(1)}%`;
  const row = (/** @type {Size} */ size) => {
    const middle = middleOfSize(size);
    const { test } = size;
    const range = { low: lossInWords(test.low), high: lossInWords(test.high) };
    return html`<tr key=${size.setting} class=${size === best ? 'is-best' : ''}>
      <th scope="row"><button type="button" class="shape" aria-pressed=${size.setting === chosen?.setting}
        onClick=${() => onChoose(middle.setting, middle.repeat)}><${Picture} row=${middle} />
        ${!isNarrow && html`<${Layers} sizes=${layersOf(size)} />`}
        <span>${layersOf(size).join(' – ')}</span></button></th>
      <td>${number(size.parameters, 0)}</td><td><b>${lossInWords(test.middle)}</b></td>
      ${
        !isNarrow &&
        html`<td class="spread"><svg width="100%" height="20" aria-hidden="true">
        <line class="range" x1=${share(test.low)} x2=${share(test.high)} y1="10" y2="10" />
        <circle cx=${share(test.middle)} cy="10" r="4.5" /></svg></td>`
      }
      <td class="soft">${say('range', range)}</td></tr>`;
  };
  return html`<${Chart} name="budget" title=${say('budget')} ask=${say('budget.ask')}>
    <div class="table"><table><thead><tr><th scope="col">${say('budget.shape')}</th>
      <th scope="col">${say('parameters')}</th><th scope="col">${say('test')}</th>
      <th scope="col" colspan=${isNarrow ? 1 : 2}>${say('budget.range')}</th></tr></thead>
      <tbody>${sizes.map(row)}</tbody></table></div>
    <${Said}>${
      best &&
      say('budget.best', {
        shape: layersOf(best).join(' – '),
        loss: lossInWords(best.test.middle),
        n: best.test.n,
      })
    }<//><//>`;
}

/** The neurons of each layer. @param {Size} size @returns {number[]} */
const layersOf = ({ rows: [{ values }] }) => (values.hidden ?? '').split(',').filter(Boolean).map(Number);

/** A shape as bars, one for each layer, as high as the layer has neurons.
 * @param {{ sizes: number[] }} props */
const Layers = ({ sizes }) =>
  html`<svg class="layers-drawn" width="56" height="36" aria-hidden="true">${sizes.map((n, i) => {
    const height = 2 + n;
    return html`<rect key=${i} x=${i * 8} y=${(36 - height) / 2} width="5" height=${height} rx="1" />`;
  })}</svg>`;
