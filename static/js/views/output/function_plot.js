// The plot of a curve problem: the training points, and the function that the network has learnt so far.
import { computed, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { marks, niceLimit, reach } from '../../maths/functions.js';
import { curveOf } from '../../protocol/frames.js';
import { number, t } from '../../text/texts.js';
import { paintCurvePoints, paintFunction, paintPaper } from '../painting/function_paint.js';
import { DOMAIN, fitToScreen } from '../painting/heatmap.js';
import { LaserDot } from '../parts/laser.js';
import { lazy } from '../parts/lazy.js';
import { oncePerFrame } from '../parts/once_per_frame.js';
import { ProbeLayer } from './probe.js';

/** @import { EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/heatmap.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

const Ghost = lazy(
  async () => (await import('./ghost.js')).Ghost,
  ({ run }) => run !== null,
);

/** @typedef {Common['store']} Store */

const ACROSS = [-6, -3, 0, 3, 6];

/** @param {{ store: Store, palette: Palette, looked: Neuron | null, showTest: boolean, ghost: EarlierRun |
 *   null }} props */
export function FunctionPlot({ store, palette, looked, showTest, ghost }) {
  const paper = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const line = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const dots = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const limit = useMemo(() => computed(() => limitOf(store, looked)), [looked]).value;

  const drawPaper = () => {
    if (paper.current) paintPaper(paper.current, palette, { limit, across: ACROSS, up: marks(limit) });
    const points = store.points.peek();
    const canvas = dots.current;
    if (!canvas) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = fitToScreen(canvas, width, height);
    const sets = looked || points?.inputs !== 1 ? [] : [{ points: points.train, rings: false }];
    if (sets.length && points && showTest) sets.unshift({ points: points.test, rings: true });
    paintCurvePoints(canvas, sets, palette, {
      limit,
      radius: 3.2 * Math.max(1, width / 480),
      width,
      height,
      scale,
    });
  };
  const drawLine = () => {
    const values = functionToShow(store, looked);
    if (values && line.current)
      paintFunction(line.current, values, palette, { limit, filled: looked !== null });
  };
  const latest = useRef({ drawPaper, drawLine });
  latest.current = { drawPaper, drawLine };
  const askPaper = useMemo(() => oncePerFrame(() => latest.current.drawPaper()), []);
  const askLine = useMemo(() => oncePerFrame(() => latest.current.drawLine()), []);
  useSignalEffect(() => {
    void store.frame.value;
    askLine();
  });
  useSignalEffect(() => {
    void store.points.value;
    askPaper();
  });
  useEffect(() => {
    askPaper();
    askLine();
  }, [palette, looked, showTest, limit]);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      latest.current.drawPaper();
      latest.current.drawLine();
    });
    observer.observe(/** @type {HTMLCanvasElement} */ (paper.current));
    return () => observer.disconnect();
  }, []);
  const percent = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
    (100 * (value - low)) / (high - low);
  return html`<div class="plot of-function">
    <canvas ref=${paper} role="img" aria-label=${t('plane.function')}></canvas><${Ghost} run=${ghost} palette=${palette} limit=${limit} /><canvas ref=${line} data-testid="boundary"></canvas><canvas ref=${dots} data-testid="points"></canvas>
    ${!looked && html`<${ProbeLayer} store=${store} showTest=${showTest} curve=${{ limit }} />`}<${LaserDot} store=${store} panel="plane" />
    ${ACROSS.map((tick) => html`<span class="tick across" style=${{ left: `${percent(tick, DOMAIN.low, DOMAIN.high)}%` }}>${number(tick)}</span>`)}
    ${marks(limit).map((tick) => html`<span class="tick up" style=${{ top: `${100 - percent(tick, -limit, limit)}%` }}>${number(tick)}</span>`)}
  </div>`;
}

/** How far the axis reaches: over all points, or over what the neuron looked at says.
 * @param {Store} store @param {Neuron | null} looked */
function limitOf(store, looked) {
  const frame = store.frame.value;
  const points = store.points.value;
  const values =
    looked &&
    frame &&
    (looked.layer === 0
      ? curveOf(store.featureCurves.value, 0, looked.neuron)
      : curveOf(frame.curves, looked.layer, looked.neuron));
  if (values) return niceLimit(reach(values));
  return points?.inputs === 1
    ? niceLimit(Math.max(reach(points.train, 3, 2), reach(points.test, 3, 2)))
    : niceLimit(0);
}

/** @param {Store} store @param {Neuron | null} looked */
function functionToShow(store, looked) {
  const frame = store.frame.peek();
  if (looked?.layer === 0) return curveOf(store.featureCurves.peek(), 0, looked.neuron);
  return (
    frame &&
    (looked
      ? curveOf(frame.curves, looked.layer, looked.neuron)
      : curveOf(frame.curves, frame.layers.length, 0))
  );
}
