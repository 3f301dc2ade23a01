// The function that a built network is: over the points of a curve, with its neurons below their walls, or as
// towers in the plane.
import { html, useDrawing, useEffect, useRef, useSizeOf } from '#page';
import { axisLimit, axisTicks, reach } from '../../../maths/functions.js';
import { UPSAMPLING, upsampleBytes } from '../../../maths/upsample.js';
import { curveOf } from '../../../protocol/frames.js';
import { contextOf, fitToScreen, stroke } from '../../painting/canvas.js';
import { paintFunction, paintPaper } from '../../painting/functions.js';
import { paintGrid } from '../../painting/pictures.js';
import { paintCurvePoints, paintPoints, radiusOf, TICKS } from '../../painting/points.js';
import { say } from '../parts/saying.js';
import { neuronsOf } from './box_sections.js';

/** @import { Store } from '../../../state/store.js' */
/** @import { Palette } from '../../painting/palette.js' */
/** @import { Built } from './box_sections.js' */

/**
 * @typedef {{ store: Store, palette: Palette, built: Built, chosen: number | null,
 *   pick: (part: number) => void, activation: 'step' | 'sigmoid' | 'relu' }} Props
 */

/** In units of the plane, which is twelve wide: half the height of the curve, and where its network is. */
const HALF = 4.08;
const NEURONS_AT = 5.3;
const INPUT_AT = 7.2;

/** A canvas to be drawn on. */
const useCanvas = () => useRef(/** @type {HTMLCanvasElement | null} */ (null));

/** @param {Props} props */
export function CurveOfBoxes({ store, palette, built, chosen, pick, activation }) {
  const isPieces = activation === 'relu';
  const [paper, line, dots] = [useCanvas(), useCanvas(), useCanvas()];
  const train = store.points.value?.inputs === 1 ? store.points.value.train : new Float32Array(0);
  const limit = axisLimit(reach(train, 3, 2));
  const draw = () => {
    if (!paper.current || !line.current || !dots.current || !built.curve) return;
    paintPaper(paper.current, palette, { limit, across: TICKS, up: axisTicks(limit) });
    paintFunction(line.current, built.curve, palette, { limit, filled: false });
    const { layers = [], curves = [] } = store.frame.peek() ?? {};
    const answer = curveOf(curves, layers.length, 0);
    if (answer) addThinLine(line.current, answer, palette, limit);
    const { clientWidth: width, clientHeight: height } = dots.current;
    const scale = fitToScreen(dots.current);
    const radius = 2.6 * Math.max(1, width / 480);
    const sets = [{ points: train, rings: false }];
    paintCurvePoints(dots.current, sets, palette, { limit, radius, width, height, scale });
  };
  const ask = useDrawing(draw, () => [store.inside.value, store.points.value, store.frame.value]);
  useEffect(ask, [palette, limit]);
  useSizeOf(paper, draw, []);
  const up = (/** @type {number} */ value) => (-HALF * Math.max(-limit, Math.min(limit, value))) / limit;
  return html`<div class="boxes-curve">
      <canvas ref=${paper} role="img" aria-label=${say('boxes.picture')}></canvas>
      <canvas ref=${dots} aria-hidden="true"></canvas>
      <canvas ref=${line} aria-hidden="true" data-testid="inside"></canvas></div>
    <svg class="boxes-parts" viewBox=${`-6 ${-HALF} 12 12`} aria-hidden="true">
      ${built.parts.map(({ low: [from], high: [to], height }, i) => {
        const [top, bottom] = isPieces ? [-HALF, HALF] : [Math.min(0, up(height)), Math.max(0, up(height))];
        return html`<rect key=${i} class=${classOf(i === chosen, isPieces ? 0 : height)} x=${from} y=${top}
          width=${to - from} height=${bottom - top} onPointerDown=${() => pick(i)} />`;
      })}
      <${Network} neurons=${neuronsOf(built, isPieces)} chosen=${chosen} pick=${pick} /></svg>`;
}

