// The curves of both losses over the epochs, drawn by uPlot; pale behind them the earlier runs.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import {
  lastEpochShown,
  linearRange,
  logRange,
  lossesUpTo,
  markToJumpTo,
  nearestMark,
  smoothed,
  withGaps,
} from '../../maths/curves.js';
import { areComparable } from '../../state/runs.js';
import { differencesText } from '../../text/differences.js';
import { language, loss, number, t } from '../../text/texts.js';
import { useSizeOf } from '../parts/elements.js';
import { useDrawing } from '../parts/once_per_frame.js';
import { runName } from '../parts/run_name.js';
import { bestEpoch } from './best_epoch.js';
import { chartOptions } from './chart_paint.js';
import { limitOf } from './limit.js';
import { presentEpoch } from './present_epoch.js';

/** @import { Store } from '../../state/store.js' */
/** @import { MarkShown } from '../../messages.js' */
/** @import { Catalogue, EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { ChartContent } from './chart_paint.js' */
/** @import { TimeShown } from './timeline.js' */
/** @import { Signal } from '@preact/signals' */

/**
 * @typedef {EarlierRun['curve']} Curve
 * @typedef {{ epoch: number, train: number, test: number, mark: MarkShown | null, left: number }} LossReading
 *   the losses under the pointer, and the change there; left: its share of the width
 * @typedef {{ isLog: boolean, smoothing: string }} CurveLook
 */

/** While it trains, the curve is drawn so seldom: with one picture more it grows by less than a pixel.
 * A little less than three pictures take, of 30 a second. */
const REST_MS = 90;
/** A mark speaks while the reading is so near, in CSS pixels: a finger's width is enough. */
const MARK_REACH = 10;

/**
 * @param {{ store: Store, palette: Palette, look: CurveLook,
 *   pointed: number | null, read: Signal<LossReading | null>, time: Signal<TimeShown>,
 *   isWanted: boolean }} props
 *   pointed: the earlier run to stand out; time: is told what the curve shows
 */
export function LossChart({ store, palette, look, pointed, read, time }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {uPlot | null} */ (null));
  const shown = useRef(/** @type {ChartContent} */ ({ window: { last: 1, losses: [0.1, 1] }, pale: [] }));
  const draw = () => {
    const { epochs, train, test } = store.history.peek();
    const { ghost, earlier: ended } = store.runs.peek();
    const { experiment } = store.state.peek().roomState;
    const { options } = store.catalogue;
    const isSeen = (/** @type {EarlierRun} */ run) =>
      (run.isDrawn || run.id === pointed) && areComparable(run.experiment, experiment, options);
    const earlier = ended.filter(isSeen);
    const present = smoothCurve({ epochs, train, test }, look.smoothing);
    const lasts = earlier.map(({ epoch }) => epoch);
    const last = lastEpochShown(epochs.at(-1) ?? 0, lasts);
    const curves = earlier.map(({ curve }) => smoothOnce(curve, look.smoothing));
    const others = earlier.map((run, i) => {
      const strong = run.id === (pointed ?? ghost);
      return { curve: curves[i], id: run.id, name: runName(run), strong };
    });
    const own = lossesUpTo([{ epochs, train, test }], last);
    const all = lossesUpTo(curves, last);
    const losses = look.isLog ? logRange([...own, ...all]) : linearRange(own, all);
    const raw =
      look.smoothing === 'off' ? [] : [{ curve: { epochs, train, test }, id: null, name: '', strong: false }];
    const pale = [...others, ...raw].sort((a, b) => Number(a.strong) - Number(b.strong));
    shown.current = { window: { last, losses }, pale };
    time.value = { end: last, epoch: store.frame.peek()?.epoch ?? 0 };
    const [ofTest, ofTrain] = [present.test, present.train].map((each) =>
      withGaps(each, look.isLog ? losses[0] : -Infinity),
    );
    chart.current?.setData([present.epochs, ofTest, ofTrain]);
    report(chart.current);
  };
  const report = (/** @type {uPlot | null} */ plot) => {
    const i = plot?.cursor.idx;
    const { epochs, train, test } = store.history.peek();
    const isThere = typeof i === 'number' && i < epochs.length;
    if (!plot || !isThere) return void (read.value = null);
    const width = plot.over.clientWidth;
    const mark = nearestMark(marks(), epochs[i], (MARK_REACH / width) * shown.current.window.last);
    const left = plot.valToPos(mark?.epoch ?? epochs[i], 'x') / width;
    read.value = { epoch: epochs[i], train: train[i], test: test[i], mark, left };
  };
  const marks = () => store.state.peek().roomState.marks;
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (element.current);
    const plugins = [bestEpoch, presentEpoch, limitOf].map((each) => each(store, palette));
    const options = chartOptions(box, palette, look.isLog, shown, marks, report, plugins);
    chart.current = new uPlot(options, [[0], [null], [null]], box);
    latest.current();
    return () => {
      chart.current?.destroy();
      chart.current = null;
    };
  }, [palette, language.value, look.isLog]);
  const fit = (/** @type {HTMLElement} */ { clientWidth: width, clientHeight: height }) =>
    chart.current?.setSize({ width, height });
  useSizeOf(element, fit, []);
  const askDraw = useDrawing(
    draw,
    () => [
      store.history.value,
      store.runs.value,
      store.state.value.roomState.marks,
      store.state.value.roomState.experiment,
      store.frame.value?.epoch,
      store.limit.value,
    ],
    { restMs: () => (store.frame.peek()?.playing ? REST_MS : 0) },
  );
  useEffect(askDraw, [look.smoothing, pointed]);
  const now = read.value;
  const last = store.history.peek().epochs.at(-1) ?? 0;
  const changed = now?.mark ? markText(now.mark, store.catalogue) : '';
  const onKeyDown = (/** @type {KeyboardEvent} */ event) =>
    chart.current && moveByKey(chart.current, event, marks());
  return html`<div class="curve"><div ref=${element} role="slider" tabindex="0" data-testid="curve"
    aria-label=${t('loss.curve')} aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${now?.epoch ?? last}
    aria-valuetext=${now ? `${readingText(now)} ${changed}` : null} onKeyDown=${onKeyDown}
    onBlur=${() => chart.current?.setCursor({ left: -10, top: -10 })}></div>
    ${
      now?.mark &&
      html`<p class=${`mark-note ${now.left > 0.5 ? 'to-the-left' : ''}`} style=${{ '--at': now.left }}
        aria-hidden="true" data-testid="mark">${changed}</p>`
    }</div>`;
}

