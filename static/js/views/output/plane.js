// The plane: a neuron's answer everywhere, with the points on top.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sidesOfZero, UPSAMPLING, upsampleBytes } from '../../maths/upsample.js';
import { gridOf, pictureOf } from '../../protocol/frames.js';
import { placesInUnits } from '../../state/units.js';
import { number, t } from '../../text/texts.js';
import { fitToScreen } from '../painting/canvas.js';
import { classColours } from '../painting/palette.js';
import { onlyClass, paintDecision, paintGrid, paintWinners } from '../painting/pictures.js';
import { overhangOf, paintPoints, radiusOf, shareOf, TICKS } from '../painting/points.js';
import { useSizeOf } from '../parts/elements.js';
import { LaserDot } from '../parts/laser.js';
import { lazy } from '../parts/lazy.js';
import { useDrawing } from '../parts/once_per_frame.js';
import { ProbeLayer } from './probe.js';
/** @import { Store } from '../../state/store.js' */
/** @import { Decision, EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Neuron } from '../parts/common.js' */

export const Ghost = lazy(
  async () => (await import('./ghost.js')).Ghost,
  ({ run }) => run !== null,
);

/**
 * @typedef {{ store: Store, palette: Palette, looked: Neuron | null, showTest: boolean, discretize: boolean,
 *   ghost: EarlierRun | null }} PlotProps
 */

/** @param {PlotProps} props */
export function Plane({ store, palette, looked, showTest, discretize, ghost }) {
  const ground = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const dots = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const draw = () => {
    const frame = store.frame.peek();
    const canvas = ground.current;
    if (!canvas) return;
    const isOutput = !looked || looked.layer === frame?.layers.length;
    if (frame?.decision && isOutput) return drawDecision(canvas, frame.decision);
    const grid = gridToShow(store, looked);
    if (!grid) return;
    const { bytes, size } = grid;
    if (discretize) return paintWinners(canvas, sidesOfZero(bytes, size), palette.sides);
    paintGrid(canvas, upsampleBytes(bytes, size, UPSAMPLING), size * UPSAMPLING, palette.pale);
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
    const scale = fitToScreen(canvas);
    const sets = [{ points: points.train, rings: false }];
    if (showTest) sets.unshift({ points: points.test, rings: true });
    const overhang = overhangOf(canvas);
    const radius = radiusOf(points.train.length / 3, canvas.clientWidth - 2 * overhang);
    paintPoints(canvas, sets, palette, { radius, scale, labels: points.labels, overhang });
  };
  const askDraw = useDrawing(draw, () => [store.frame.value, store.neuron.value, store.features.value]);
  const askDots = useDrawing(drawDots, () => store.points.value);
  useLayoutEffect(() => {
    askDraw();
    askDots();
  }, [palette, looked, showTest, discretize]);
  useSizeOf(dots, drawDots, []);
  const marks = useComputed(() => placesInUnits(store, [TICKS, TICKS])).value;
  return html`<div class="plot">
    <canvas ref=${ground} role="img" aria-label=${t('plane')} data-testid="boundary"></canvas>
    <${Ghost} run=${ghost} palette=${palette} /><canvas ref=${dots} class="dots" aria-hidden="true"></canvas>
    <${ProbeLayer} store=${store} showTest=${showTest} /><${LaserDot} store=${store} panel="plane" />
    ${marks.map((values, k) =>
      TICKS.map(
        (tick, i) => html`<${Tick} axis=${k ? 'up' : 'across'} at=${shareOf(tick)} value=${values[i]} />`,
      ),
    )}
  </div>`;
}

/** A number at an axis; those at its ends do not stand out over them.
 * @param {{ axis: 'across' | 'up', at: number, value: number }} props  at: 0 to 1 */
export function Tick({ axis, at, value }) {
  const percent = `${100 * at}%`;
  const style =
    axis === 'across'
      ? { left: percent, transform: `translateX(-${percent})` }
      : { bottom: percent, transform: `translateY(${percent})` };
  return html`<span class=${`tick ${axis}`} style=${style}>${number(value)}</span>`;
}

/** The looked-at neuron in full if it has come, its small picture until then, else the output.
 * @param {Store} store @param {Neuron | null} looked */
function gridToShow(store, looked) {
  const frame = store.frame.peek();
  if (!looked) return frame && gridOf(frame, frame.layers.length, 0);
  const full = store.neuron.peek()?.grid;
  if (full && full.layer === looked.layer && full.neuron === looked.neuron) return full;
  const features = store.features.peek();
  if (looked.layer > 0) return frame && gridOf(frame, looked.layer, looked.neuron);
  return features && pictureOf(features, looked.neuron);
}
