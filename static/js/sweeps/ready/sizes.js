// The test loss over the number of parameters, with the middle half of the seeds, and where there are as many
// parameters as points: the double descent.
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { logTicks } from '../../maths/curves.js';
import { linearTicks } from '../../maths/ticks.js';
import { number } from '../../text/texts.js';
import { Chart, useWidth } from '../charts/frame.js';
import { Grid } from '../charts/grid.js';
import { Below, Mark, Said } from '../charts/marks.js';
import { descents, middleOfSize, sizesOf } from '../maths/parameters.js';
import { lossInWords } from '../words.js';
import { say } from './saying.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Size } from '../maths/parameters.js' */

const HEIGHT = 280;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 16, 24, 48];
const [INSET, TICK_ROOM] = [14, 70];

/** @param {ChartProps & { nPoints: number }} props  nPoints: numbers to be learnt */
export function Sizes({ status, rows, chosen, onChoose, nPoints }) {
  const [box, width] = useWidth();
  const sizes = useMemo(() => sizesOf(rows), [rows]);
  const all = sizes.flatMap(({ test: { middle, high } }) => [middle ?? 0, high ?? 0]);
  const most = 1.05 * Math.max(0.01, ...all);
  const bottom = HEIGHT - BOTTOM;
  const y = (/** @type {number | null} */ value) =>
    bottom - (bottom - TOP) * Math.min(1, (value ?? most) / most);
  const counts = sizes.map(({ parameters }) => parameters);
  const [fewest, largest] = [Math.min(nPoints, ...counts), Math.max(nPoints, ...counts)];
  const share = (/** @type {number} */ n) =>
    Math.log(n / fewest) / Math.max(1e-9, Math.log(largest / fewest));
  const x = (/** @type {number} */ n) => LEFT + INSET + (width - LEFT - RIGHT - 2 * INSET) * share(n);
  const below = (largest > fewest ? logTicks(fewest, largest, width / TICK_ROOM) : [fewest]).map((n) => ({
    text: number(n, 0),
    at: x(n),
  }));
  const lineOf = (/** @type {'test' | 'train'} */ which) =>
    sizes
      .filter((size) => size[which].middle !== null)
      .map(
        (size, i) => `${i ? 'L' : 'M'}${x(size.parameters).toFixed(1)} ${y(size[which].middle).toFixed(1)}`,
      )
      .join('');
  const isOf = (/** @type {Size} */ { setting }) => setting === chosen?.setting;
  const first = sizes.find(isOf) ?? sizes[0];
  const isWhole = rows.length === status.n_trials;
  const mark = (/** @type {Size} */ size) => {
    const { setting, repeat } = middleOfSize(size);
    const at = x(size.parameters);
    const { low, middle, high } = size.test;
    const bar = `M${at} ${y(low)}V${y(high)}M${at - 4} ${y(low)}h8M${at - 4} ${y(high)}h8`;
    return html`<${Mark} key=${setting} isChosen=${isOf(size)} isFirst=${size === first}
      label=${sizeText(size)} choose=${() => onChoose(setting, repeat)}>
      <rect class="hit" x=${at - 10} y=${TOP} width="20" height=${HEIGHT - BOTTOM - TOP} />
      ${size.rows.length > 1 && html`<path class="bar" d=${bar} />`}
      <circle class=${middle === null ? 'middle away' : 'middle'} cx=${at} cy=${y(middle)} r="4" />
      ${isOf(size) && html`<circle class="ring" cx=${at} cy=${y(middle)} r="9" />`}<//>`;
  };
  const threshold = x(nPoints);
  const isLate = threshold > width / 2;
  return html`<${Chart} name="sizes" title=${say('sizes')} ask=${say('sizes.ask')}>
    <div ref=${box}>${
      width > 0 &&
      sizes.length > 0 &&
      html`<svg class="plot" width=${width} height=${HEIGHT} role="group"
        aria-label=${say('sizes.label', { n: sizes.length, points: nPoints })}>
        <${Grid} ticks=${linearTicks(0, most, 6)} y=${y} left=${LEFT} right=${width - RIGHT} />
        <path class="threshold" d=${`M${threshold} ${TOP - 16}V${HEIGHT - BOTTOM}`} />
        <text class="threshold" x=${threshold + (isLate ? -6 : 6)} y=${TOP - 8}
          text-anchor=${isLate ? 'end' : 'start'}>${say('sizes.threshold', { n: nPoints })}</text>
        <${Below} ticks=${below} y=${HEIGHT - 26} />
        <text class="name" x=${width - RIGHT} y=${HEIGHT - 6} text-anchor="end">${say('parameters')}</text>
        <path class="line train" d=${lineOf('train')} /><path class="line" d=${lineOf('test')} />
        ${sizes.map(mark)}</svg>`
    }</div>
    <p class="keyed"><span class="key">${say('test')}</span><span class="key dashed"
      >${say('train')}</span></p>
    <${Said}>${first && isOf(first) ? sizeText(first) : descentText(sizes, isWhole)}<//><//>`;
}

/** @param {Size} size */
const sizeText = ({ parameters, test, train }) =>
  say('sizes.one', {
    n: number(parameters, 0),
    test: lossInWords(test.middle),
    low: lossInWords(test.low),
    high: lossInWords(test.high),
    train: lossInWords(train.middle),
    seeds: test.n,
  });

/** @param {readonly Size[]} sizes @param {boolean} isWhole whether all networks are there */
function descentText(sizes, isWhole) {
  const found = descents(sizes);
  if (!found || !isWhole) return say(isWhole ? 'sizes.none' : 'sizes.coming');
  const told = (/** @type {Size} */ { test, parameters }) => [
    lossInWords(test.middle),
    number(parameters, 0),
  ];
  const [[before, n1], [peak, n2], [last, n3]] = [found.before, found.peak, found.last].map(told);
  return say('sizes.told', { before, n1, peak, n2, last, n3 });
}
