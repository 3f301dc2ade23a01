// The wall: a boundary for each network, all on one canvas of which what is seen is drawn.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { number } from '../../text/texts.js';
import { readPalette } from '../../views/painting/palette.js';
import { pixels, pointerPlace, useSizeOf } from '../../views/parts/elements.js';
import { List } from '../../views/parts/list.js';
import { look } from '../../views/parts/look.js';
import { oncePerFrame } from '../../views/parts/once_per_frame.js';
import { say } from '../saying.js';
import { rowInWords } from '../words.js';
import { arranged, gridOf, nextPlace, placeAt, unitsOf } from './arranging.js';
import { drawWall, ROOM } from './drawing.js';
import { Thumbnails } from './thumbnails.js';

/** @import { ChartProps, Chosen, Row, Status } from '../told.js' */
/** @import { Order } from './arranging.js' */

const ORDERS = /** @type {const} */ (['fields', 'best']);
/** How much of the window's height the wall may have, and within which bounds, in pixels. */
const [LEAST, SHARE, MOST] = [180, 0.5, 520];

/** @param {ChartProps} props */
export function Wall({ status, rows, chosen, onChoose }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const order = useSignal(/** @type {Order} */ ('fields'));
  const size = useSignal({ width: 0, height: 0 });
  const pointed = useSignal(-1);
  const { theme, palette: colours } = look.value;
  const palette = useMemo(readPalette, [theme, colours]);
  const thumbnails = useMemo(() => new Thumbnails(palette), [palette]);
  const places = useMemo(() => arranged(status, rows, order.value), [status.n_trials, rows, order.value]);
  const units = order.value === 'best' ? [] : unitsOf(status);
  const { width, height } = size.value;
  const grid = useMemo(
    () => gridOf(places.length, width, height, units),
    [places.length, width, height, String(units)],
  );
  const shown = Math.min(grid.height, height) + 2 * ROOM;
  const draw = () => {
    if (!canvas.current || !box.current || width <= 0) return;
    const view = { width: width + 2 * ROOM, height: shown, top: box.current.scrollTop };
    drawWall(canvas.current, { grid, places, chosen, palette, thumbnails }, view);
  };
  const newest = useRef(draw);
  newest.current = draw;
  const ask = useMemo(() => oncePerFrame(() => newest.current()), []);
  const measure = (/** @type {HTMLElement} */ { clientWidth }) => {
    const most = Math.round(Math.min(MOST, Math.max(LEAST, SHARE * innerHeight)));
    const now = { width: clientWidth - 2 * ROOM, height: most };
    if (now.width !== width || now.height !== height) size.value = now;
    ask();
  };
  useSizeOf(box, measure, []);
  useLayoutEffect(ask, [places, grid, chosen, palette]);
  const at = places.findIndex((row) => isChosen(row, chosen));
  const choose = (/** @type {number} */ place) => {
    const row = places[place];
    if (row) onChoose(row.setting, row.repeat);
  };
  const under = (/** @type {MouseEvent} */ event) => {
    const { x, y } = pointerPlace(event);
    const top = box.current?.scrollTop ?? 0;
    return placeAt(grid, places.length, x - ROOM, y - ROOM + top);
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = STEPS[event.key]?.(grid.columns, places.length);
    if (step === undefined) return;
    event.preventDefault();
    const from = at < 0 ? nextPlace(places, -1, 1) : at;
    const to = at < 0 ? from : nextPlace(places, Math.max(-1, Math.min(places.length, from)), step);
    choose(to);
    scrollTo(box.current, to, grid);
  };
  const row = places[pointed.value] ?? null;
  return html`<section class="wall" aria-labelledby="wall-title">
    <div class="heading"><h2 id="wall-title">${say('wall')}</h2>
      <${List} label=${say('wall.order')} field="wall-order"
        texts=${ORDERS.map((each) => say(`wall.${each}`))}
        present=${ORDERS.indexOf(order.value)}
        change=${(/** @type {number} */ chosenOrder) => (order.value = ORDERS[chosenOrder])} />
      <span class="ask">${say('wall.ask')}</span></div>
    <div ref=${box} class="many" tabindex="0" role="listbox" style=${pixels({ height: shown })}
      aria-label=${say('wall.said', { n: number(rows.length) })}
      aria-activedescendant=${at < 0 ? null : 'wall-chosen'} onKeyDown=${onKeyDown} onScroll=${ask}
      onClick=${(/** @type {MouseEvent} */ event) => choose(under(event))}
      onPointerMove=${(/** @type {PointerEvent} */ event) => (pointed.value = under(event))}
      onPointerLeave=${() => (pointed.value = -1)}>
      <div class="spacer" aria-hidden="true" style=${pixels({ height: grid.height + 2 * ROOM })}>
        <canvas ref=${canvas}></canvas></div>
      <${Option} row=${places[at] ?? null} place=${at} n=${places.length} status=${status} />
    </div>
    <p class="soft under">${row ? rowInWords(row, status) : legendOf(status, rows)}</p>
  </section>`;
}

/** What a screen reader says of the one that is looked at.
 * @param {{ row: Row | null, place: number, n: number, status: Status }} props */
const Option = ({ row, place, n, status }) =>
  html`<div class="visually-hidden" role="option" id="wall-chosen" aria-selected=${row !== null}
    aria-setsize=${n} aria-posinset=${Math.max(1, place + 1)}
    >${row ? rowInWords(row, status) : say('look.none')}</div>`;

/** How far each key goes. @type {Record<string, (columns: number, n: number) => number>} */
const STEPS = {
  ArrowRight: () => 1,
  ArrowLeft: () => -1,
  ArrowDown: (columns) => columns,
  ArrowUp: (columns) => -columns,
};

/** @param {Row | null} row @param {Chosen | null} chosen */
const isChosen = (row, chosen) =>
  row !== null && row.setting === chosen?.setting && row.repeat === (chosen.repeat ?? 0);

/** Brings a place into sight. @param {HTMLElement | null} box @param {number} place
 * @param {{ columns: number, side: number, gap: number }} grid */
function scrollTo(box, place, { columns, side, gap }) {
  if (!box) return;
  const top = Math.floor(place / columns) * (side + gap);
  const bottom = top + side + 2 * ROOM;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

/** What the signs on the wall mean, where there are such. @param {Status} status @param {Row[]} rows */
function legendOf({ n_trials }, rows) {
  const parts = [
    rows.some(({ value }) => value === null) ? say('wall.away') : '',
    rows.length < n_trials ? say('wall.waits') : '',
  ];
  return parts.filter(Boolean).join(' · ') || '\u00a0';
}