/** What was changed, in words. @param {MarkShown} mark @param {Catalogue} catalogue */
function markText({ epoch, changes }, catalogue) {
  const each = Object.entries(changes).map(([field, [before, now]]) => ({ field, before, now }));
  return t('loss.mark', { epoch: number(epoch, 0), changes: differencesText(each, catalogue) });
}

/** @param {Curve} curve @param {string} smoothing
 * @returns {Curve} the same one where nothing is to be done */
function smoothCurve(curve, smoothing) {
  const { epochs, train, test } = curve;
  if (smoothing === 'off') return curve;
  return { epochs, train: smoothed(epochs, train, smoothing), test: smoothed(epochs, test, smoothing) };
}

/** The curves of earlier runs, which do not change any more, as they were last smoothed.
 * @type {WeakMap<Curve, { smoothing: string, smooth: Curve }>} */
const smoothCurves = new WeakMap();

/** @param {Curve} curve of an earlier run @param {string} smoothing @returns {Curve} */
function smoothOnce(curve, smoothing) {
  const known = smoothCurves.get(curve);
  if (known?.smoothing === smoothing) return known.smooth;
  const smooth = smoothCurve(curve, smoothing);
  smoothCurves.set(curve, { smoothing, smooth });
  return smooth;
}

/** The reading in a sentence, for who cannot see it. @param {LossReading} reading */
function readingText({ epoch, train, test }) {
  const gap = number(test - train, 3, true);
  return t('loss.at', { epoch: number(epoch, 0), train: loss(train), test: loss(test), gap });
}

/**
 * Arrow keys to the sides, Home and End move the reading along the curve, up and down go from mark to mark;
 * Escape takes it away.
 * @param {uPlot} plot @param {KeyboardEvent} event @param {readonly MarkShown[]} marks
 */
function moveByKey(plot, event, marks) {
  const epochs = plot.data[0];
  const end = epochs.length - 1;
  const at = plot.cursor.idx ?? end;
  const page = Math.max(1, Math.round(end / 20));
  const jump = (/** @type {1 | -1} */ by) => markToJumpTo(epochs, marks, at, by);
  const places = {
    ...{ ArrowUp: jump(1), ArrowDown: jump(-1), ArrowLeft: at - 1, ArrowRight: at + 1 },
    ...{ PageDown: at - page, PageUp: at + page, Home: 0, End: end, Escape: NaN },
  };
  if (!(event.key in places)) return;
  const to = places[/** @type {keyof typeof places} */ (event.key)];
  event.preventDefault();
  const left = Number.isNaN(to) ? -10 : plot.valToPos(epochs[Math.max(0, Math.min(end, to))], 'x');
  plot.setCursor({ left, top: Number.isNaN(to) ? -10 : 0 });
}
