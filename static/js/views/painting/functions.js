// Functions of one number on a canvas: in tiles, in thumbnails and in the plot.
import { cssColour } from '../../maths/colours.js';
import { reach } from '../../maths/functions.js';
import { emptied, stroke } from './canvas.js';
import { shareOf } from './points.js';

/** @import { Palette } from './palette.js' */

/** @typedef {{ values: Float32Array, limit: number, width: number, height: number }} Drawing values from
 *   the left end to the right one; limit: the value at the top */

/** The line and the zero line of a tile are this far from being cut off. */
const TILE_ROOM = 1.12;

/**
 * A feature's function in small, on a canvas of its own.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} values @param {Palette} palette
 * @param {number} side in CSS pixels
 */
export function paintFunctionTile(canvas, values, palette, side) {
  drawFunctionTile(emptied(canvas, side, side), values, palette, { x: 0, y: 0, side });
}

/**
 * A neuron's function in small: the line, and the area up to it in the colours of its signs.
 * @param {CanvasRenderingContext2D} context @param {Float32Array} values @param {Palette} palette
 * @param {{ x: number, y: number, side: number }} square in CSS pixels
 */
export function drawFunctionTile(context, values, palette, { x, y, side }) {
  const drawing = { values, limit: TILE_ROOM * Math.max(1, reach(values)), width: side, height: side };
  context.save();
  context.translate(x, y);
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, side, side);
  drawArea(context, drawing, palette, 0.55);
  context.fillStyle = palette.faint;
  context.fillRect(0, side / 2 - 0.5, side, 1);
  drawLine(context, drawing, palette.ink, 1.5 * palette.stroke);
  context.restore();
}

/**
 * A function over the whole plot; of one that is not to be compared with points the area up to it too.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} values @param {Palette} palette
 * @param {{ limit: number, filled: boolean }} how
 */
export function paintFunction(canvas, values, palette, { limit, filled }) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = emptied(canvas);
  const drawing = { values, limit, width, height };
  if (filled) drawArea(context, drawing, palette, 0.4);
  drawLine(context, drawing, palette.ink, 2.6 * palette.stroke * Math.max(1, width / 480));
}

/**
 * The paper of the plot: a faint grid, and the line of zero.
 * @param {HTMLCanvasElement} canvas @param {Palette} palette
 * @param {{ limit: number, across: readonly number[], up: readonly number[] }} axes
 */
export function paintPaper(canvas, palette, { limit, across, up }) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = emptied(canvas);
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, width, height);
  context.fillStyle = palette.hair;
  for (const x of across) context.fillRect(Math.round(shareOf(x) * width), 0, 1, height);
  for (const y of up) context.fillRect(0, Math.round((height * (1 - y / limit)) / 2), width, 1);
  context.fillStyle = palette.soft;
  context.fillRect(0, Math.round(height / 2), width, 1);
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {string} colour
 * @param {number} thickness */
function drawLine(context, drawing, colour, thickness) {
  context.beginPath();
  trace(context, drawing);
  context.lineJoin = 'round';
  stroke(context, colour, thickness);
}

/** What lies between the line and zero.
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Palette} palette
 * @param {number} strength */
function drawArea(context, drawing, palette, strength) {
  const { width, height } = drawing;
  for (const sign of [1, -1]) {
    context.save();
    context.beginPath();
    context.rect(0, sign > 0 ? 0 : height / 2, width, height / 2);
    context.clip();
    context.beginPath();
    trace(context, drawing);
    context.lineTo(width, height / 2);
    context.lineTo(0, height / 2);
    context.fillStyle = cssColour(sign, palette.full);
    context.globalAlpha = strength;
    context.fill();
    context.restore();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function trace(context, { values, limit, width, height }) {
  const most = 2 * limit;
  for (let i = 0; i < values.length; i += 1) {
    const value = Math.max(-most, Math.min(most, values[i]));
    context.lineTo((i / (values.length - 1)) * width, (height * (1 - value / limit)) / 2);
  }
}
