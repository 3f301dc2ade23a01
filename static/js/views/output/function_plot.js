// The plot of a curve problem: the training points, and the function that the network has learnt so far.
import { computed } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { axisLimit, axisTicks, reach } from '../../maths/functions.js';
import { curveOf } from '../../protocol/frames.js';
import { t } from '../../text/texts.js';
import { fitToScreen } from '../painting/canvas.js';
import { paintFunction, paintPaper } from '../painting/functions.js';
import { overhangOf, paintCurvePoints, shareOf, TICKS } from '../painting/points.js';
import { useSizeOf } from '../parts/elements.js';
import { LaserDot } from '../parts/laser.js';
import { useDrawing } from '../parts/once_per_frame.js';
import { Ghost, Tick } from './plane.js';
import { ProbeLayer } from './probe.js';
/** @import { Store } from '../../state/store.js' */
/** @import { Curves, Frame } from '../../types.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { PlotProps } from './plane.js' */

/** @param {PlotProps} props */
export function FunctionPlot({ store, palette, looked, showTest, ghost }) {
  const paper = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const line = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const dots = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const limit = useMemo(() => computed(() => limitOf(store, looked)), [looked]).value;

  const drawPaper = () => {
    if (paper.current) paintPaper(paper.current, palette, { limit, across: TICKS, up: axisTicks(limit) });
    const points = store.points.peek();
    const canvas = dots.current;
    if (!canvas) return;
    const overhang = overhangOf(canvas);
    const width = canvas.clientWidth - 2 * overhang;
    const height = canvas.clientHeight - 2 * overhang;
    const scale = fitToScreen(canvas);
    const sets = looked || points?.inputs !== 1 ? [] : [{ points: points.train, rings: false }];
    if (sets.length && points && showTest) sets.unshift({ points: points.test, rings: true });
    const radius = 3.2 * Math.max(1, width / 480);
    paintCurvePoints(canvas, sets, palette, { limit, radius, width, height, scale, overhang });
  };
  const drawLine = () => {
    const values = functionOf(store.frame.peek(), store.featureCurves.peek(), looked);
    if (values && line.current)
      paintFunction(line.current, values, palette, { limit, filled: looked !== null });
  };
  const askPaper = useDrawing(drawPaper, () => store.points.value);
  const askLine = useDrawing(drawLine, () => store.frame.value);
  useLayoutEffect(() => {
    askPaper();
    askLine();
  }, [palette, looked, showTest, limit]);
  const drawAll = () => {
    drawPaper();
    drawLine();
  };
  useSizeOf(paper, drawAll, []);
  return html`<div class="plot of-function">
    <canvas ref=${paper} role="img" aria-label=${t('plane.function')}></canvas>
    <${Ghost} run=${ghost} palette=${palette} limit=${limit} />
    <canvas ref=${line} data-testid="boundary"></canvas><canvas ref=${dots} class="dots"
      data-testid="points"></canvas>
    ${!looked && html`<${ProbeLayer} store=${store} showTest=${showTest} curve=${{ limit }} />`}
    <${LaserDot} store=${store} panel="plane" />
    ${TICKS.map((tick) => html`<${Tick} axis="across" at=${shareOf(tick)} value=${tick} />`)}
    ${axisTicks(limit).map((tick) => html`<${Tick} axis="up" at=${(tick / limit + 1) / 2} value=${tick} />`)}
  </div>`;
}

/** How far the axis reaches: over all points, or over the function of the neuron looked at.
 * @param {Store} store @param {Neuron | null} looked */
function limitOf(store, looked) {
  const frame = store.frame.value;
  const points = store.points.value;
  const values = looked && frame && functionOf(frame, store.featureCurves.value, looked);
  if (values) return axisLimit(reach(values));
  if (points?.inputs !== 1) return axisLimit(0);
  return axisLimit(Math.max(reach(points.train, 3, 2), reach(points.test, 3, 2)));
}

/** The function of the neuron looked at, or of the output.
 * @param {Frame | null} frame @param {readonly Curves[]} ofFeatures @param {Neuron | null} looked */
function functionOf(frame, ofFeatures, looked) {
  if (looked?.layer === 0) return curveOf(ofFeatures, 0, looked.neuron);
  const { layer, neuron } = looked ?? { layer: frame?.layers.length ?? 0, neuron: 0 };
  return frame && curveOf(frame.curves, layer, neuron);
}
