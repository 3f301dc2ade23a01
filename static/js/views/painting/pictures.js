// Bytes of pictures to pixels: what neurons answer over the plane, and which class wins where.
import { UPSAMPLING, upsampleWinners } from '../../maths/upsample.js';
import { contextOf, resized } from './canvas.js';
/** @import { Winners } from '../../maths/upsample.js' */
/** @import { Decision } from '../../types.js' */
/** @import { ClassColours } from './palette.js' */

/**
 * Paints a square grid of bytes into a canvas of the same number of pixels; the style sheet scales it up.
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} bytes  size x size, upper row first
 * @param {number} size @param {Uint32Array} table the colour of each byte
 */
export function paintGrid(canvas, bytes, size, table) {
  paintPixels(canvas, size, (pixels, count) => {
    for (let i = 0; i < count; i += 1) pixels[i] = table[bytes[i]];
  });
}

/**
 * Paints who wins where: a square of class indices and confidences.
 * @param {HTMLCanvasElement} canvas @param {Decision} decision @param {Uint32Array} table
 */
export function paintDecision(canvas, { size, winner, confidence }, table) {
  paintPixels(canvas, size, (pixels, count) => {
    for (let i = 0; i < count; i += 1) pixels[i] = table[(winner[i] << 8) | confidence[i]];
  });
}

/**
 * Paints who wins, however narrowly: a colour for each class.
 * @param {HTMLCanvasElement} canvas @param {Winners} winners @param {ArrayLike<number>} colours as pixels
 */
export function paintWinners(canvas, winners, colours) {
  const fine = upsampleWinners(winners, UPSAMPLING);
  paintPixels(canvas, winners.size * UPSAMPLING, (pixels, count) => {
    for (let i = 0; i < count; i += 1) pixels[i] = colours[fine[i]];
  });
}

/** The colours that make one class stand out. @param {ClassColours} of @param {number} wanted */
export const onlyClass = ({ pale, won }, wanted) =>
  won.map((colour, k) => (k === wanted ? colour : pale[wanted << 8]));

/** @param {HTMLCanvasElement} canvas @param {number} size
 * @param {(pixels: Uint32Array, count: number) => void} fill */
function paintPixels(canvas, size, fill) {
  resized(canvas, size, size);
  const { image, pixels } = imageToFill(size, size);
  fill(pixels, size * size);
  contextOf(canvas).putImageData(image, 0, 0, 0, 0, size, size);
}

/** Pictures to paint in, by their width: what is put into a canvas is copied, and some are put there with
 * every frame. @type {Map<number, { image: ImageData, pixels: Uint32Array }>} */
const images = new Map();

/** A picture so wide, and at least so high. @param {number} width @param {number} height */
export function imageToFill(width, height) {
  const known = images.get(width);
  if (known && known.image.height >= height) return known;
  const image = new ImageData(width, height);
  const made = { image, pixels: new Uint32Array(image.data.buffer) };
  images.set(width, made);
  return made;
}
