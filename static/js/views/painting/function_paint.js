// Functions of one number on a canvas: in tiles, in thumbnails and in the plot.
import { reach } from '../../maths/functions.js';
import { cssColour, DOMAIN, fitToScreen } from './heatmap.js';

/** @import { Palette } from './heatmap.js' */

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
  drawFunctionTile(prepared(canvas, fitToScreen(canvas, side, side)), values, palette, { x: 0, y: 0, side });
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
  paintArea(context, drawing, palette, 0.55);
  context.fillStyle = palette.faint;
  context.fillRect(0, side / 2 - 0.5, side, 1);
  paintLine(context, drawing, palette.ink, 1.5 * palette.stroke);
  context.restore();
}

/**
 * A function over the whole plot; of one that is not to be compared with points the area up to it too.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} values @param {Palette} palette
 * @param {{ limit: number, filled: boolean }} how
 */
export function paintFunction(canvas, values, palette, { limit, filled }) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const context = prepared(canvas, fitToScreen(canvas, width, height));
  const drawing = { values, limit, width, height };
  if (filled) paintArea(context, drawing, palette, 0.4);
  paintLine(context, drawing, palette.ink, 2.6 * palette.stroke * Math.max(1, width / 480));
}

/**
 * The paper of the plot: a faint grid, and the line of zero.
 * @param {HTMLCanvasElement} canvas @param {Palette} palette
 * @param {{ limit: number, across: readonly number[], up: readonly number[] }} axes
 */
export function paintPaper(canvas, palette, { limit, across, up }) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const context = prepared(canvas, fitToScreen(canvas, width, height));
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, width, height);
  context.fillStyle = palette.hair;
  for (const x of across)
    context.fillRect(Math.round(((x - DOMAIN.low) / (DOMAIN.high - DOMAIN.low)) * width), 0, 1, height);
  for (const y of up) context.fillRect(0, Math.round((height * (1 - y / limit)) / 2), width, 1);
  context.fillStyle = palette.soft;
  context.fillRect(0, Math.round(height / 2), width, 1);
}

/**
 * Points of a curve: training points are discs, test points rings, coloured by their values.
 * @param {HTMLCanvasElement} canvas
 * @param {{ points: Float32Array, rings: boolean }[]} sets x, 0, value in turn
 * @param {Palette} palette
 * @param {{ limit: number, radius: number, width: number, height: number, scale: number }} how width, height
 *   in CSS pixels
 */
export function paintCurvePoints(canvas, sets, palette, { limit, radius, width, height, scale }) {
  const context = prepared(canvas, scale);
  for (const { points, rings } of sets) {
    for (let i = 0; i < points.length; i += 3) {
      const x = ((points[i] - DOMAIN.low) / (DOMAIN.high - DOMAIN.low)) * width;
      const y = (height * (1 - points[i + 2] / limit)) / 2;
      const colour = colourOfValue(points[i + 2], palette);
      context.beginPath();
      context.arc(x, y, rings ? radius * 0.9 : radius, 0, 2 * Math.PI);
      context.strokeStyle = palette.raised;
      context.lineWidth = rings ? radius : radius * 0.6;
      context.stroke();
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = radius * 0.5;
      if (rings) context.stroke();
      else context.fill();
    }
  }
}

/** On paper even values near zero must be seen. @param {number} value @param {Palette} palette */
function colourOfValue(value, palette) {
  return cssColour((value < 0 ? -1 : 1) * Math.max(0.6, Math.abs(value)), palette.full);
}

/** The canvas emptied, to be drawn on in CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} scale */
function prepared(canvas, scale) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {string} colour
 * @param {number} thickness */
function paintLine(context, drawing, colour, thickness) {
  context.beginPath();
  trace(context, drawing);
  context.strokeStyle = colour;
  context.lineWidth = thickness;
  context.lineJoin = 'round';
  context.stroke();
}

/** What lies between the line and zero.
 * @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Palette} palette
 * @param {number} strength */
function paintArea(context, drawing, palette, strength) {
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
