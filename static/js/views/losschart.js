// The curves of both losses over the epochs, drawn by uPlot; pale behind them the earlier runs.
import { useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';

import { lastEpochShown, linearRange, logRange, logTicks, lossesUpTo, smoothed } from '../curves.js';
import { oncePerFrame } from '../schedule.js';
import { language, loss, number, t } from '../texts.js';
import { bestEpoch } from './bestepoch.js';

/**
 * @typedef {import('../types.d.ts').EarlierRun['curve']} Curve
 * @typedef {{ epoch: number, train: number, test: number }} Reading  the losses under the pointer
 * @typedef {{ isLog: boolean, smoothing: string }} CurveLook
 * @typedef {{ window: { last: number, losses: [number, number] }, pale: { curve: Curve, strong: boolean }[] }} Shown
 *   what uPlot does not know of the picture: both axes and the pale curves
 */

const DASH = [5, 3];
/** Pixels from one tick of the logarithmic axis to the next, at least. */
const TICK_ROOM = 16;
/** On the plain axis there are fewer, even if it is tall. */
const MOST_TICKS = 7;
/** An epoch is whole: between 0 and 1 is no tick. */
const WHOLE = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((first) => first * 10 ** power)).flat();

/**
 * @param {{ store: import('../main.js').Store, palette: import('./heatmap.js').Palette, look: CurveLook,
 *   pointed: number | null, read: import('@preact/signals').Signal<Reading | null> }} props  pointed: the earlier run to stand out
 */
export function LossChart({ store, palette, look, pointed, read }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {uPlot | null} */ (null));
  const shown = useRef(/** @type {Shown} */ ({ window: { last: 1, losses: [0.1, 1] }, pale: [] }));
  const draw = () => {
    const { epochs, train, test } = store.history.peek();
    const { earlier, ghost } = store.runs.peek();
    const soft = (/** @type {Curve} */ curve) => softCurve(curve, look.smoothing);
    const present = soft({ epochs, train, test });
    const last = lastEpochShown(epochs.at(-1) ?? 0, earlier.map(({ epoch }) => epoch));
    const others = earlier.map(({ id, curve }) => ({ curve: soft(curve), strong: id === (pointed ?? ghost) }));
    const [own, all] = [lossesUpTo([{ epochs, train, test }], last), lossesUpTo(others.map(({ curve }) => curve), last)];
    const losses = look.isLog ? logRange([...own, ...all]) : linearRange(own, all);
    const raw = look.smoothing === 'off' ? [] : [{ curve: { epochs, train, test }, strong: false }];
    shown.current = { window: { last, losses }, pale: [...others, ...raw].sort((a, b) => Number(a.strong) - Number(b.strong)) };
    const atLeast = (/** @type {number} */ value) => (look.isLog ? Math.max(value, losses[0]) : value);
    chart.current?.setData([present.epochs, present.test.map(atLeast), present.train.map(atLeast)]);
    tell(chart.current);
  };
  const tell = (/** @type {uPlot | null} */ plot) => {
    const i = plot?.cursor.idx;
    const { epochs, train, test } = store.history.peek();
    const isThere = typeof i === 'number' && i < epochs.length;
    read.value = isThere ? { epoch: epochs[i], train: train[i], test: test[i] } : null;
  };
  const latest = useRef(draw);
  latest.current = draw;
  const show = useMemo(() => oncePerFrame(() => latest.current()), []);
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (element.current);
    chart.current = new uPlot(options(box, palette, look.isLog, shown, () => store.state.peek().roomState.marks, tell, [bestEpoch(store, palette)]), [[0], [null], [null]], box);
    const observer = new ResizeObserver(() => chart.current?.setSize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    latest.current();
    return () => {
      observer.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [palette, language.value, look.isLog]);
  useEffect(show, [look.smoothing, pointed]);
  useSignalEffect(() => {
    void [store.history.value, store.runs.value, store.state.value.roomState.marks];
    show();
  });
  const now = read.value;
  const last = store.history.peek().epochs.at(-1) ?? 0;
  return html`<div class="curve"><div ref=${element} role="slider" tabindex="0" aria-label=${t('loss.curve')} aria-valuemin="0" aria-valuemax=${last}
    aria-valuenow=${now?.epoch ?? last} aria-valuetext=${now ? sentence(now) : null} data-testid="curve"
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => chart.current && moveByKey(chart.current, event)}
    onBlur=${() => chart.current?.setCursor({ left: -10, top: -10 })}></div></div>`;
}

/** @param {Curve} curve @param {string} smoothing @returns {Curve} the same one where nothing is to be done */
function softCurve(curve, smoothing) {
  const { epochs, train, test } = curve;
  if (smoothing === 'off') return curve;
  return { epochs, train: smoothed(epochs, train, smoothing), test: smoothed(epochs, test, smoothing) };
}

/** The reading in a sentence, for who cannot see it. @param {Reading} reading */
function sentence({ epoch, train, test }) {
  return t('loss.at', { epoch: number(epoch, 0), train: loss(train), test: loss(test), gap: number(test - train, 3, true) });
}

