// The output: both losses, their curves, and the decision boundary with the points on it.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { sidesOfZero, UPSAMPLING, upsampleBytes } from '../../maths/upsample.js';
import { gridOf, pictureOf } from '../../protocol/frames.js';
import { loss, number, percent, t } from '../../text/texts.js';
import { CurveLooks, CurveReading } from '../charts/curve_bar.js';
import { LossChart } from '../charts/loss_chart.js';
import { Timeline } from '../charts/timeline.js';
import { classColours, onlyClass, paintDecision, paintWinners } from '../painting/class_colours.js';
import { DOMAIN, fitToScreen, paintGrid, paintPoints } from '../painting/heatmap.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserDot } from '../parts/laser.js';
import { lazy } from '../parts/lazy.js';
import { oncePerFrame } from '../parts/once_per_frame.js';
import { FunctionPlot } from './function_plot.js';
import { Legend } from './legend.js';
import { ProbeLayer, ProbeLine } from './probe.js';

/** @import { Decision, EarlierRun } from '../../types.js' */
/** @import { Reading } from '../charts/loss_chart.js' */
/** @import { Palette } from '../painting/heatmap.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

const Runs = lazy(
  async () => (await import('./runs.js')).Runs,
  ({ store }) => store.runs.value.earlier.length > 0,
);
const Ghost = lazy(
  async () => (await import('./ghost.js')).Ghost,
  ({ run }) => run !== null,
);

const TICKS = [-6, -3, 0, 3, 6];

/** @param {Common & { palette: Palette, looked: Neuron | null }} props */
export function Output({ store, canEdit, shown, palette, looked }) {
  const roomState = useComputed(() => store.state.value.roomState).value;
  const { view, experiment } = roomState;
  const isCurve = experiment.problem === 'curve';
  const losses = {
    train: useComputed(() => loss(store.frame.value?.now?.train ?? NaN)),
    test: useComputed(() => loss(store.frame.value?.now?.test ?? NaN)),
  };
  const look = useSignal({ isLog: false, smoothing: 'off' });
  const read = useSignal(/** @type {Reading | null} */ (null));
  const pointed = useSignal(/** @type {number | null} */ (null));
  const { earlier, ghost } = store.runs.value;
  const ghostRun = looked ? null : (earlier.find(({ id }) => id === ghost) ?? null);
  const isProbed = useComputed(() => store.probe.value?.probe != null).value;
  const change = (/** @type {Record<string, unknown>} */ changes) => store.send({ type: 'view', changes });
  const seen = nameOf(looked, experiment.hidden.length + 1);
  return html`<section class="output" aria-label=${t('output')}>
    <div class="panel-head"><h2>${t('output')}</h2>
      <${Runs} store=${store} canEdit=${canEdit} pointed=${pointed} />
      <${CurveLooks} look=${look} /><${FullScreen} of=".output" /></div>
    <div class="losses">
      <div><span class="label key">${t('loss.train')}</span><b data-testid="train-loss">${losses.train}</b></div>
      <div><span class="label key test">${t('loss.test')}</span><b data-testid="test-loss">${losses.test}</b></div>
      <${TestAccuracy} store=${store} />
      <${CurveReading} read=${read} />
    </div>
    <${LossChart} store=${store} palette=${palette} look=${look.value} pointed=${pointed.value} read=${read} />
    ${canEdit && html`<${Timeline} store=${store} />`}
    <div class="boundary">
      <div class="boundary-title">${isProbed && !looked ? html`<${ProbeLine} store=${store} />` : html`<span><span class="shown">${t('shown')} </span><b>${seen}</b></span>`}${ghostRun && html`<span class="key" title=${t('runs.line', { n: ghostRun.id })}>${t('runs.name', { n: ghostRun.id })}</span>`}</div>
      <${isCurve ? FunctionPlot : Plot} store=${store} palette=${palette} looked=${looked} showTest=${view.show_test_data} discretize=${view.discretize} ghost=${ghostRun} />
    </div>
    <${Legend} roomState=${roomState} palette=${palette} />
    <div class="checks">
      ${shown('showTestData') && html`<label class="check"><input type="checkbox" data-field="show_test_data" disabled=${!canEdit} checked=${view.show_test_data} onChange=${() => change({ show_test_data: !view.show_test_data })} />${t('show_test_data')}</label>`}
      ${shown('discretize') && !isCurve && html`<label class="check"><input type="checkbox" data-field="discretize" disabled=${!canEdit} checked=${view.discretize} onChange=${() => change({ discretize: !view.discretize })} />${t('discretize')}</label>`}
    </div>
  </section>`;
}

