// Data points on a canvas: training points are discs, test points rings.
import { classOf, MANY } from '../../maths/classes.js';
import { cssColour } from '../../maths/colours.js';
import { contextOf, stroke } from './canvas.js';
import { classColours } from './palette.js';
/** @import { Palette } from './palette.js' */

/** What the plane shows of each input. */
export const DOMAIN = { low: -6, high: 6 };
/** The places of the marks at its edges. */
export const TICKS = [-6, -3, 0, 3, 6];

/** How far along the domain a value lies, 0 to 1. @param {number} value */
export const shareOf = (value, { low, high } = DOMAIN) => (value - low) / (high - low);

/** @typedef {{ points: Float32Array, rings: boolean }[]} PointSets  x, y (of a curve 0), label in turn */

/**
 * Draws the points of the plane. Those of many classes have a rim, for the palest colours.
 * @param {HTMLCanvasElement} canvas @param {PointSets} sets @param {Palette} palette
 * @param {{ radius: number, scale: number, domain?: typeof DOMAIN, labels?: ArrayLike<number> }} how
 *   scale: device pixels per CSS pixel; labels: of the classes in turn
 */
export function paintPoints(canvas, sets, palette, { radius, scale, domain = DOMAIN, labels = [] }) {
  const size = canvas.width;
  const context = contextOf(canvas);
  context.clearRect(0, 0, size, size);
  const r = radius * scale;
  const many = labels.length >= MANY ? classColours(palette, labels.length) : null;
  forEachPoint(sets, (x, y, label, rings) => {
    const k = many ? classOf(label, labels) : 0;
    const colour = many ? many.colours[k] : cssColour(label, palette.full);
    context.beginPath();
    context.arc(
      shareOf(x, domain) * size,
      size - shareOf(y, domain) * size,
      rings ? r * 0.9 : r,
      0,
      2 * Math.PI,
    );
    stroke(context, palette.paper, (rings ? 3.4 : 2) * scale + (many ? scale : 0));
    if (many) stroke(context, many.rims[k], (rings ? 2.8 : 1.2) * scale);
    fillOrRing(context, colour, rings ? 1.7 * scale : 0);
  });
}

/**
 * Draws the points of a curve, coloured by their values.
 * @param {HTMLCanvasElement} canvas @param {PointSets} sets @param {Palette} palette
 * @param {{ limit: number, radius: number, width: number, height: number, scale: number }} how
 *   limit: the value at the top; width, height in CSS pixels
 */
export function paintCurvePoints(canvas, sets, palette, { limit, radius, width, height, scale }) {
  const context = contextOf(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  forEachPoint(sets, (x, _, value, rings) => {
    const y = (height * (1 - value / limit)) / 2;
    const seen = (value < 0 ? -1 : 1) * Math.max(0.6, Math.abs(value)); // on paper, even near zero
    context.beginPath();
    context.arc(shareOf(x) * width, y, rings ? radius * 0.9 : radius, 0, 2 * Math.PI);
    stroke(context, palette.raised, rings ? radius : radius * 0.6);
    fillOrRing(context, cssColour(seen, palette.full), rings ? radius * 0.5 : 0);
  });
}

/** @param {PointSets} sets @param {(x: number, y: number, label: number, rings: boolean) => void} draw */
function forEachPoint(sets, draw) {
  for (const { points, rings } of sets) {
    for (let i = 0; i < points.length; i += 3) draw(points[i], points[i + 1], points[i + 2], rings);
  }
}

/** @param {CanvasRenderingContext2D} context @param {string} colour
 * @param {number} ring its width, 0: a disc */
function fillOrRing(context, colour, ring) {
  if (ring) return stroke(context, colour, ring);
  context.fillStyle = colour;
  context.fill();
}
