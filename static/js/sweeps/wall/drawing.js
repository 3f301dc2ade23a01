// The wall on its canvas: pictures of what is done, signs for what ran away or waits, rings around what is
// looked at.
import { SIDE } from '../../classes/pictures.js';
import { contextOf, emptied, stroke } from '../../views/painting/canvas.js';

/** @import { Palette } from '../../views/painting/palette.js' */
/** @import { Chosen, Row } from '../told.js' */
/** @import { Grid } from './arranging.js' */
/** @import { Thumbnails } from './thumbnails.js' */

/** Around all pictures, so that rings have room. */
export const ROOM = 4;
const CORNER = 3;

/** @typedef {{ grid: Grid, places: (Row | null)[], chosen: Chosen | null, palette: Palette,
 *   thumbnails: Thumbnails }} Shown */

/** Draws the rows that are in sight.
 * @param {HTMLCanvasElement} canvas @param {Shown} shown
 * @param {{ width: number, height: number, top: number }} view  top: how far it is scrolled */
export function drawWall(canvas, { grid, places, chosen, palette, thumbnails }, { width, height, top }) {
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = emptied(canvas, width, height);
  const { columns, side, gap } = grid;
  const first = columns * Math.max(0, Math.floor((top - ROOM) / (side + gap)));
  const end = columns * (Math.ceil((top + height) / (side + gap)) + 1);
  const seen = places.slice(first, end);
  // All are painted before the first is drawn: a canvas that has been drawn is copied when it is painted on.
  const pictures = seen.map((row) => (row && row.value !== null ? thumbnails.of(row) : null));
  const waits = sign(side, palette, waiting);
  const away = sign(side, palette, ranAway);
  /** @type {[number, number, boolean][]} */
  const rings = [];
  context.imageSmoothingQuality = 'low'; // better ones need smaller copies of all pictures, anew each time
  seen.forEach((row, i) => {
    const at = first + i;
    const x = ROOM + (at % columns) * (side + gap);
    const y = ROOM + Math.floor(at / columns) * (side + gap) - top;
    const picture = pictures[i];
    if (picture) context.drawImage(picture.canvas, picture.x, picture.y, SIDE, SIDE, x, y, side, side);
    else context.drawImage(row ? away : waits, x, y, side, side);
    if (row && row.setting === chosen?.setting)
      rings.push([x, y, chosen.repeat === undefined || row.repeat === chosen.repeat]);
  });
  for (const [x, y, isIt] of rings) {
    context.beginPath();
    context.roundRect(x - 1, y - 1, side + 2, side + 2, CORNER);
    stroke(context, palette.paper, (isIt ? 5 : 3) * palette.stroke);
    stroke(context, palette.ink, (isIt ? 2.5 : 1.2) * palette.stroke);
  }
}

/** A sign that stands where there is no picture, drawn once for many.
 * @param {number} side @param {Palette} palette
 * @param {(context: CanvasRenderingContext2D, side: number, palette: Palette) => void} draw */
function sign(side, palette, draw) {
  const scale = Math.min(window.devicePixelRatio || 1, 3);
  const size = Math.round(side * scale);
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = contextOf(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.beginPath();
  context.roundRect(0.5, 0.5, side - 1, side - 1, CORNER);
  draw(context, side, palette);
  return canvas;
}

/** @param {CanvasRenderingContext2D} context @param {number} _ @param {Palette} palette */
function waiting(context, _, palette) {
  context.setLineDash([3, 3]);
  stroke(context, palette.faint, palette.stroke);
}

/** @param {CanvasRenderingContext2D} context @param {number} side @param {Palette} palette */
function ranAway(context, side, palette) {
  const inset = side * 0.3;
  stroke(context, palette.faint, palette.stroke);
  context.beginPath();
  context.moveTo(inset, inset);
  context.lineTo(side - inset, side - inset);
  context.moveTo(side - inset, inset);
  context.lineTo(inset, side - inset);
  stroke(context, palette.soft, 1.5 * palette.stroke);
}
