// The plane to paint on: what the network answers, the points, and the brush.
import { html, useDrawing, useEffect, useRef } from '#page';
import { UPSAMPLING, upsampleBytes } from '../../maths/upsample.js';
import { gridOf } from '../../protocol/frames.js';
import { contextOf, fitToScreen, stroke } from '../painting/canvas.js';
import { classColours } from '../painting/palette.js';
import { paintDecision, paintGrid } from '../painting/pictures.js';
import { addPoints, paintPoints, radiusOf, shareOf, TICKS } from '../painting/points.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Row } from './rows.js' */

const EXTENT = 6;

/** @typedef {{ rows: Row[], look: Record<string, unknown>, selected: Set<number> }} Drawn
 *   what is on the canvas */

/** How many of the rows are on the canvas as they shall be, so that only those behind them are drawn: a brush
 * adds some with every picture, and thousands would take longer than one. @param {Drawn | null} drawn
 * @param {Drawn} wanted */
export function newOnly(drawn, { rows, look, selected }) {
  if (!drawn || selected.size > 0 || drawn.selected.size > 0) return 0;
  const isSame = Object.entries(look).every(([key, value]) => drawn.look[key] === value);
  return isSame && drawn.rows.every((row, i) => row === rows[i]) ? drawn.rows.length : 0;
}

/** @typedef {{ x: number, y: number, dx: number, dy: number, shift: boolean }} Place  dx, dy: since */

/**
 * @param {{ store: Store, palette: Palette, rows: () => Row[], version: number, classes: string[],
 *   selected: Set<number>, showsGround: boolean, radius: number | null, box: number[] | null, label: string,
 *   begin: (place: Place) => void, go: (place: Place) => void, end: () => void }} props
 *   radius: of the brush; null: there is none. box: what is being selected: two corners
 */
