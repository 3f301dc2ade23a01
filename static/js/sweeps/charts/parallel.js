// Parallel coordinates: a line for each network from its setting to its losses, the best tenth thick.
import { html } from 'htm/preact';
import { useMemo, useState } from 'preact/hooks';
import { pointerPlace } from '../../views/parts/elements.js';
import { fieldAxis } from '../maths/fields.js';
import { coordinates, isWithin, nearestLine } from '../maths/parallel.js';
import { bestFirst, bestTenth } from '../maths/spread.js';
import { settingInWords } from '../words.js';
import { Coordinate } from './coordinate.js';
import { Chart, usePaper, useWidth } from './frame.js';
import { Lines, thinness } from './lines.js';
import { Layers, Said, Standing } from './marks.js';
import { say } from './saying.js';
import { columnName, measured, rowText } from './words.js';

/** @import { ChartProps, Row, Status } from '../told.js' */
/** @import { Coordinate as Axis, Interval } from '../maths/parallel.js' */

const HEIGHT = 232;
const [LEFT, RIGHT, BOTTOM] = [28, 44, 24];
/** With names in one line, and in two. */
const [TOP, TOP_OF_TWO] = [26, 42];
/** A letter of an axis's name needs so much, in CSS pixels at plain type. */
const LETTER = 7.4;
/** So near to a line the pointer is on it. */
const REACH = 9;

/** @typedef {{ row: Row, places: number[] }} Placed */
/** @typedef {{ x: (axis: number) => number, y: (share: number) => number, letters: number,
 *   isTight: boolean, type: number, key: string }} Room
 *   letters: of a name between two axes; isTight: whether names stand in two lines */

/** @param {ChartProps} props */
export function Parallel({ status, rows, chosen, onChoose }) {
  const [intervals, setIntervals] = useState(/** @type {ReadonlyMap<number, Interval>} */ (new Map()));
  const [looked, setLooked] = useState(/** @type {Placed | null} */ (null));
  const [box, width] = useWidth();
  const fields = status.fields.map((field) => fieldAxis(field, status.order.strategy));
  const axes = useMemo(() => coordinates(rows, fields, status), [rows, status.n_seeds]);
  const scale = axes.map((axis) => axis.ticks(9).map(({ text, at }) => text + at)).join();
  const placed = usePlaced(rows, axes, scale);
  const best = useMemo(() => new Set(bestTenth(rows, status.is_largest_best)), [rows]);
  const lit = useMemo(() => placed.filter(({ places }) => isWithin(places, intervals)), [placed, intervals]);
  const { type } = usePaper();
  const room = roomOf(axes, width, scale, type);
  const isChosen = (/** @type {Placed} */ { row }) =>
    row.setting === chosen?.setting && (chosen.repeat === undefined || row.repeat === chosen.repeat);
  const find = (/** @type {MouseEvent} */ event) => lineAt(pointerPlace(event), lit, room);
  const choose = (/** @type {MouseEvent} */ event) => {
    const found = find(event);
    if (found) onChoose(found.row.setting, found.row.repeat);
  };
  const look = (/** @type {PointerEvent} */ event) => setLooked(event.buttons ? null : find(event));
  const change = (/** @type {number} */ i, /** @type {Interval | null} */ interval) => {
    const next = new Map(intervals);
    if (interval === null || (interval[0] <= 0 && interval[1] >= 1)) next.delete(i);
    else next.set(i, interval);
    setIntervals(next);
  };
  const none = () => setIntervals(new Map());
  const all = html`<button class="text end" onClick=${none}>${say('parallel.all')}</button>`;
  const one = looked ?? placed.find(isChosen);
  const told = one ? rowText(one.row, status.order.measure) : say('parallel.note');
  return html`<${Chart} name="parallel" title=${say('parallel')} ask=${say('parallel.ask')}
    end=${intervals.size > 0 && all}>
    <${Layers} box=${box} height=${HEIGHT}>${
      width > 0 &&
      html`<${Back} placed=${placed} n=${status.n_trials} isFaint=${intervals.size > 0} width=${width}
          room=${room} />
        <${Front} lit=${lit} best=${best} intervals=${intervals} width=${width} room=${room} />
        <svg class="plot" width=${width} height=${HEIGHT} role="group"
          aria-label=${say('parallel.label', { n: rows.length })}
          onPointerMove=${look}
          onPointerLeave=${() => setLooked(null)} onClick=${choose}>
          ${placed
            .filter(isChosen)
            .map(({ row, places }) => html`<${Standing} key=${row.repeat} d=${pathOf(places, room)} />`)}
          ${looked && html`<path class="looked" d=${pathOf(looked.places, room)} />`}
          ${axes.map(
            (
              axis,
              i,
            ) => html`<${Coordinate} key=${axis.name} axis=${axis} room=${room} at=${i} n=${axes.length}
              interval=${intervals.get(i) ?? null}
              change=${(/** @type {Interval | null} */ interval) => change(i, interval)} />`,
          )}
        </svg>`
    }<//>
    <${Said}>${intervals.size > 0 ? litText(lit, rows.length, status) : told}<//><//>`;
}

