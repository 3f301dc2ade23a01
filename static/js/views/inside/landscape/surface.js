// The loss over a plane as a surface on canvas, high where it is high, with the way of the run on it.
import { cssOf, mixed, parseColour } from '../../../maths/colours.js';
import { emptied, stroke } from '../../painting/canvas.js';
import { seenFrom } from '../parts/space.js';
import { finer, heightAt, heights, shareOf } from './landscape_sections.js';

/** @import { Palette } from '../../painting/palette.js' */
/** @import { Landscape, Walked } from './landscape_sections.js' */
/** @import { Eye } from '../parts/space.js' */

/** Half the width of the picture, in sizes of the space. */
const HALF = 1.45;
/** How high the highest stands above the lowest, half of the ground being 1. */
const HIGH = 1.1;
/** Squares along a side, a few more than there are places at least. */
const SQUARES = 36;
/** The path lies so far above the surface that it is seen. */
const ABOVE = 0.02;
const LEVELS = 14;

/** @param {HTMLCanvasElement} canvas @param {Landscape} seen @param {Palette} palette @param {Eye} eye
 * @param {number} strength of the colour where the loss is low
 * @returns {(place: Walked) => [number, number]} where a place of the walk is in the picture */
export function paintSurface(canvas, seen, palette, eye, strength) {
  const context = emptied(canvas);
  const side = canvas.clientWidth;
  const see = seenFrom(eye);
  const rough = heights(seen.losses);
  const grid = finer(rough, seen.side, SQUARES + 1);
  const x = (/** @type {number} */ value) => ((value + HALF) / (2 * HALF)) * side;
  const at = (/** @type {number} */ row, /** @type {number} */ column) => {
    const [across, up] = [column, row].map((each) => (2 * each) / SQUARES - 1);
    return see(across, HIGH * (grid[row * (SQUARES + 1) + column] - 0.5), -up);
  };
  const corners = Array.from({ length: (SQUARES + 1) ** 2 }, (_, i) =>
    at(Math.floor(i / (SQUARES + 1)), i % (SQUARES + 1)),
  );
  const squares = Array.from({ length: SQUARES ** 2 }, (_, i) => {
    const first = Math.floor(i / SQUARES) * (SQUARES + 1) + (i % SQUARES);
    const around = [first, first + 1, first + SQUARES + 2, first + SQUARES + 1];
    return {
      around: around.map((each) => corners[each]),
      height: around.reduce((sum, each) => sum + grid[each], 0) / 4,
    };
  }).sort((one, other) => nearOf(one.around) - nearOf(other.around));
  const [low, high] = [palette.soft, palette.paper].map(parseColour);
  for (const { around, height } of squares) {
    context.beginPath();
    for (const [right, up] of around) context.lineTo(x(right), side - x(up));
    context.closePath();
    const step = Math.min(LEVELS - 1, Math.floor(height * LEVELS)) / (LEVELS - 1);
    context.fillStyle = cssOf(mixed(high, low, strength * (1 - step)));
    context.fill();
    context.globalAlpha = 0.22;
    stroke(context, palette.ink, 0.6 * palette.stroke);
    context.globalAlpha = 1;
  }
  return (place) => {
    const [across, up] = [shareOf(place.x, seen.across), shareOf(place.y, seen.up)];
    const height = heightAt(rough, seen.side, across, up);
    const [right, above] = see(2 * across - 1, HIGH * (height - 0.5) + ABOVE, 1 - 2 * up);
    return [x(right), side - x(above)];
  };
}

/** @param {(readonly number[])[]} around a square */
const nearOf = (around) => around.reduce((sum, each) => sum + each[2], 0);