export function Canvas(props) {
  const { store, palette, version, classes, selected, showsGround, radius, box, label } = props;
  const ground = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const dots = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const brush = useRef(/** @type {HTMLElement | null} */ (null));
  const last = useRef(/** @type {{ x: number, y: number } | null} */ (null));
  const drawn = useRef(/** @type {Drawn | null} */ (null));
  const drawGround = () => {
    const frame = store.frame.peek();
    const canvas = ground.current;
    if (!canvas) return;
    if (!showsGround || !frame) return contextOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
    if (frame.decision) {
      const { pale } = classColours(palette, frame.decision.classes);
      return paintDecision(canvas, frame.decision, pale);
    }
    const grid = gridOf(frame, frame.layers.length, 0);
    if (!grid) return;
    const { bytes, size } = grid;
    paintGrid(canvas, upsampleBytes(bytes, size, UPSAMPLING), size * UPSAMPLING, palette.pale);
  };
  const drawDots = () => {
    const canvas = dots.current;
    if (!canvas) return;
    const scale = fitToScreen(canvas);
    const rows = props.rows();
    const labels = classes.length === 2 ? [-1, 1] : classes.map((_, k) => k);
    const radius = radiusOf(rows.filter(({ test }) => !test).length, canvas.clientWidth);
    const look = { palette, classes, radius, scale, width: canvas.width };
    const known = newOnly(drawn.current, { rows, look, selected });
    const added = rows.slice(known);
    const flat = (/** @type {boolean} */ test) =>
      Float32Array.from(
        added.flatMap((row) =>
          row.test === test ? [row.x, row.y, classes.length > 0 ? labels[row.label] : row.label] : [],
        ),
      );
    const sets = [
      { points: flat(true), rings: true },
      { points: flat(false), rings: false },
    ];
    (known > 0 ? addPoints : paintPoints)(canvas, sets, palette, { radius, scale, labels });
    drawn.current = { rows: [...rows], look, selected };
    const context = contextOf(canvas);
    for (const row of rows) {
      if (!selected.has(row.id)) continue;
      context.beginPath();
      const place = [shareOf(row.x) * canvas.width, (1 - shareOf(row.y)) * canvas.height];
      context.arc(place[0], place[1], 1.9 * radius * scale, 0, 2 * Math.PI);
      stroke(context, palette.paper, 4 * scale);
      stroke(context, palette.ink, 2 * scale);
    }
  };
  const askGround = useDrawing(drawGround, () => store.frame.value, { isOnTop: true });
  const askDots = useDrawing(drawDots, () => null, { isOnTop: true });
  useEffect(askGround, [palette, showsGround]);
  useEffect(askDots, [palette, version, classes, selected]);
  useEffect(() => {
    const observer = new ResizeObserver(askDots);
    if (dots.current) observer.observe(dots.current);
    return () => observer.disconnect();
  }, []);
  /** @param {PointerEvent} event @returns {Place} */
  const placeOf = (event) => {
    const area = /** @type {HTMLElement} */ (dots.current).getBoundingClientRect();
    const x = ((event.clientX - area.left) / area.width) * 2 * EXTENT - EXTENT;
    const y = EXTENT - ((event.clientY - area.top) / area.height) * 2 * EXTENT;
    const { x: beforeX, y: beforeY } = last.current ?? { x, y };
    last.current = { x, y };
    return { x, y, dx: x - beforeX, dy: y - beforeY, shift: event.shiftKey };
  };
  const follow = (/** @type {Place} */ { x, y }) => {
    const element = brush.current;
    if (!element || radius === null) return;
    const share = (100 * radius) / EXTENT;
    const [left, top] = [100 * shareOf(x) - share / 2, 100 * (1 - shareOf(y)) - share / 2];
    Object.assign(element.style, {
      left: `${left}%`,
      top: `${top}%`,
      width: `${share}%`,
      height: `${share}%`,
      display: 'block',
    });
  };
  const down = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    last.current = null;
    dots.current?.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    follow(place);
    props.begin(place);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    const isDown = dots.current?.hasPointerCapture(event.pointerId);
    if (!isDown) last.current = null;
    const place = placeOf(event);
    follow(place);
    if (isDown) props.go(place);
  };
  const away = () => {
    if (brush.current) brush.current.style.display = 'none';
  };
  const corners = box && [
    100 * shareOf(Math.min(box[0], box[2])),
    100 * (1 - shareOf(Math.max(box[1], box[3]))),
    (100 * Math.abs(box[2] - box[0])) / (2 * EXTENT),
    (100 * Math.abs(box[3] - box[1])) / (2 * EXTENT),
  ];
  const boxStyle = corners && {
    left: `${corners[0]}%`,
    top: `${corners[1]}%`,
    width: `${corners[2]}%`,
    height: `${corners[3]}%`,
  };
  return html`<div class="plot editor-plot">
    <canvas ref=${ground} aria-hidden="true"></canvas>
    <canvas ref=${dots} class="paper" role="img" aria-label=${label} data-testid="paper" onPointerDown=${down}
      onPointerMove=${move} onPointerUp=${props.end} onPointerCancel=${props.end}
      onPointerLeave=${away}></canvas>
    ${radius !== null && html`<i ref=${brush} class="brush"></i>`}
    ${boxStyle && html`<i class="box" style=${boxStyle}></i>`}
    ${TICKS.map((tick) => html`<span class="tick across" style=${across(tick)}>${minus(tick)}</span>`)}
    ${TICKS.map((tick) => html`<span class="tick up" style=${up(tick)}>${minus(tick)}</span>`)}
  </div>`;
}

const minus = (/** @type {number} */ value) => String(value).replace('-', '−');
const across = (/** @type {number} */ tick) => ({
  left: `${100 * shareOf(tick)}%`,
  transform: `translateX(-${100 * shareOf(tick)}%)`,
});
const up = (/** @type {number} */ tick) => ({
  bottom: `${100 * shareOf(tick)}%`,
  transform: `translateY(${100 * shareOf(tick)}%)`,
});
