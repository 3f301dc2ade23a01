// Bytes of a decision grid to pixels, and points on top. The thumbnails, the tiles and the plot all draw with
// these.
import { classOf, MANY } from '../../maths/classes.js';
import { colourTable, parseColour, ZERO_BYTE } from '../../maths/scales.js';
import { readClassColours } from './class_colours.js';
/** @import { ClassColours } from './class_colours.js' */

export const DOMAIN = { low: -6, high: 6 };
/** How strong the colours of the plane are, so that the points on it stand out. */
const PALE = 0.62;

/**
 * @typedef {{ full: Uint32Array, pale: Uint32Array, sides: [number, number], classes: { two: ClassColours,
 *   many: ClassColours }, paper: string, raised: string, ink: string, soft: string, faint: string, hair:
 *   string, stroke: number, type: number }} Palette sides: the colours of what is below zero and of what is
 *   above; stroke and type: how many times as thick lines and as large letters are as in the plain theme
 */

/** The colours and measures of the present theme, read once from the style sheet. @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const ends = {
    negative: parseColour(colour('--negative')),
    zero: parseColour(colour('--zero')),
    positive: parseColour(colour('--positive')),
  };
  const pale = colourTable(ends, PALE);
  const [paper, raised, ink, soft, faint, hair] = [
    '--paper',
    '--raised',
    '--ink',
    '--soft',
    '--faint',
    '--hair',
  ].map(colour);
  return {
    full: colourTable(ends),
    pale,
    sides: [pale[0], pale[2 * ZERO_BYTE]],
    classes: readClassColours(colour, ends, PALE),
    paper,
    raised,
    ink,
    soft,
    faint,
    hair,
    stroke: Number(colour('--stroke')),
    type: Number(colour('--type')),
  };
}

/**
 * Paints a square grid of bytes into a canvas of the same number of pixels; the style sheet scales it up.
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} bytes  size x size, upper row first
 * @param {number} size @param {Uint32Array} table
 */
export function paintGrid(canvas, bytes, size, table) {
  if (canvas.width !== size || canvas.height !== size) Object.assign(canvas, { width: size, height: size });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const { image, pixels } = imageToFill(size, size);
  for (let i = 0; i < size * size; i += 1) pixels[i] = table[bytes[i]];
  context.putImageData(image, 0, 0, 0, 0, size, size);
}

/** Pictures to paint in, by their width: what is put into a canvas is copied, and some are put there with
 * every frame.
 * @type {Map<number, { image: ImageData, pixels: Uint32Array }>} */
const images = new Map();

/** A picture so wide, and at least so high.
 * @param {number} width @param {number} height @returns {{ image: ImageData, pixels: Uint32Array }} */
export function imageToFill(width, height) {
  const known = images.get(width);
  if (known && known.image.height >= height) return known;
  const image = new ImageData(width, height);
  const made = { image, pixels: new Uint32Array(image.data.buffer) };
  images.set(width, made);
  return made;
}

/**
 * Draws points; training points are discs, test points rings. Points of many classes have a rim, for the
 * palest colours.
 * @param {HTMLCanvasElement} canvas
 * @param {{ points: Float32Array, rings: boolean }[]} sets x, y, label in turn
 * @param {Palette} palette
 * @param {{ radius: number, scale: number, domain?: { low: number, high: number }, labels?: ArrayLike<number>
 *   }} how scale: device pixels per CSS pixel; labels: of the classes in turn
 */
export function paintPoints(canvas, sets, palette, { radius, scale, domain = DOMAIN, labels = [] }) {
  const size = canvas.width;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.clearRect(0, 0, size, size);
  const reach = domain.high - domain.low;
  const r = radius * scale;
  const many = labels.length >= MANY ? palette.classes.many : null;
  for (const { points, rings } of sets) {
    for (let i = 0; i < points.length; i += 3) {
      const x = ((points[i] - domain.low) / reach) * size;
      const y = size - ((points[i + 1] - domain.low) / reach) * size;
      const k = many ? classOf(points[i + 2], labels) : 0;
      const colour = many ? many.colours[k] : cssColour(points[i + 2], palette.full);
      context.beginPath();
      context.arc(x, y, rings ? r * 0.9 : r, 0, 2 * Math.PI);
      if (rings) {
        stroke(context, palette.paper, (many ? 4.4 : 3.4) * scale);
        if (many) stroke(context, many.rims[k], 2.8 * scale);
        stroke(context, colour, 1.7 * scale);
      } else {
        stroke(context, palette.paper, (many ? 3 : 2) * scale);
        if (many) stroke(context, many.rims[k], 1.2 * scale);
        context.fillStyle = colour;
        context.fill();
      }
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {string} colour @param {number} width */
function stroke(context, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** A value's colour for the style of a canvas or element. @param {number} value @param {Uint32Array} table */
export function cssColour(value, table) {
  const i = Math.round(Math.max(-1, Math.min(1, value)) * 127) + 127;
  const names = colourNames.get(table) ?? [];
  if (names.length === 0) colourNames.set(table, names);
  const rgba = table[i];
  return (names[i] ??= `rgb(${rgba & 255} ${(rgba >> 8) & 255} ${(rgba >> 16) & 255})`);
}

/** The colours of a table as the style sheet writes them, once they were wanted.
 * @type {WeakMap<Uint32Array, string[]>} */
const colourNames = new WeakMap();

/** Gives a canvas as many pixels as the screen shows of it; returns the pixels for each CSS pixel.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
export function fitToScreen(canvas, width, height) {
  const scale = Math.min(window.devicePixelRatio || 1, 3);
  const pixels = { width: Math.round(width * scale), height: Math.round(height * scale) };
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) Object.assign(canvas, pixels);
  return scale;
}
