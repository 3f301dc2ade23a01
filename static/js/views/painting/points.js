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

/** Of more points to train with than that the discs are smaller. */
const MANY_POINTS = 400;
/** Of more points than that each look of one is drawn once and then stamped: in a third of the time. */
const STAMPED_FROM = 1000;
/** Values from 0 to 1 differ in colour by so many steps where they are stamped. */
const SHADES = 32;

/** The radius of points in CSS pixels. @param {number} n to train with @param {number} width of the plot */
export const radiusOf = (n, width) => (n > MANY_POINTS ? 2.4 : 3.2) * Math.max(1, width / 480);

/** How far a canvas of points reaches over its plot on each side, in CSS pixels.
 * @param {HTMLElement} canvas */
export const overhangOf = (canvas) => -canvas.offsetLeft;

/** How far along the domain a value lies, 0 to 1. @param {number} value */
export const shareOf = (value, { low, high } = DOMAIN) => (value - low) / (high - low);

/** @typedef {{ points: Float32Array, rings: boolean }[]} PointSets  x, y (of a curve 0), label in turn */

/**
 * @typedef {{ radius: number, scale: number, domain?: typeof DOMAIN, labels?: ArrayLike<number>,
 *   overhang?: number }} How
 *   scale: device pixels per CSS pixel; labels: of the classes in turn; overhang: of the canvas over the plot
 */

/**
 * Draws the points of the plane. Those of many classes have a rim, for the palest colours.
 * @param {HTMLCanvasElement} canvas @param {PointSets} sets @param {Palette} palette @param {How} how
 */
export function paintPoints(canvas, sets, palette, how) {
  contextOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
  addPoints(canvas, sets, palette, how);
}

/**
 * Draws points over those that are there.
 * @param {HTMLCanvasElement} canvas @param {PointSets} sets @param {Palette} palette @param {How} how
 */
export function addPoints(canvas, sets, palette, how) {
  const { radius, scale, domain = DOMAIN, labels = [], overhang = 0 } = how;
  const margin = Math.round(overhang * scale);
  const size = canvas.width - 2 * margin;
  const context = contextOf(canvas);
  const r = radius * scale;
  const many = labels.length >= MANY ? classColours(palette, labels.length) : null;
  /** @type {Dot} */
  const dot = (to, x, y, label, rings) => {
    const k = many ? classOf(label, labels) : 0;
    const colour = many ? many.colours[k] : cssColour(label, palette.full);
    to.beginPath();
    to.arc(x, y, rings ? r * 0.9 : r, 0, 2 * Math.PI);
    stroke(to, palette.paper, (rings ? 3.4 : 2) * scale + (many ? scale : 0));
    if (many) stroke(to, many.rims[k], (rings ? 2.8 : 1.2) * scale);
    fillOrRing(to, colour, rings ? 1.7 * scale : 0);
  };
  const n = sets.reduce((sum, { points }) => sum + points.length / 3, 0);
  const put = n > STAMPED_FROM ? stamping(dot, Math.ceil(r + 3 * scale)) : dot;
  forEachPoint(sets, (x, y, label, rings) =>
    put(context, margin + shareOf(x, domain) * size, margin + (1 - shareOf(y, domain)) * size, label, rings),
  );
}

/** @typedef {(to: CanvasRenderingContext2D, x: number, y: number, label: number, rings: boolean) => void}
 *   Dot */

/** Draws what looks alike once, and stamps it. @param {Dot} dot @param {number} reach of it, in pixels
 * @returns {Dot} */
function stamping(dot, reach) {
  /** @type {Map<string, HTMLCanvasElement>} */
  const stamps = new Map();
  return (to, x, y, label, rings) => {
    const shade = Math.round(label * SHADES) / SHADES;
    const key = `${shade} ${rings}`;
    let stamp = stamps.get(key);
    if (!stamp) {
      stamp = Object.assign(document.createElement('canvas'), { width: 2 * reach, height: 2 * reach });
      dot(contextOf(stamp), reach, reach, shade, rings);
      stamps.set(key, stamp);
    }
    to.drawImage(stamp, Math.round(x) - reach, Math.round(y) - reach);
  };
}

/**
 * Draws the points of a curve, coloured by their values.
 * @param {HTMLCanvasElement} canvas @param {PointSets} sets @param {Palette} palette
 * @param {{ limit: number, radius: number, width: number, height: number, scale: number,
 *   overhang?: number }} how
 *   limit: the value at the top; width, height: of the plot, in CSS pixels; overhang: of the canvas over it
 */
export function paintCurvePoints(canvas, sets, palette, how) {
  const { limit, radius, width, height, scale, overhang = 0 } = how;
  const context = contextOf(canvas);
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, overhang * scale, overhang * scale);
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
