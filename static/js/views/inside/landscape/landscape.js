// The loss over a plane through the present weights as a map, strongest where it is low, or as a surface; the
// ball is the run.
import { html, loss, number, percent, useDrawing, useEffect, useRef, useSizeOf } from '#page';
import { confidenceTable, parseColour } from '../../../maths/colours.js';
import { emptied, stroke } from '../../painting/canvas.js';
import { paintGrid } from '../../painting/pictures.js';
import { choicesOf, choose } from '../parts/choices.js';
import { lettersOf, write } from '../parts/painting.js';
import { reasonOf } from '../parts/parts.js';
import { Switch, Toggle, Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { TURNABLE, useTurning } from '../parts/turning.js';
import { along, labelsOf } from './contours.js';
import { finer, heights, landscapeOf, lossAt, shareOf, walkedTo } from './landscape_sections.js';
import { paintSurface } from './surface.js';

/** @import { Store } from '../../../state/store.js' */
/** @import { Palette } from '../../painting/palette.js' */
/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Spot } from './contours.js' */
/** @import { Landscape, Walked } from './landscape_sections.js' */

const PIXELS = 164;
const LEVELS = 14;
/** Every so manieth line has its loss beside it. */
const NUMBERED = 3;
/** How near the lowest comes to the colour of soft text. */
const STRENGTH = 0.75;
/** From where a surface is seen at first. */
const EYE = { turn: 25, tilt: 50 };
/** Almost from above, to almost from the side. */
const TILTS = /** @type {const} */ ([5, 85]);

/** @param {InsideProps} props */
export function LossLandscape({ store, palette, canEdit }) {
  const ground = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const walked = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { parameter_count: n, view } = store.state.value.roomState;
  const parts = store.inside.value?.inside ?? [];
  const seen = landscapeOf(parts, store.inside.value?.epoch ?? 0);
  const choices = choicesOf(view.inside);
  const isSurface = choices.surface === 1;
  const { eye, handlers } = useTurning(store, EYE, TILTS, canEdit);
  const here = seen ? walkedTo(seen.walk, choices.walked) : 0;
  const draw = () => {
    if (!seen || !ground.current || !walked.current) return;
    const place = isSurface
      ? paintSurface(ground.current, seen, palette, eye, STRENGTH)
      : paintMap(ground.current, seen, palette);
    const context = emptied(walked.current);
    context.font = lettersOf(palette, walked.current.clientWidth);
    if (!isSurface) writeLosses(context, seen, walked.current.clientWidth, palette);
    paintWalk(context, seen.walk, here, palette, place);
  };
  const ask = useDrawing(draw, () => store.inside.value);
  useEffect(ask, [palette, isSurface, eye.turn, eye.tilt, here]);
  useSizeOf(walked, draw, []);
  return html`<div class="boundary-title inside-phases">
      <${Switch} store=${store} of="random" labels=${['landscape.path', 'landscape.random']}
        canEdit=${canEdit} /><span class="spacer"></span>
      <${Toggle} store=${store} of="surface" label="landscape.surface" canEdit=${canEdit} /></div>
    <div class="plot-place"><div class=${isSurface ? 'plot inside-plot turnable' : 'plot inside-plot'}
        ...${isSurface ? { ...handlers, ...TURNABLE, 'aria-label': say('turn') } : {}}>
      <canvas ref=${ground} role="img" aria-label=${say('landscape.picture')} data-testid="inside"></canvas>
      <canvas ref=${walked} aria-hidden="true"></canvas>
      ${!seen && html`<${Waits} reason=${reasonOf(parts)} />`}</div></div>
    <div class="foot inside-foot">
      ${
        seen &&
        seen.walk.length > 1 &&
        html`<${Walk} store=${store} walk=${seen.walk} here=${here}
        canEdit=${canEdit} />`
      }
      <p class="inside-said">${seen && html`<${Said} seen=${seen} n=${n} />`}</p></div>`;
}