/** All lines, thin.
 * @param {{ placed: Placed[], n: number, isFaint: boolean, width: number, room: Room }} props
 *   n: how many there will be; isFaint: whether others are lit */
function Back({ placed, n, isFaint, width, room }) {
  const thin = thinness(n) * (isFaint ? 0.35 : 1);
  const draw = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Placed} */ { places }) =>
    drawLine(context, places, room, thin, 0.8);
  const of = `${room.key} ${thin}`;
  return html`<${Lines} of=${of} width=${width} height=${HEIGHT} lines=${placed} draw=${draw} />`;
}

/** Those that are lit, and the best of them thick. @param {{ lit: Placed[], best: Set<Row>,
 *   intervals: ReadonlyMap<number, Interval>, width: number, room: Room }} props */
function Front({ lit, best, intervals, width, room }) {
  const thick = lit.filter(({ row }) => best.has(row));
  const lines = intervals.size > 0 ? [...lit.filter(({ row }) => !best.has(row)), ...thick] : thick;
  const plain = Math.max(0.25, thinness(lit.length));
  const draw = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Placed} */ { row, places }) =>
    best.has(row) ? drawLine(context, places, room, 0.85, 1.7) : drawLine(context, places, room, plain, 0.9);
  const of = `${room.key} ${plain}`;
  return html`<${Lines} of=${of} width=${width} height=${HEIGHT} lines=${lines} draw=${draw} />`;
}

/** Where the axes stand. @param {readonly Axis[]} axes @param {number} width @param {string} scale
 * @param {number} type @returns {Room} */
function roomOf(axes, width, scale, type) {
  const distance = (width - LEFT - RIGHT * type) / (axes.length - 1);
  const letters = distance / (LETTER * type);
  const isTight = axes.some(({ name }) => columnName(name).length > letters);
  const [top, bottom] = [type * (isTight ? TOP_OF_TWO : TOP), HEIGHT - BOTTOM];
  return {
    ...{ type, letters: Math.floor(isTight ? 2 * letters - 3 : letters), isTight, key: `${scale} ${top}` },
    x: (axis) => LEFT + distance * axis,
    y: (share) => bottom - (bottom - top) * share,
  };
}

/** The places of each network; of those that were there they are kept, as long as the axes stay.
 * @param {readonly Row[]} rows @param {readonly Axis[]} axes @param {string} scale @returns {Placed[]} */
function usePlaced(rows, axes, scale) {
  const known = useMemo(() => /** @type {WeakMap<Row, Placed>} */ (new WeakMap()), [scale]);
  return useMemo(
    () =>
      rows.map((row) => {
        const kept = known.get(row) ?? { row, places: axes.map(({ at }) => at(row)) };
        known.set(row, kept);
        return kept;
      }),
    [rows, known],
  );
}

/** The line at a place of the drawing. @param {{ x: number, y: number }} at @param {readonly Placed[]} lit
 * @param {Room} room */
function lineAt(at, lit, { x, y }) {
  const places = lit.map((each) => each.places);
  const across = (at.x - x(0)) / (x(1) - x(0));
  const height = y(0) - y(1);
  const found = nearestLine(places, across, (y(0) - at.y) / height, REACH / height);
  return found === null ? null : lit[found];
}

/** @param {CanvasRenderingContext2D} context @param {readonly number[]} places @param {Room} room
 * @param {number} alpha @param {number} width */
function drawLine(context, places, { x, y }, alpha, width) {
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x(0), y(places[0]));
  for (let i = 1; i < places.length; i += 1) {
    const [middle, from, to] = [(x(i - 1) + x(i)) / 2, y(places[i - 1]), y(places[i])];
    context.bezierCurveTo(middle, from, middle, to, x(i), to);
  }
  context.stroke();
}

/** The same line as SVG. @param {readonly number[]} places @param {Room} room */
function pathOf(places, { x, y }) {
  const at = (/** @type {number} */ i) => y(places[i]).toFixed(1);
  const bend = (/** @type {number} */ i) => {
    const middle = ((x(i - 1) + x(i)) / 2).toFixed(1);
    return `C${middle} ${at(i - 1)} ${middle} ${at(i)} ${x(i).toFixed(1)} ${at(i)}`;
  };
  return places.map((_, i) => (i ? bend(i) : `M${x(0)} ${at(0)}`)).join('');
}

/** How many lie in the chosen intervals, and the best of them. @param {readonly Placed[]} lit
 * @param {number} all @param {Status} status */
function litText(lit, all, { is_largest_best: isLargest, order: { measure } }) {
  const rows = lit.map(({ row }) => row);
  if (rows.length === 0) return say('parallel.dark', { all });
  const [{ value, values }] = bestFirst(rows, isLargest);
  const best = measured(value, measure);
  return say('parallel.lit', { n: rows.length, all, best, setting: settingInWords(values) });
}
