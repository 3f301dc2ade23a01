// The cells of the heatmap as a table whose cells can be chosen: darker is better.
import { html } from 'htm/preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { language, number } from '../../text/texts.js';
import { darkness, middleRow } from '../maths/heat.js';
import { usePaper } from './frame.js';
import { say } from './saying.js';
import { cellText, columnName, tickText, valueText } from './words.js';

/** @import { Chosen, Row, Status } from '../told.js' */
/** @import { FieldAxis } from '../maths/fields.js' */
/** @import { HeatCell } from '../maths/heat.js' */

/** How much ink a cell has, in percent: the worst and the best, and, by theme, the most on which ink can be
 * read and the least on which paper can, with a contrast of 4.5. */
const [LEAST_INK, MOST_INK] = [4, 88];
const READABLE = { light: [54, 60], dark: [41, 48] };
/** What a number, a short one, the word and a letter of a name need, in CSS pixels at plain type. */
const [NUMBER, SHORT, WORD, LETTER] = [40, 31, 66, 7.2];
/** The names at the left have so much at least and, as a share of the width, at most. */
const [LEAST_NAMES, MOST_NAMES] = [40, 0.3];
/** How high cells are, as the style sheet has it, and a line of letters. */
const HEIGHTS = { least: 8, most: 34, all: 240, letter: 15 };
/** What is below this would be written as 0.000. */
const LEAST_SHOWN = 0.0005;
/** Of a step, by key. @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {{ cells: HeatCell[], across: FieldAxis, up: FieldAxis, width: number, chosen: Chosen | null,
 *   status: Status, onChoose: (setting: number, repeat: number) => void,
 *   onLook: (cell: HeatCell | null) => void }} props
 */
export function HeatTable({ cells, across, up, width, chosen, status, onChoose, onLook }) {
  const table = useRef(/** @type {HTMLTableElement | null} */ (null));
  const [at, setAt] = useState(/** @type {[number, number]} */ ([0, 0]));
  const { measure } = status.order;
  const places = new Map(cells.map((cell) => [`${cell.across},${cell.up}`, cell]));
  const middles = cells.map(({ spread }) => spread.middle);
  const shade = darkness(middles, status.is_largest_best);
  const { isDark, type } = usePaper();
  const readable = isDark ? READABLE.dark : READABLE.light;
  const names = namesWidth(up, width, type);
  const room = (width - names) / across.cells.length;
  const textOf = written(middles, room / type, measure);
  const skip = skippedNames(across, up, room, type);
  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const x = Math.min(across.cells.length - 1, Math.max(0, at[0] + step[0]));
    const y = Math.min(up.cells.length - 1, Math.max(0, at[1] + step[1]));
    setAt([x, y]);
    const next = table.current?.querySelector(`[data-at="${x},${y}"]`);
    /** @type {HTMLElement | null | undefined} */ (next)?.focus();
  };
  const isOfChosen = (/** @type {Row} */ { setting }) => setting === chosen?.setting;
  const one = (/** @type {number} */ x, /** @type {number} */ y) => {
    const cell = places.get(`${x},${y}`) ?? null;
    const share = cell && cell.spread.middle !== null ? shade(cell.spread.middle) : 0;
    const tone = toneOf(share, readable);
    const look = () => {
      onLook(cell);
      setAt([x, y]);
    };
    return html`<${Cell} key=${x} cell=${cell} place=${`${x},${y}`} tone=${tone} isDark=${tone > readable[0]}
      isStop=${at[0] === x && at[1] === y} isChosen=${cell?.rows.some(isOfChosen) ?? false} look=${look}
      leave=${() => onLook(null)} onChoose=${onChoose} text=${cell ? textOf(cell.spread.middle) : ''}
      label=${() => (cell ? cellText(cell, across, up, measure) : say('heat.empty'))} />`;
  };
  const row = (/** @type {number} */ y) =>
    html`<tr key=${y}><th scope="row">${nameAt(up, y, skip.up)}</th>
      ${across.cells.map((_, x) => one(x, y))}</tr>`;
  const rowsDown = Array.from(up.cells.keys()).reverse();
  const label = say('heat.label', { up: columnName(up.name), across: columnName(across.name) });
  return html`<table ref=${table} class=${`heat-table ${room < SHORT ? 'is-dense' : ''}`} aria-label=${label}
    style=${{ '--rows': up.cells.length, '--names': `${names}px` }} onKeyDown=${move}
    onPointerLeave=${() => onLook(null)}>
    <tbody>${rowsDown.map(row)}</tbody>
    <tfoot><tr><td class="corner"></td>${across.cells.map(
      ({ text }, x) => html`<th key=${text} scope="col">${nameAt(across, x, skip.across)}</th>`,
    )}</tr><tr class="names"><td class="corner"></td><td colspan=${across.cells.length}>
      <span>${columnName(across.name)} →</span> <span>↑ ${columnName(up.name)}</span>
      </td></tr></tfoot></table>`;
}