/** The share of test points told right, where there are classes. @param {{ store: Common['store'] }} props */
function TestAccuracy({ store }) {
  const has = useComputed(() => !!store.frame.value?.accuracy).value;
  const text = useComputed(() => percent(store.frame.value?.accuracy?.test ?? null));
  return (
    has &&
    html`<div class="accuracy"><span class="label">${t('accuracy.test')}</span><b data-testid="test-accuracy">${text}</b></div>`
  );
}

/** What the plot shows. @param {Neuron | null} looked @param {number} last the output's layer */
function nameOf(looked, last) {
  if (!looked) return t('shown.network');
  if (looked.layer === 0) return t('shown.feature');
  return looked.layer === last
    ? t('shown.class', { n: looked.neuron + 1 })
    : t('shown.neuron', { layer: looked.layer, n: looked.neuron + 1 });
}

/** The plane: a neuron's answer everywhere, with the points on top.
 * @param {{ store: Common['store'], palette: Palette, looked: Neuron | null, showTest: boolean,
 *   discretize: boolean, ghost: EarlierRun | null }} props */
function Plot({ store, palette, looked, showTest, discretize, ghost }) {
  const ground = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const dots = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const draw = () => {
    const decision = store.frame.peek()?.decision;
    if (decision && ground.current && (!looked || looked.layer === store.frame.peek()?.layers.length))
      return drawDecision(ground.current, decision);
    const grid = gridToShow(store, looked);
    if (!grid || !ground.current) return;
    if (discretize) paintWinners(ground.current, sidesOfZero(grid.bytes, grid.size), palette.sides);
    else
      paintGrid(
        ground.current,
        upsampleBytes(grid.bytes, grid.size, UPSAMPLING),
        grid.size * UPSAMPLING,
        palette.pale,
      );
  };
  /** @param {HTMLCanvasElement} canvas @param {Decision} decision */
  const drawDecision = (canvas, decision) => {
    const colours = classColours(palette, decision.classes);
    if (discretize)
      return paintWinners(canvas, decision, looked ? onlyClass(colours, looked.neuron) : colours.won);
    if (!looked) return paintDecision(canvas, decision, colours.pale);
    const grid = gridToShow(store, looked);
    if (grid) paintGrid(canvas, grid.bytes, grid.size, colours.outputs[looked.neuron].pale);
  };
  const drawDots = () => {
    const points = store.points.peek();
    const canvas = dots.current;
    if (!points || !canvas) return;
    const scale = fitToScreen(canvas, canvas.clientWidth, canvas.clientHeight);
    const sets = [{ points: points.train, rings: false }];
    if (showTest) sets.unshift({ points: points.test, rings: true });
    paintPoints(canvas, sets, palette, {
      radius: (points.train.length > 1200 ? 2.4 : 3.2) * Math.max(1, canvas.clientWidth / 480),
      scale,
      labels: points.labels,
    });
  };
  const latest = useRef({ draw, drawDots });
  latest.current = { draw, drawDots };
  const askDraw = useMemo(() => oncePerFrame(() => latest.current.draw()), []);
  const askDots = useMemo(() => oncePerFrame(() => latest.current.drawDots()), []);
  useSignalEffect(() => {
    void [store.frame.value, store.neuron.value, store.features.value];
    askDraw();
  });
  useSignalEffect(() => {
    void store.points.value;
    askDots();
  });
  useEffect(() => {
    askDraw();
    askDots();
  }, [palette, looked, showTest, discretize]);
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current.drawDots());
    observer.observe(/** @type {HTMLCanvasElement} */ (dots.current));
    return () => observer.disconnect();
  }, []);
  const percent = (/** @type {number} */ value) => ((value - DOMAIN.low) / (DOMAIN.high - DOMAIN.low)) * 100;
  return html`<div class="plot">
    <canvas ref=${ground} role="img" aria-label=${t('plane')} data-testid="boundary"></canvas><${Ghost} run=${ghost} palette=${palette} /><canvas ref=${dots} aria-hidden="true"></canvas>
    <${ProbeLayer} store=${store} showTest=${showTest} /><${LaserDot} store=${store} panel="plane" />
    ${TICKS.map((tick) => html`<span class="tick across" style=${{ left: `${percent(tick)}%` }}>${number(tick)}</span><span class="tick up" style=${{ top: `${100 - percent(tick)}%` }}>${number(tick)}</span>`)}
  </div>`;
}

/** The looked-at neuron in full if it has come, its small picture until then, else the output.
 * @param {Common['store']} store @param {Neuron | null} looked */
function gridToShow(store, looked) {
  const frame = store.frame.peek();
  if (!looked) return frame && gridOf(frame, frame.layers.length, 0);
  const full = store.neuron.peek()?.grid;
  if (full && full.layer === looked.layer && full.neuron === looked.neuron) return full;
  const features = store.features.peek();
  if (looked.layer > 0) return frame && gridOf(frame, looked.layer, looked.neuron);
  return features && pictureOf(features, looked.neuron);
}