/** Along the path by hand, with the epoch and the loss of each place; at its end is the ball.
 * @param {{ store: Store, walk: Walked[], here: number, canEdit: boolean }} props */
function Walk({ store, walk, here, canEdit }) {
  const { epoch, loss: height } = walk[here];
  const text = say('landscape.walked', { epoch: number(epoch, 0), loss: loss(height) });
  const last = walk.length - 1;
  const slide = (/** @type {Event} */ event) => {
    const chosen = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    choose(store, () => ({ walked: chosen >= last ? undefined : walk[chosen].epoch }));
  };
  return html`<label class="inside-slider"><input type="range" min="0" max=${last} step="1" value=${here}
      disabled=${!canEdit} aria-label=${say('landscape.walk')} aria-valuetext=${text} onInput=${slide} />
    <span aria-hidden="true">${text}</span></label>`;
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
 * @param {Palette} palette @returns {(place: Walked) => [number, number]} where a place of the walk is */
function paintMap(canvas, seen, palette) {
  const values = finer(heights(seen.losses), seen.side, PIXELS);
  const steps = Uint8Array.from(values, (height) => 255 - Math.floor(height * LEVELS) * (255 / LEVELS));
  const [low, high] = [palette.soft, palette.paper].map(parseColour);
  paintGrid(canvas, fromAbove(steps), PIXELS, confidenceTable([low], high, STRENGTH));
  const side = canvas.clientWidth;
  return ({ x, y }) => [shareOf(x, seen.across) * side, (1 - shareOf(y, seen.up)) * side];
}

/** A square whose lowest row is the first, as pictures have it. @param {Uint8Array} square */
const fromAbove = (square) =>
  Uint8Array.from(square, (_, i) => square[(PIXELS - 1 - Math.floor(i / PIXELS)) * PIXELS + (i % PIXELS)]);

/** The loss on some of the lines between the steps, where neither the walk nor another number is.
 * @param {CanvasRenderingContext2D} context @param {Landscape} seen @param {number} side
 * @param {Palette} palette */
function writeLosses(context, { losses, side: size, walk, across, up }, side, palette) {
  const spots = walk.map(({ x, y }) => /** @type {Spot} */ ([shareOf(x, across), shareOf(y, up)]));
  const how = { levels: LEVELS, each: NUMBERED, free: along(spots) };
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { at, level } of labelsOf(heights(losses), size, how)) {
    const text = loss(lossAt(losses, level / LEVELS));
    write(context, text, at[0] * side, (1 - at[1]) * side, palette.paper, palette.soft);
  }
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

/** @param {CanvasRenderingContext2D} context @param {Walked[]} walk
 * @param {number} here which of them is looked at @param {Palette} palette
 * @param {(place: Walked) => [number, number]} place where each is */
function paintWalk(context, walk, here, palette, place) {
  const places = walk.map(place);
  const last = walk.length - 1;
  context.beginPath();
  for (const at of places) context.lineTo(...at);
  stroke(context, palette.raised, 4.5 * palette.stroke);
  stroke(context, palette.ink, 2 * palette.stroke);
  const mark = (/** @type {number} */ i, /** @type {number} */ radius) => {
    const [x, y] = places[i];
    dot(context, x, y, radius * palette.stroke, palette.raised, palette.ink);
    const text = number(walk[i].epoch, 0);
    write(context, text, x + 7, y - 7, palette.raised, palette.ink);
  };
  for (let i = 0; i < last; i++) if (isMarked(i, last)) mark(i, 3.5);
  dot(context, ...places[last], 7 * palette.stroke, palette.ink, palette.raised);
  if (here < last) mark(here, 6);
}

/** Some of the moments have their epochs beside them. @param {number} i @param {number} n */
const isMarked = (i, n) => i === 0 || (i % Math.ceil(n / 4) === 0 && i < n - 2);

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius
 * @param {string} fill @param {string} rim */
function dot(context, x, y, radius, fill, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  stroke(context, rim, 1.5);
}
