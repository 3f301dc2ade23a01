// The losses of all networks over their epochs: thin lines, the best and those that are looked at thick.
import { html } from 'htm/preact';
import { useMemo, useState } from 'preact/hooks';
import { logTicks } from '../../maths/curves.js';
import { linearTicks } from '../../maths/ticks.js';
import { number } from '../../text/texts.js';
import { pointerPlace } from '../../views/parts/elements.js';
import { coursePath, medianCurve, nearestCurve, reachOf } from '../maths/course.js';
import { bestFirst } from '../maths/spread.js';
import { lossInWords, settingInWords } from '../words.js';
import { Chart, useWidth } from './frame.js';
import { Grid } from './grid.js';
import { Lines, thinness } from './lines.js';
import { Below, Layers, Said, Standing } from './marks.js';
import { say } from './saying.js';
import { rowText } from './words.js';

/** @import { ChartProps, Row } from '../told.js' */
/** @import { Which } from '../maths/course.js' */

const HEIGHT = 232;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 10, 30];
/** Between two ticks up, and across. */
const [ROOM_UP, ROOM_ACROSS] = [28, 80];
/** So near to a curve the pointer is on it. */
const REACH = 9;
const WHICH = /** @type {const} */ (['test_curve', 'train_curve']);

/** @param {ChartProps} props */
export function Curves({ status, rows, chosen, onChoose }) {
  const [which, setWhich] = useState(/** @type {Which} */ ('test_curve'));
  const [looked, setLooked] = useState(/** @type {Row | null} */ (null));
  const [box, width] = useWidth();
  const { last, range } = useMemo(() => reachOf(rows, which), [rows, which]);
  const best = useMemo(() => bestFirst(rows, status.is_largest_best)[0] ?? null, [rows]);
  const [x, y] = scalesOf(width, last, range);
  const own = chosen ? rows.filter(({ setting }) => setting === chosen.setting) : [];
  const one = own.find(({ repeat }) => repeat === chosen?.repeat) ?? null;
  const told = looked ?? one;
  const median = own.length > 1 ? medianCurve(own, which) : null;
  const path = (/** @type {Row} */ row) => coursePath(row.looks, row[which], x, y);
  const find = (/** @type {MouseEvent} */ event) => {
    const at = pointerPlace(event);
    const epoch = (last * (at.x - LEFT)) / Math.max(1, width - LEFT - RIGHT);
    return nearestCurve(rows, which, epoch, y, at.y, REACH);
  };
  const choose = (/** @type {MouseEvent} */ event) => {
    const row = find(event);
    if (row) onChoose(row.setting, row.repeat);
  };
  const epochs = linearTicks(0, last, Math.max(3, width / ROOM_ACROSS));
  const below = epochs.map((epoch) => ({ text: number(epoch, 0), at: x(epoch) }));
  const ticks = logTicks(...range, (HEIGHT - TOP - BOTTOM) / ROOM_UP);
  return html`<${Chart} name="curves" title=${say('curves')} ask=${say('curves.ask')}
    end=${html`<${Choice} which=${which} choose=${setWhich} />`}>
    <${Layers} box=${box} height=${HEIGHT}>${
      width > 0 &&
      html`<svg class="plot" width=${width} height=${HEIGHT} aria-hidden="true">
          <${Grid} y=${y} left=${LEFT} right=${width - RIGHT} ticks=${ticks} />
          <${Below} y=${HEIGHT - 10} ticks=${below} />
        </svg>
        <${All} rows=${rows} which=${which} n=${status.n_trials} width=${width} last=${last} range=${range} />
        <svg class="plot" width=${width} height=${HEIGHT} role="img"
          aria-label=${curvesText(rows, best, status)}
          onPointerMove=${(/** @type {PointerEvent} */ event) => setLooked(find(event))}
          onPointerLeave=${() => setLooked(null)} onClick=${choose}>
          ${best && html`<path class="best" d=${path(best)} />`}
          ${median && html`<${Standing} name="median" d=${coursePath(median.looks, median.curve, x, y)} />`}
          ${one && html`<${Standing} d=${path(one)} />`}
          ${looked && html`<path class="looked" d=${path(looked)} />`}
        </svg>`
    }<//>
    <${Said}>${told ? rowText(told, status.order.measure) : html`<${Keys} />`}<//>
  <//>`;
}

/** All of them, thin. @param {{ rows: Row[], which: Which, n: number, width: number, last: number,
 *   range: [number, number] }} props n: how many there will be */
function All({ rows, which, n, width, last, range }) {
  const [x, y] = scalesOf(width, last, range);
  const thin = thinness(n);
  const draw = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Row} */ row) => {
    context.globalAlpha = thin;
    context.lineWidth = 0.9;
    drawCourse(context, row.looks, row[which], x, y);
  };
  const of = `${which} ${last} ${range} ${thin}`;
  return html`<${Lines} of=${of} width=${width} height=${HEIGHT} lines=${rows} draw=${draw} />`;
}

/** @param {{ which: Which, choose: (which: Which) => void }} props */
const Choice = ({ which, choose }) =>
  html`<span class="end choice" role="group" aria-label=${say('curves.which')}>${WHICH.map(
    (each) => html`<button key=${each} type="button" class="text" aria-pressed=${which === each}
      onClick=${() => choose(each)}>${say(each)}</button>`,
  )}</span>`;

const Keys = () =>
  html`<span class="key best">${say('curves.best')}</span>
    <span class="key median">${say('curves.median')}</span>`;

/** The places of an epoch and of a loss. @param {number} width @param {number} last
 * @param {[number, number]} range @returns {[(epoch: number) => number, (loss: number) => number]} */
function scalesOf(width, last, [low, high]) {
  const [bottom, height] = [HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM];
  const share = (/** @type {number} */ value) =>
    Math.log(Math.min(high, Math.max(low, value)) / low) / Math.log(high / low);
  return [
    (epoch) => LEFT + ((width - LEFT - RIGHT) * epoch) / last,
    (value) => bottom - height * share(value),
  ];
}

/** Draws a curve, with gaps where there is no loss. @param {CanvasRenderingContext2D} context
 * @param {readonly number[]} looks @param {readonly (number | null)[]} curve
 * @param {(epoch: number) => number} x @param {(loss: number) => number} y */
function drawCourse(context, looks, curve, x, y) {
  context.beginPath();
  let isOn = false;
  for (let i = 0; i < looks.length; i += 1) {
    const value = curve[i];
    if (value !== null && isOn) context.lineTo(x(looks[i]), y(value));
    else if (value !== null) context.moveTo(x(looks[i]), y(value));
    isOn = value !== null;
  }
  context.stroke();
}

/** All curves in a sentence. @param {readonly Row[]} rows @param {Row | null} best
 * @param {ChartProps['status']} status */
const curvesText = (rows, best, { order: { epochs } }) =>
  best
    ? say('curves.label', {
        ...{
          n: rows.length,
          epochs,
          setting: settingInWords(best.values),
          value: lossInWords(best.test_loss),
        },
      })
    : say('curves.none');