/** Arrow keys, Home and End move the reading along the curve; Escape takes it away. @param {uPlot} plot @param {KeyboardEvent} event */
function moveByKey(plot, event) {
  const epochs = plot.data[0];
  const end = epochs.length - 1;
  const at = plot.cursor.idx ?? end;
  const page = Math.max(1, Math.round(end / 20));
  const places = { ArrowLeft: at - 1, ArrowRight: at + 1, PageDown: at - page, PageUp: at + page, Home: 0, End: end, Escape: NaN };
  if (!(event.key in places)) return;
  const to = places[/** @type {keyof typeof places} */ (event.key)];
  event.preventDefault();
  const left = Number.isNaN(to) ? -10 : plot.valToPos(epochs[Math.max(0, Math.min(end, to))], 'x');
  plot.setCursor({ left, top: Number.isNaN(to) ? -10 : 0 });
}

/** @param {HTMLElement} box @param {import('./heatmap.js').Palette} palette @param {boolean} isLog @param {{ current: Shown }} shown
 * @param {() => readonly { epoch: number }[]} marks  the changes of settings while it trained @param {(plot: uPlot) => void} point @param {uPlot.Plugin[]} plugins @returns {uPlot.Options} */
function options(box, { stroke, type }, isLog, shown, marks, point, plugins) {
  const style = getComputedStyle(document.documentElement);
  const [ink, soft, hair] = ['--ink', '--soft', '--hair'].map((name) => style.getPropertyValue(name).trim());
  const font = `${12 * type}px system-ui, sans-serif`;
  const values = (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits.map((value) => tickText(value, splits.some(isPower)));
  const axis = { stroke: soft, font, values, grid: { stroke: hair, width: 1 }, ticks: { show: false } };
  const space = (/** @type {uPlot} */ _, /** @type {number} */ __, /** @type {number} */ ___, /** @type {number} */ ____, /** @type {number} */ height) => Math.max(28 * type, height / MOST_TICKS);
  const logAxis = {
    filter: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits,
    splits: (/** @type {uPlot} */ { bbox }) => logTicks(...shown.current.window.losses, bbox.height / (devicePixelRatio || 1) / (TICK_ROOM * type)),
  };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [0, shown.current.window.last] },
      y: { distr: isLog ? 3 : 1, range: () => shown.current.window.losses },
    },
    axes: [{ ...axis, size: 26 * type, gap: 7, grid: { show: false }, space: 64, incrs: WHOLE }, { ...axis, size: 38 * type, gap: 4, space, ...(isLog ? logAxis : {}) }],
    series: [
      {},
      { label: 'Test', stroke: soft, width: 1.5 * stroke, dash: DASH, points: { show: false } },
      { label: 'Training', stroke: ink, width: 1.5 * stroke, points: { show: false } },
    ],
    plugins,
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: {
      setCursor: [point],
      draw: [(plot) => marks().forEach(({ epoch }) => drawMark(plot, epoch, { line: hair, foot: soft, stroke }))],
      drawAxes: [(plot) => shown.current.pale.forEach(({ curve, strong }) => drawPale(plot, curve, { colour: strong ? ink : soft, strength: strong ? 0.7 : 0.36, stroke }))],
    },
  };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} value */
const isPower = (value) => value > 0 && Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

/**
 * A tick's number. The axis is narrow: small powers of ten are written as powers, and between them stands nothing.
 * @param {number} value @param {boolean} hasPowers whether a power of ten is among the ticks
 */
function tickText(value, hasPowers) {
  if (value >= 0.001 || !(value > 0)) return number(value, 6);
  if (!isPower(value)) return hasPowers ? '' : value.toExponential().replace('-', '\u2212');
  return `10⁻${[...String(Math.round(-Math.log10(value)))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

/** A tick on the axis where a setting was changed. @param {uPlot} plot @param {number} epoch @param {{ line: string, foot: string, stroke: number }} pen */
function drawMark({ ctx: context, bbox, valToPos, scales }, epoch, { line, foot: colour, stroke }) {
  if (epoch > (scales.x.max ?? 0)) return;
  const scale = devicePixelRatio || 1;
  const x = Math.round(valToPos(epoch, 'x', true));
  const foot = bbox.top + bbox.height;
  context.save();
  context.fillStyle = line;
  context.fillRect(x, bbox.top, scale, bbox.height);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 4 * scale * stroke, foot);
  context.lineTo(x + 4 * scale * stroke, foot);
  context.lineTo(x, foot - 6 * scale * stroke);
  context.fill();
  context.restore();
}

/** One run behind the present one: training as a line, test dashed. @param {uPlot} plot @param {Curve} curve @param {{ colour: string, strength: number, stroke: number }} pen */
function drawPale(plot, { epochs, train, test }, { colour, strength, stroke }) {
  const { ctx: context, bbox } = plot;
  const low = plot.scales.y.min ?? 0;
  const scale = devicePixelRatio || 1;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  Object.assign(context, { strokeStyle: colour, globalAlpha: strength, lineWidth: stroke * scale, lineJoin: 'round' });
  for (const [losses, dash] of /** @type {[number[], number[]][]} */ ([[train, []], [test, DASH]])) {
    context.setLineDash(dash.map((length) => length * scale));
    context.beginPath();
    losses.forEach((value, i) => context.lineTo(plot.valToPos(epochs[i], 'x', true), plot.valToPos(Math.max(value, low), 'y', true)));
    context.stroke();
  }
  context.restore();
}
