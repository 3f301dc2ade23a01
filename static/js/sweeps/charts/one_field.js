// The measure over a single field: the median with the middle half as a bar, and a dot for each network.
import { html } from 'htm/preact';
import { middleRow } from '../maths/heat.js';
import { measureAxis } from '../maths/measure.js';
import { Grid } from './grid.js';
import { Below, Mark } from './marks.js';
import { say } from './saying.js';
import { cellText, columnName, valueText } from './words.js';

/** @import { Chosen, Status } from '../told.js' */
/** @import { FieldAxis } from '../maths/fields.js' */
/** @import { HeatCell } from '../maths/heat.js' */

const HEIGHT = 232;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 12, 22, 46];
/** At both ends of the axis, for marks. */
const INSET = 14;
/** A value on the axis below needs so much. */
const TICK_ROOM = 56;

/**
 * @param {{ cells: HeatCell[], across: FieldAxis, width: number, chosen: Chosen | null, status: Status,
 *   onChoose: (setting: number, repeat: number) => void, onLook: (cell: HeatCell | null) => void }} props
 */
export function OneField({ cells, across, width, chosen, status, onChoose, onLook }) {
  const sorted = cells.toSorted((a, b) => a.across - b.across);
  const { measure } = status.order;
  const isShare = measure === 'test_accuracy';
  const all = cells.flatMap(({ rows }) => rows.map(({ value }) => value));
  const { y, ticks } = measureAxis(all, isShare, HEIGHT - BOTTOM, TOP);
  const x = (/** @type {number} */ at) => LEFT + INSET + (width - LEFT - RIGHT - 2 * INSET) * at;
  const place = (/** @type {HeatCell} */ cell) => x(across.cells[cell.across].at);
  const line = sorted
    .filter(({ spread }) => spread.middle !== null)
    .map((cell, i) => `${i ? 'L' : 'M'}${place(cell).toFixed(1)} ${y(cell.spread.middle).toFixed(1)}`);
  const isFirst = (/** @type {number} */ i) => {
    const at = sorted.findIndex((cell) => isOf(cell, chosen));
    return i === Math.max(0, at);
  };
  const mark = (/** @type {HeatCell} */ cell, /** @type {number} */ i) => {
    const { setting, repeat } = middleRow(cell);
    return html`<${Mark} key=${cell.across} isChosen=${isOf(cell, chosen)} isFirst=${isFirst(i)}
      label=${cellText(cell, across, null, measure)} choose=${() => onChoose(setting, repeat)}
      look=${() => onLook(cell)} leave=${() => onLook(null)}>
      <${Spread} cell=${cell} at=${place(cell)} y=${y} isChosen=${isOf(cell, chosen)} /><//>`;
  };
  const below = across
    .ticks(width / TICK_ROOM)
    .map(({ text, at }) => ({ text: valueText(across.name, text), at: x(at) }));
  return html`<svg class="plot" width=${width} height=${HEIGHT} role="group"
    aria-label=${say('one.label', { field: columnName(across.name) })} onPointerLeave=${() => onLook(null)}>
    <${Grid} ticks=${ticks} y=${y} left=${LEFT} right=${width - RIGHT} isShare=${isShare} />
    ${
      all.includes(null) &&
      html`<text class="up away" x=${LEFT - 8} y=${y(null) + 4}>${say('away.short')}</text>`
    }
    <${Below} ticks=${below} y=${HEIGHT - 26} />
    <text class="name" x=${width - RIGHT} y=${HEIGHT - 6} text-anchor="end">${columnName(across.name)}</text>
    <path class="line" d=${line.join('')} />${sorted.map(mark)}</svg>`;
}

/** @param {HeatCell} cell @param {Chosen | null} chosen */
const isOf = ({ rows }, chosen) => rows.some(({ setting }) => setting === chosen?.setting);

/** The networks at a value, their middle half, and the median.
 * @param {{ cell: HeatCell, at: number, y: (value: number | null) => number, isChosen: boolean }} props */
function Spread({ cell: { rows, spread }, at, y, isChosen }) {
  const { low, high, middle, n } = spread;
  const bar = `M${at} ${y(low)}V${y(high)}M${at - 4} ${y(low)}h8M${at - 4} ${y(high)}h8`;
  return html`<rect class="hit" x=${at - INSET} y=${TOP - 10} width=${2 * INSET}
      height=${HEIGHT - BOTTOM - TOP + 20} />
    ${n > 1 && html`<path class="bar" d=${bar} />`}
    ${rows.map(
      ({ repeat, setting, value }) => html`<circle key=${`${setting}/${repeat}`} cx=${at + 7} cy=${y(value)}
        class=${value === null ? 'dot away' : 'dot'} r="1.6" />`,
    )}
    <circle class=${middle === null ? 'middle away' : 'middle'} cx=${at} cy=${y(middle)} r="4" />
    ${isChosen && html`<circle class="ring" cx=${at} cy=${y(middle)} r="9" />`}`;
}
