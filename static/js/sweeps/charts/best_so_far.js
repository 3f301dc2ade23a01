// The best so far over the networks trained, as a line of steps.
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { linearTicks } from '../../maths/ticks.js';
import { number } from '../../text/texts.js';
import { bestSoFar } from '../maths/best.js';
import { measureAxis } from '../maths/measure.js';
import { settingInWords } from '../words.js';
import { Chart, useWidth } from './frame.js';
import { Grid } from './grid.js';
import { Below, Mark, Said } from './marks.js';
import { say } from './saying.js';
import { columnName, measured } from './words.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Step } from '../maths/best.js' */

const HEIGHT = 168;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 16, 12, 30];
const TICK_ROOM = 90;

/** @param {ChartProps} props */
export function BestSoFar({ status, rows, chosen, onChoose }) {
  const [box, width] = useWidth();
  const steps = useMemo(() => bestSoFar(rows, status.is_largest_best), [rows]);
  const { measure } = status.order;
  const isShare = measure === 'test_accuracy';
  const values = steps.map(({ value }) => value);
  const { y, ticks } = measureAxis(values, isShare, HEIGHT - BOTTOM, TOP);
  const x = (/** @type {number} */ n) => LEFT + ((width - LEFT - RIGHT) * n) / Math.max(1, status.n_trials);
  const below = linearTicks(0, status.n_trials, Math.max(3, width / TICK_ROOM)).filter(Number.isInteger);
  const last = steps.at(-1);
  const mark = (/** @type {Step} */ step) => {
    const [at, height] = [x(step.n), y(step.value)];
    const isChosen = step.row.setting === chosen?.setting;
    return html`<${Mark} key=${step.n} isChosen=${isChosen} isFirst=${step === last}
      label=${stepText(step, measure)} choose=${() => onChoose(step.row.setting, step.row.repeat)}>
      <circle class="hit" cx=${at} cy=${height} r="14" /><circle class="middle" cx=${at} cy=${height} r="3" />
      ${isChosen && html`<circle class="ring" cx=${at} cy=${height} r="8" />`}<//>`;
  };
  return html`<${Chart} name="best" title=${say('best')}
    ask=${say('best.ask', { measure: columnName(measure) })}>
    <div ref=${box}>${
      width > 0 &&
      html`<svg class="plot" width=${width} height=${HEIGHT} role="group"
        aria-label=${say('best.label', { n: steps.length })}>
        <${Grid} ticks=${ticks} y=${y} left=${LEFT} right=${width - RIGHT} isShare=${isShare} />
        <${Below} y=${HEIGHT - 10} ticks=${below.map((n) => ({ text: number(n, 0), at: x(n) }))} />
        <path class="line" d=${stepsPath(steps, rows.length, x, y)} />${steps.map(mark)}</svg>`
    }</div>
    <${Said}>${last ? stepText(last, measure) : say('curves.none')}<//><//>`;
}

/** A line that stays until something better comes.
 * @param {readonly Step[]} steps @param {number} n networks so far @param {(n: number) => number} x
 * @param {(value: number) => number} y */
export function stepsPath(steps, n, x, y) {
  const [first, ...others] = steps;
  if (!first) return '';
  const short = (/** @type {number} */ value) => value.toFixed(1);
  const rest = others.map(({ n: at, value }) => `H${short(x(at))}V${short(y(value))}`);
  return `M${short(x(first.n))} ${short(y(first.value))}${rest.join('')}H${short(x(n))}`;
}

/** @param {Step} step @param {string} measure */
const stepText = ({ n, value, row }, measure) =>
  say('best.step', { n: number(n, 0), value: measured(value, measure), setting: settingInWords(row.values) });