/** A cell, drawn again only when something of it is new: there may be thousands.
 * @param {{ cell: HeatCell | null, place: string, tone: number, isDark: boolean, isStop: boolean,
 *   isChosen: boolean, text: string, label: () => string, look: () => void, leave: () => void,
 *   onChoose: (setting: number, repeat: number) => void }} props  isStop: whether Tab comes here */
function Cell(props) {
  const { cell, place, tone, isDark, isStop, isChosen, text, label, onChoose } = props;
  const newest = useRef(props);
  newest.current = props;
  const choose = () => {
    const { cell: now } = newest.current;
    const row = now && middleRow(now);
    if (row) onChoose(row.setting, row.repeat);
  };
  const look = () => newest.current.look();
  const { middle, low, high, n, nAway } = cell?.spread ?? {};
  return useMemo(
    () => html`<td><button type="button" class=${`cell ${lookOf(cell, isDark)}`} data-at=${place}
      tabindex=${isStop ? 0 : -1} aria-pressed=${isChosen ? 'true' : 'false'} aria-disabled=${!cell}
      aria-label=${label()} style=${{ '--tone': `${tone.toFixed(1)}%` }} onClick=${choose} onFocus=${look}
      onPointerEnter=${look} onBlur=${() => newest.current.leave()}>${text}</button></td>`,
    [language.value, middle, low, high, n, nAway, tone, isDark, isStop, isChosen, text],
  );
}

/** The room for the names at the left. @param {FieldAxis} up @param {number} width
 * @param {number} type */
function namesWidth(up, width, type) {
  const letters = Math.max(...up.cells.map(({ text }) => valueText(up.name, text).length));
  return Math.min(MOST_NAMES * width, Math.max(LEAST_NAMES, 8 + LETTER * type * letters));
}

/** Every how many values one has room to be written. Those of bins may be broken in two lines.
 * @param {FieldAxis} across @param {FieldAxis} up @param {number} room for a cell @param {number} type */
function skippedNames(across, up, room, type) {
  const letters = Math.max(...across.cells.map(({ text }) => valueText(across.name, text).length));
  const height = Math.min(HEIGHTS.most, Math.max(HEIGHTS.least, HEIGHTS.all / up.cells.length));
  return {
    across: across.isDrawn && room >= SHORT ? 1 : Math.ceil((LETTER * type * letters + 4) / room),
    up: Math.ceil((HEIGHTS.letter * type) / height),
  };
}

/** A value, where cells are narrow every second or third. @param {FieldAxis} axis @param {number} i
 * @param {number} every */
const nameAt = (axis, i, every) => (i % every ? '' : valueText(axis.name, axis.cells[i].text));

/** The ink of a cell: the more the better, but none on which nothing could be read.
 * @param {number} share from the worst to the best @param {readonly number[]} readable */
function toneOf(share, [most, least]) {
  const limit = (most - LEAST_INK) / (MOST_INK - LEAST_INK);
  if (share <= limit) return LEAST_INK + share * (MOST_INK - LEAST_INK);
  return least + ((share - limit) / (1 - limit)) * (MOST_INK - least);
}

/** The class of a cell. @param {HeatCell | null} cell @param {boolean} isDark */
function lookOf(cell, isDark) {
  if (!cell) return 'is-empty';
  if (cell.spread.middle === null) return 'is-away';
  return isDark ? 'is-dark' : '';
}

/** What is written in a cell: as many digits as there is room for, and never a zero that is none.
 * @param {readonly (number | null)[]} middles @param {number} free in CSS pixels at plain type
 * @param {string} measure
 * @returns {(middle: number | null) => string} */
function written(middles, free, measure) {
  const isShare = measure === 'test_accuracy';
  const values = middles.flatMap((middle) => middle ?? []);
  const isLong = values.some((value) => value >= 10);
  const isFine = !isShare && !isLong && values.some((value) => value < 0.1);
  const isRoom = free >= (isFine || isLong ? NUMBER : SHORT);
  return (middle) => {
    if (middle === null) return free >= WORD ? say('away') : free >= SHORT ? '∞' : '';
    if (!isRoom) return '';
    if (isShare) return number(100 * middle, 0);
    if (isFine && middle > 0 && middle < LEAST_SHOWN) return tickText(middle);
    return middle >= 1000 ? middle.toExponential(0).replace('e+', 'e') : number(middle, isFine ? 3 : 2, true);
  };
}
