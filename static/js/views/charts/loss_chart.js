// The curves of both losses over the epochs, drawn by uPlot; pale behind them the earlier runs.
import { useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';

import {
  lastEpochShown,
  linearRange,
  logRange,
  lossesUpTo,
  markToJumpTo,
  nearestMark,
  smoothed,
} from '../../maths/curves.js';
import { differenceText } from '../../text/differences.js';
import { language, loss, number, t } from '../../text/texts.js';
import { oncePerFrame } from '../parts/once_per_frame.js';
import { bestEpoch } from './best_epoch.js';
import { chartOptions } from './chart_paint.js';

/** @import { Store } from '../../state/store.js' */
/** @import { MarkShown } from '../../messages.js' */
/** @import { Catalogue, EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Shown } from './chart_paint.js' */
/** @import { Signal } from '@preact/signals' */

/**
 * @typedef {EarlierRun['curve']} Curve
 * @typedef {{ epoch: number, train: number, test: number, mark: MarkShown | null, left: number }} Reading the
 *   losses under the pointer, and the change there; left: its share of the width
 * @typedef {{ isLog: boolean, smoothing: string }} CurveLook
 */

/** A mark speaks while the reading is so near, in CSS pixels: a finger's width is enough. */
const MARK_REACH = 10;

/**
 * @param {{ store: Store, palette: Palette, look: CurveLook,
 *   pointed: number | null, read: Signal<Reading | null> }} props  pointed: the earlier run to stand out
 */
export function LossChart({ store, palette, look, pointed, read }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {uPlot | null} */ (null));
  const shown = useRef(/** @type {Shown} */ ({ window: { last: 1, losses: [0.1, 1] }, pale: [] }));
  const draw = () => {
    const { epochs, train, test } = store.history.peek();
    const { earlier, ghost } = store.runs.peek();
    const present = softCurve({ epochs, train, test }, look.smoothing);
    const last = lastEpochShown(
      epochs.at(-1) ?? 0,
      earlier.map(({ epoch }) => epoch),
    );
    const others = earlier.map(({ id, curve }) => ({
      curve: softenedOnce(curve, look.smoothing),
      strong: id === (pointed ?? ghost),
    }));
    const [own, all] = [
      lossesUpTo([{ epochs, train, test }], last),
      lossesUpTo(
        others.map(({ curve }) => curve),
        last,
      ),
    ];
    const losses = look.isLog ? logRange([...own, ...all]) : linearRange(own, all);
    const raw = look.smoothing === 'off' ? [] : [{ curve: { epochs, train, test }, strong: false }];
    shown.current = {
      window: { last, losses },
      pale: [...others, ...raw].sort((a, b) => Number(a.strong) - Number(b.strong)),
    };
    const atLeast = (/** @type {number} */ value) => (look.isLog ? Math.max(value, losses[0]) : value);
    chart.current?.setData([present.epochs, present.test.map(atLeast), present.train.map(atLeast)]);
    tell(chart.current);
  };
  const tell = (/** @type {uPlot | null} */ plot) => {
    const i = plot?.cursor.idx;
    const { epochs, train, test } = store.history.peek();
    const isThere = typeof i === 'number' && i < epochs.length;
    if (!plot || !isThere) return void (read.value = null);
    const width = plot.over.clientWidth;
    const mark = nearestMark(marks(), epochs[i], (MARK_REACH / width) * shown.current.window.last);
    read.value = {
      epoch: epochs[i],
      train: train[i],
      test: test[i],
      mark,
      left: plot.valToPos(mark?.epoch ?? epochs[i], 'x') / width,
    };
  };
  const marks = () => store.state.peek().roomState.marks;
  const latest = useRef(draw);
  latest.current = draw;
  const show = useMemo(() => oncePerFrame(() => latest.current()), []);
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (element.current);
    chart.current = new uPlot(
      chartOptions(box, palette, look.isLog, shown, marks, tell, [bestEpoch(store, palette)]),
      [[0], [null], [null]],
      box,
    );
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({ width: box.clientWidth, height: box.clientHeight }),
    );
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
  const changed = now?.mark ? markText(now.mark, store.catalogue) : '';
  return html`<div class="curve"><div ref=${element} role="slider" tabindex="0" aria-label=${t('loss.curve')} aria-valuemin="0" aria-valuemax=${last}
    aria-valuenow=${now?.epoch ?? last} aria-valuetext=${now ? `${sentence(now)} ${changed}` : null} data-testid="curve"
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => chart.current && moveByKey(chart.current, event, marks())}
    onBlur=${() => chart.current?.setCursor({ left: -10, top: -10 })}></div>
    ${now?.mark && html`<p class=${`mark-note ${now.left > 0.5 ? 'to-the-left' : ''}`} style=${{ '--at': now.left }} aria-hidden="true" data-testid="mark">${changed}</p>`}</div>`;
}

/** What was changed, in words. @param {MarkShown} mark @param {Catalogue} catalogue */
function markText({ epoch, changes }, catalogue) {
  const all = Object.entries(changes).map(([field, [before, now]]) =>
    differenceText({ field, before, now }, catalogue),
  );
  return t('loss.mark', { epoch: number(epoch, 0), changes: all.join(' · ') });
}

/** @param {Curve} curve @param {string} smoothing
 * @returns {Curve} the same one where nothing is to be done */
function softCurve(curve, smoothing) {
  const { epochs, train, test } = curve;
  if (smoothing === 'off') return curve;
  return { epochs, train: smoothed(epochs, train, smoothing), test: smoothed(epochs, test, smoothing) };
}

/** What softCurve has made of the curves of earlier runs, which do not change any more.
 * @type {WeakMap<Curve, { smoothing: string, soft: Curve }>} */
const softened = new WeakMap();

/** @param {Curve} curve of an earlier run @param {string} smoothing @returns {Curve} */
function softenedOnce(curve, smoothing) {
  const known = softened.get(curve);
  if (known?.smoothing === smoothing) return known.soft;
  const soft = softCurve(curve, smoothing);
  softened.set(curve, { smoothing, soft });
  return soft;
}

/** The reading in a sentence, for who cannot see it. @param {Reading} reading */
function sentence({ epoch, train, test }) {
  return t('loss.at', {
    epoch: number(epoch, 0),
    train: loss(train),
    test: loss(test),
    gap: number(test - train, 3, true),
  });
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
    ArrowUp: jump(1),
    ArrowDown: jump(-1),
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: 0,
    End: end,
    Escape: NaN,
  };
  if (!(event.key in places)) return;
  const to = places[/** @type {keyof typeof places} */ (event.key)];
  event.preventDefault();
  const left = Number.isNaN(to) ? -10 : plot.valToPos(epochs[Math.max(0, Math.min(end, to))], 'x');
  plot.setCursor({ left, top: Number.isNaN(to) ? -10 : 0 });
}
