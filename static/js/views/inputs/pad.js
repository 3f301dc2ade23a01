// One's own digit: drawn with mouse, pen or finger, seen by the network as its set has them, and what the
// network says of it while it trains. It takes the place of the data column.
import { html, number, percent, signal, t, useDrawing, useEffect, useRef } from '#page';
import { className } from '../../maths/classes.js';
import { cellsOf, inputsOf } from '../../maths/strokes.js';
import { contextOf, fitToScreen } from '../painting/canvas.js';
import { RowPicture, whose } from './picture.js';
import { say } from './saying.js';

/** @import { Stroke } from '../../maths/strokes.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */

/** Whether the pad is open. */
export const isDrawing = signal(false);

const strokes = signal(/** @type {[number, number][][]} */ ([]));
/** Of all strokes together: nobody draws a digit with more. */
const MOST_PLACES = 2000;
/** Nearer to the last one, as a part of the paper, no place is taken. */
const STEP = 0.01;
/** Between two questions to the server. */
const PAUSE_MS = 50;
/** Of a line, as a part of the paper. */
const LINE = 0.09;
/** The loss whose outputs are probabilities. */
const SOFTMAX = 'cross-entropy';

/** @param {{ store: Store, palette: Palette }} props */
export function Pad({ store, palette }) {
  const close = () => {
    isDrawing.value = false;
    strokes.value = [];
    if (store.probe.peek()?.probe?.isMade) store.probeAt(null);
    /** @type {HTMLElement | null} */ (document.querySelector('.draw-own'))?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  const isPicture = !!store.state.value.roomState.table?.side;
  return (
    isDrawing.value &&
    isPicture &&
    html`<section class="draw-pad" aria-label=${say('draw')} onKeyDown=${onKeyDown}>
      <header><h2>${say('draw')}</h2>
        <button class="small" aria-label=${t('close')} onClick=${close}>✕</button></header>
      <${Paper} store=${store} palette=${palette} />
      <div class="seen-by"><div><${RowPicture} store=${store} palette=${palette} /></div>
        <p>${say('draw.seen')}<br /><b>${whose(store)}</b></p></div>
      <${Answers} store=${store} /></section>`
  );
}

/** What is drawn on. @param {{ store: Store, palette: Palette }} props */
function Paper({ store, palette }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const waits = useRef(false);
  const asked = useRef(/** @type {unknown} */ (null));
  const ask = () => {
    if (waits.current || asked.current === strokes.peek()) return;
    asked.current = strokes.peek();
    const { ranges } = store.points.peek() ?? {};
    const side = store.state.peek().roomState.table?.side;
    if (!side || ranges?.length !== 2 * side * side) return;
    store.probeAt(strokes.peek().length ? { inputs: inputsOf(cellsOf(strokes.peek(), side), ranges) } : null);
    waits.current = true;
    setTimeout(() => {
      waits.current = false;
      ask(); // what was drawn meanwhile
    }, PAUSE_MS);
  };
  const draw = () => canvas.current && paintStrokes(canvas.current, strokes.peek(), palette);
  useEffect(useDrawing(draw, () => strokes.value));
  useEffect(() => canvas.current?.focus(), []);
  const change = (/** @type {[number, number][][]} */ drawn) => {
    strokes.value = drawn;
    ask();
  };
  const placesOf = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = /** @type {HTMLElement} */ (
      event.currentTarget
    ).getBoundingClientRect();
    const all = event.getCoalescedEvents?.() ?? [];
    return (all.length ? all : [event]).map(({ clientX, clientY }) => {
      const share = (/** @type {number} */ at) => Math.min(1, Math.max(0, at));
      return /** @type {[number, number]} */ ([
        share((clientX - left) / width),
        share((clientY - top) / height),
      ]);
    });
  };
  const begin = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.current?.setPointerCapture(event.pointerId);
    if (strokes.peek().flat().length < MOST_PLACES) change([...strokes.peek(), placesOf(event).slice(-1)]);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (!canvas.current?.hasPointerCapture(event.pointerId)) return;
    const last = [...(strokes.peek().at(-1) ?? [])];
    for (const place of placesOf(event)) {
      const [x, y] = last.at(-1) ?? [-1, -1];
      if (Math.hypot(place[0] - x, place[1] - y) >= STEP) last.push(place);
    }
    if (strokes.peek().flat().length < MOST_PLACES) change([...strokes.peek().slice(0, -1), last]);
  };
  const clear = () => change([]);
  const onKeyDown = (/** @type {KeyboardEvent} */ { key }) => {
    if (key === 'Delete' || key === 'Backspace') clear();
  };
  return html`<canvas ref=${canvas} class="paper" tabindex="0" role="img" aria-label=${say('draw.paper')}
      onPointerDown=${begin} onPointerMove=${move} onKeyDown=${onKeyDown}></canvas>
    <p class="note">${say('draw.note')}</p>
    <button class="outlined" disabled=${strokes.value.length === 0} onClick=${clear}
      >${say('draw.clear')}</button>`;
}

/** @param {HTMLCanvasElement} canvas @param {readonly Stroke[]} drawn @param {Palette} palette */
function paintStrokes(canvas, drawn, { ink }) {
  fitToScreen(canvas);
  const { width, height } = canvas;
  const context = contextOf(canvas);
  context.clearRect(0, 0, width, height);
  Object.assign(context, { lineCap: 'round', lineJoin: 'round', strokeStyle: ink, lineWidth: LINE * width });
  for (const stroke of drawn) {
    context.beginPath();
    for (const [x, y] of [...stroke.slice(0, 1), ...stroke]) context.lineTo(x * width, y * height);
    context.stroke();
  }
}

/** What the network says, a bar for each class. @param {{ store: Store }} props */
function Answers({ store }) {
  const { table, experiment } = store.state.value.roomState;
  const answers = store.probe.value?.probe?.outputs.at(-1) ?? new Float32Array(table?.classes.length ?? 0);
  const isShare = experiment.loss === SOFTMAX;
  const low = Math.min(...answers) < 0 ? -1 : 0;
  const best = answers.indexOf(Math.max(...answers));
  const isAsked = store.probe.value?.probe != null;
  const told = (/** @type {number} */ value) => (isShare ? percent(value) : number(value, 2, true));
  const bar = (/** @type {number} */ value, /** @type {number} */ k) => {
    const share = Math.min(1, Math.max(0, (value - low) / (1 - low)));
    const name = className(table, k);
    return html`<li key=${k} class=${isAsked && k === best ? 'best' : ''} data-class=${name}
      title=${`${name}: ${told(value)}`}><span class="visually-hidden">${`${name}: ${told(value)}`}</span>
      <i><i style=${{ height: `${100 * share}%` }}></i></i><b aria-hidden="true">${name}</b></li>`;
  };
  return html`<p class="told" aria-live="polite">${
    isAsked
      ? say('draw.told', { name: className(table, best), value: told(answers[best]) })
      : say('draw.waits')
  }</p>
    <ol class="pad-answers">${Array.from(answers, bar)}</ol>
    ${!isShare && html`<p class="note">${say('draw.shares')}</p>`}`;
}

/** Opens the pad. @param {{ left: number, top: number }} props  where it stands, in CSS pixels */
export function DrawOwn({ left, top }) {
  const open = () => (isDrawing.value = true);
  return html`<button class="small draw-own" style=${{ left: `${left}px`, top: `${top}px` }} onClick=${open}
    aria-expanded=${isDrawing.value}>${say('draw')}</button>`;
}