/** @param {boolean} isChosen @param {number} value */
const classOf = (isChosen, value) =>
  `${value < 0 ? 'below' : value > 0 ? 'above' : ''} ${isChosen ? 'chosen' : ''}`.trim();

/** From the input through the neurons, each below its place, to the sum above them.
 * @param {{ neurons: ReturnType<typeof neuronsOf>, chosen: number | null, pick: (part: number) => void }}
 *   props */
function Network({ neurons, chosen, pick }) {
  const radius = Math.min(0.2, 4.4 / neurons.length);
  const most = Math.max(...neurons.map(({ weight }) => Math.abs(weight))) || 1;
  return html`${neurons.map(({ part, x, weight }, k) => {
    const isChosen = part === chosen;
    const width = 0.02 + 0.14 * Math.sqrt(Math.abs(weight) / most);
    return html`<g key=${k} class=${isChosen ? 'chosen' : ''} onPointerDown=${() => pick(part)}>
      <line class="from" x1="0" y1=${INPUT_AT} x2=${x} y2=${NEURONS_AT} />
      <line class=${`to ${classOf(false, weight)}`} x1=${x} y1=${NEURONS_AT} x2=${x} y2=${HALF}
        stroke-width=${width} />
      <circle cx=${x} cy=${NEURONS_AT} r=${radius} /></g>`;
  })}<circle class="input" cx="0" cy=${INPUT_AT} r="0.42" /><text x="0" y=${INPUT_AT + 0.14}>x₁</text>`;
}

/** What the room's network answers now, over the function of the boxes. @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values @param {Palette} palette @param {number} limit */
function addThinLine(canvas, values, palette, limit) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = contextOf(canvas);
  context.beginPath();
  values.forEach((value, i) => {
    context.lineTo((i / (values.length - 1)) * width, (height * (1 - value / limit)) / 2);
  });
  context.setLineDash([5, 4]);
  stroke(context, palette.soft, 1.4 * palette.stroke);
  context.setLineDash([]);
}

/** As many cells as `upsampleBytes` makes, of walls that are sharp. @param {Uint8Array} cells size x size
 * @param {number} size */
function repeated(cells, size) {
  const side = size * UPSAMPLING;
  const from = (/** @type {number} */ at) => Math.floor(at / UPSAMPLING);
  return Uint8Array.from(
    { length: side * side },
    (_, i) => cells[from(Math.floor(i / side)) * size + from(i % side)],
  );
}

/** @param {Props} props */
export function PlaneOfTowers({ store, palette, built, chosen, pick, activation }) {
  const [ground, dots] = [useCanvas(), useCanvas()];
  const draw = () => {
    if (!ground.current || !dots.current || !built.surface) return;
    const { bytes, size } = built.surface;
    const fine = activation === 'step' ? repeated(bytes, size) : upsampleBytes(bytes, size, UPSAMPLING);
    paintGrid(ground.current, fine, size * UPSAMPLING, palette.pale);
    const points = store.points.peek();
    if (!points) return;
    const scale = fitToScreen(dots.current);
    const radius = radiusOf(points.train.length / 3, dots.current.clientWidth);
    const sets = [{ points: points.train, rings: false }];
    paintPoints(dots.current, sets, palette, { radius, scale, labels: points.labels });
  };
  const ask = useDrawing(draw, () => [store.inside.value, store.points.value]);
  useEffect(ask, [palette]);
  useSizeOf(dots, draw, []);
  return html`<canvas ref=${ground} role="img" aria-label=${say('boxes.picture.plane')}
      data-testid="inside"></canvas><canvas ref=${dots} aria-hidden="true"></canvas>
    <svg class="boxes-parts" viewBox="-6 -6 12 12" aria-hidden="true">
      ${built.parts.map(({ low: [left, bottom = 0], high: [right, top = 0] }, i) => {
        const at = { x: left, y: -top, width: right - left, height: top - bottom };
        return html`<rect key=${i} class=${classOf(i === chosen, 0)} ...${at}
          onPointerDown=${() => pick(i)} />`;
      })}</svg>`;
}
