// The loss over a plane through the present weights as a map, strongest where it is low; the ball is the run.
import { html, number, percent, useDrawing, useEffect, useRef, useSizeOf } from '#page';
import { confidenceTable, parseColour } from '../../maths/colours.js';
import { emptied, stroke } from '../painting/canvas.js';
import { paintGrid } from '../painting/pictures.js';
import { finer, heights, landscapeOf } from './landscape_sections.js';
import { reasonOf } from './parts.js';
import { Switch, Waits } from './pieces.js';
import { say } from './saying.js';

/** @import { Palette } from '../painting/palette.js' */
/** @import { InsideProps } from './inside.js' */
/** @import { Landscape } from './landscape_sections.js' */

const PIXELS = 164;
const LEVELS = 14;
/** How near the lowest comes to the colour of soft text. */
const STRENGTH = 0.75;

/** @param {InsideProps} props */
export function LossLandscape({ store, palette, canEdit }) {
  const ground = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const walk = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { parameter_count: n } = store.state.value.roomState;
  const parts = store.inside.value?.inside ?? [];
  const seen = landscapeOf(parts);
  const draw = () => {
    if (!seen || !ground.current || !walk.current) return;
    paintMap(ground.current, seen, palette);
    paintWalk(walk.current, seen, palette);
  };
  const ask = useDrawing(draw, () => store.inside.value);
  useEffect(ask, [palette]);
  useSizeOf(walk, draw, []);
  return html`<div class="boundary-title inside-phases">
      <${Switch} store=${store} of="random" labels=${['landscape.path', 'landscape.random']}
        canEdit=${canEdit} /></div>
    <div class="plot-place"><div class="plot inside-plot">
      <canvas ref=${ground} role="img" aria-label=${say('landscape.picture')} data-testid="inside"></canvas>
      <canvas ref=${walk} aria-hidden="true"></canvas>
      ${!seen && html`<${Waits} reason=${reasonOf(parts)} />`}</div></div>
    <div class="foot inside-foot">
      <p class="inside-said">${seen && html`<${Said} seen=${seen} n=${n} />`}</p></div>`;
}

/** @param {{ seen: Landscape, n: number }} props */
function Said({ seen: { share, eigenvalue, rate }, n }) {
  const about = (/** @type {number} */ value) => number(Number(value.toPrecision(2)));
  const bend = Number.isNaN(eigenvalue) || eigenvalue <= 0 ? null : about(eigenvalue);
  return html`<b>${
    Number.isNaN(share) ? say('landscape.of.random') : say('landscape.share', { share: percent(share) })
  }</b> ${
    bend
      ? say('landscape.sharp', { value: bend, limit: about(2 / eigenvalue), rate: number(rate) })
      : say('landscape.caution', { n: number(n) })
  }`;
}

/** In steps, strongest where the loss is low. @param {HTMLCanvasElement} canvas @param {Landscape} seen
 * @param {Palette} palette */
function paintMap(canvas, seen, palette) {
  const values = finer(heights(seen.losses), seen.side, PIXELS);
  const steps = Uint8Array.from(values, (height) => 255 - Math.floor(height * LEVELS) * (255 / LEVELS));
  const [low, high] = [palette.soft, palette.paper].map(parseColour);
  paintGrid(canvas, fromAbove(steps), PIXELS, confidenceTable([low], high, STRENGTH));
}

/** A square whose lowest row is the first, as pictures have it. @param {Uint8Array} square */
const fromAbove = (square) =>
  Uint8Array.from(square, (_, i) => square[(PIXELS - 1 - Math.floor(i / PIXELS)) * PIXELS + (i % PIXELS)]);

/** @param {HTMLCanvasElement} canvas @param {Landscape} seen @param {Palette} palette */
function paintWalk(canvas, seen, palette) {
  const context = emptied(canvas);
  const side = canvas.clientWidth;
  const x = (/** @type {number} */ value) => share(value, seen.across) * side;
  const y = (/** @type {number} */ value) => side - share(value, seen.up) * side;
  const walk = [...seen.path, { x: 0, y: 0, epoch: Number.NaN }];
  context.beginPath();
  for (const place of walk) context.lineTo(x(place.x), y(place.y));
  stroke(context, palette.raised, 4.5 * palette.stroke);
  stroke(context, palette.ink, 2 * palette.stroke);
  context.font = `${12 * palette.type}px system-ui, sans-serif`;
  seen.path.forEach((place, i) => {
    if (!isMarked(i, seen.path.length)) return;
    dot(context, x(place.x), y(place.y), 3.5 * palette.stroke, palette.raised, palette.ink);
    const text = number(place.epoch, 0);
    context.lineWidth = 3;
    context.strokeStyle = palette.raised;
    context.strokeText(text, x(place.x) + 7, y(place.y) - 7);
    context.fillStyle = palette.ink;
    context.fillText(text, x(place.x) + 7, y(place.y) - 7);
  });
  dot(context, x(0), y(0), 7 * palette.stroke, palette.ink, palette.raised);
}

/** Some of the moments have their epochs beside them. @param {number} i @param {number} n */
const isMarked = (i, n) => i === 0 || (i % Math.ceil(n / 4) === 0 && i < n - 2);

/** @param {number} value @param {[number, number]} ends */
const share = (value, [from, to]) => (value - from) / (to - from);

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius
 * @param {string} fill @param {string} rim */
function dot(context, x, y, radius, fill, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  stroke(context, rim, 1.5);
}
