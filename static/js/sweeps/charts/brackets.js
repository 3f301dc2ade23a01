// Hyperband: the settings on their way through the rungs, and where most of them end.
import { html } from 'htm/preact';
import { useMemo, useState } from 'preact/hooks';
import { number } from '../../text/texts.js';
import { pointerPlace } from '../../views/parts/elements.js';
import { brackets, nearestWay } from '../maths/brackets.js';
import { measureAxis } from '../maths/measure.js';
import { lossInWords, settingInWords } from '../words.js';
import { Chart, useWidth } from './frame.js';
import { Grid } from './grid.js';
import { Lines, thinness } from './lines.js';
import { Below, Layers, Said, Standing } from './marks.js';
import { say } from './saying.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Rung, Way } from '../maths/brackets.js' */

const HEIGHT = 264;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 28, 12, 62];
/** Before the first rung. */
const INSET = 24;
/** So near to a way the pointer is on it. */
const REACH = 9;
/** The lines of numbers under the rungs, and how far they are apart. */
const [NUMBERS, APART] = [['epochs', 'began', 'best'], 18];
/** Half the size of the cross where a way ends. */
const CROSS = 3;

/** @param {ChartProps} props */
export function Brackets({ status, rows, chosen, onChoose }) {
  const [looked, setLooked] = useState(/** @type {Way | null} */ (null));
  const [box, width] = useWidth();
  const { rungs, ways } = useMemo(() => brackets(rows, status), [rows]);
  const losses = ways.flatMap((way) => way.losses);
  const { y, ticks } = measureAxis(losses, false, HEIGHT - BOTTOM, TOP);
  const step = (width - LEFT - RIGHT - INSET) / Math.max(1, rungs.length - 1);
  const x = (/** @type {number} */ i) => LEFT + INSET + step * i;
  const find = (/** @type {MouseEvent} */ event) => {
    const at = pointerPlace(event);
    return nearestWay(ways, (at.x - x(0)) / step, y, at.y, REACH);
  };
  const choose = (/** @type {MouseEvent} */ event) => {
    const way = find(event);
    if (way) onChoose(way.setting, way.repeat);
  };
  const own = ways.find(({ setting }) => setting === chosen?.setting);
  const told = looked ?? own;
  const scale = `${ticks} ${y(1)} ${y(null)} ${rungs.length}`;
  return html`<${Chart} name="brackets" title=${say('brackets')} ask=${say('brackets.ask')}>
    <${Layers} box=${box} height=${HEIGHT}>${
      width > 0 &&
      html`<svg class="plot" width=${width} height=${HEIGHT} aria-hidden="true">
          <${Grid} ticks=${ticks} y=${y} left=${LEFT} right=${width} />
          <${Rungs} rungs=${rungs} x=${x} /></svg>
        <${Ways} ways=${ways} n=${rungs.length} x=${x} y=${y} width=${width} scale=${scale} />
        <svg class="plot" width=${width} height=${HEIGHT} role="img"
          aria-label=${rungs.map(rungText).join(' ')}
          onPointerMove=${(/** @type {PointerEvent} */ event) => setLooked(find(event))}
          onPointerLeave=${() => setLooked(null)} onClick=${choose}>
          ${own && html`<${Standing} d=${pathOf(own, x, y)} />`}
          ${looked && html`<path class="looked" d=${pathOf(looked, x, y)} />`}
        </svg>`
    }<//>
    <${Said}>${told ? wayText(told, rungs) : say('brackets.note')}<//><//>`;
}

/** The rungs with their numbers. @param {{ rungs: Rung[], x: (i: number) => number }} props */
function Rungs({ rungs, x }) {
  const bottom = HEIGHT - BOTTOM;
  const told = (/** @type {Rung} */ { epochs, began, best }) => [
    number(epochs, 0),
    number(began, 0),
    lossInWords(best),
  ];
  return html`${rungs.map(
    ({ epochs }, i) => html`<path key=${epochs} class="rung" d=${`M${x(i)} ${TOP}V${bottom}`} />`,
  )}${NUMBERS.map((name, line) => {
    const y = bottom + 16 + APART * line;
    return html`<g key=${name} class=${`is-${name}`}><text x="0" y=${y}>${say(`brackets.${name}`)}</text>
      <${Below} y=${y} ticks=${rungs.map((rung, i) => ({ text: told(rung)[line], at: x(i) }))} /></g>`;
  })}`;
}

/** All ways, those to the last rung thick. @param {{ ways: Way[], n: number, x: (i: number) => number,
 *   y: (value: number | null) => number, width: number, scale: string }} props n: of rungs */
function Ways({ ways, n, x, y, width, scale }) {
  const thin = Math.max(0.2, thinness(ways.length));
  const draw = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Way} */ { losses }) => {
    const isLast = losses.length === n;
    [context.globalAlpha, context.lineWidth] = isLast ? [0.9, 1.7] : [thin, 0.9];
    context.beginPath();
    losses.forEach((value, i) => context[i ? 'lineTo' : 'moveTo'](x(i), y(value)));
    if (!isLast) drawCross(context, x(losses.length - 1), y(losses.at(-1) ?? null));
    context.stroke();
  };
  const of = `${scale} ${thin}`;
  return html`<${Lines} of=${of} width=${width} height=${HEIGHT} lines=${ways} draw=${draw} />`;
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
function drawCross(context, x, y) {
  context.moveTo(x - CROSS, y - CROSS);
  context.lineTo(x + CROSS, y + CROSS);
  context.moveTo(x - CROSS, y + CROSS);
  context.lineTo(x + CROSS, y - CROSS);
}

/** @param {Way} way @param {(i: number) => number} x @param {(value: number | null) => number} y */
const pathOf = ({ losses }, x, y) =>
  losses.map((value, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');

/** @param {Rung} rung */
const rungText = ({ epochs, began, wentOn, best }) =>
  say('brackets.rung', { epochs: number(epochs, 0), began, went: wentOn, best: lossInWords(best) });

/** @param {Way} way @param {readonly Rung[]} rungs */
const wayText = ({ losses, values }, rungs) =>
  say('brackets.way', {
    setting: settingInWords(values),
    epochs: number(rungs[losses.length - 1]?.epochs ?? 0, 0),
    value: losses.at(-1) === null ? say('away') : lossInWords(losses.at(-1) ?? null),
  });
