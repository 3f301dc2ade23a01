// The wall on its canvas: pictures of what is done, signs for what ran away or waits, rings around what is
// looked at.
import { emptied, stroke } from '../../views/painting/canvas.js';

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
  const first = Math.max(0, Math.floor((top - ROOM) / (side + gap)));
  const last = Math.ceil((top + height) / (side + gap));
  const end = Math.min(places.length, (last + 1) * columns);
  /** @type {[number, number, boolean][]} */
  const rings = [];
  context.imageSmoothingQuality = 'high';
  for (let at = first * columns; at < end; at += 1) {
    const x = ROOM + (at % columns) * (side + gap);
    const y = ROOM + Math.floor(at / columns) * (side + gap) - top;
    const row = places[at];
    if (!row) waiting(context, x, y, side, palette);
    else if (row.value === null) ranAway(context, x, y, side, palette);
    else {
      const place = thumbnails.of(row);
      if (place) context.drawImage(place.canvas, place.x, place.y, 32, 32, x, y, side, side);
    }
    if (row && row.setting === chosen?.setting)
      rings.push([x, y, chosen.repeat === undefined || row.repeat === chosen.repeat]);
  }
  for (const [x, y, isIt] of rings) {
    context.beginPath();
    context.roundRect(x - 1, y - 1, side + 2, side + 2, CORNER);
    stroke(context, palette.paper, (isIt ? 5 : 3) * palette.stroke);
    stroke(context, palette.ink, (isIt ? 2.5 : 1.2) * palette.stroke);
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} side
 * @param {Palette} palette */
function waiting(context, x, y, side, palette) {
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, side - 1, side - 1, CORNER);
  context.setLineDash([3, 3]);
  stroke(context, palette.faint, palette.stroke);
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} side
 * @param {Palette} palette */
function ranAway(context, x, y, side, palette) {
  const inset = side * 0.3;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, side - 1, side - 1, CORNER);
  stroke(context, palette.faint, palette.stroke);
  context.beginPath();
  context.moveTo(x + inset, y + inset);
  context.lineTo(x + side - inset, y + side - inset);
  context.moveTo(x + side - inset, y + inset);
  context.lineTo(x + inset, y + side - inset);
  stroke(context, palette.soft, 1.5 * palette.stroke);
}
