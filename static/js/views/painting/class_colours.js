// The colours of the classes as the painters need them; the colours themselves stand in css/tokens.css.
import { confidenceTable, cssOf, MANY, mixed, outputTable } from '../../maths/classes.js';
import { parseColour } from '../../maths/scales.js';
import { UPSAMPLING, upsampleWinners } from '../../maths/upsample.js';

/** @import { Colour } from '../../maths/scales.js' */
/** @import { Winners } from '../../maths/upsample.js' */
/** @import { Decision } from '../../types.js' */
/** @import { Palette } from './heatmap.js' */

/**
 * @typedef {{ colours: string[], rims: string[], pale: Uint32Array, won: Uint32Array, outputs: { full:
 *   Uint32Array, pale: Uint32Array }[] }} ClassColours rims: darker on light paper, lighter on dark, around
 *   points; pale: [class * 256 + confidence]; won: of each class; outputs: of each class's output neuron, by
 *   its byte
 */

/** How many tokens there are. */
const MOST = 8;

/**
 * Reads the colours of the classes from the style sheet.
 * @param {(name: string) => string} token @param {{ negative: Colour, zero: Colour, positive: Colour }} ends
 * @param {number} strength of the plane behind the points
 * @returns {{ two: ClassColours, many: ClassColours }} two classes have the colours of their labels, -1 and 1
 */
export function readClassColours(token, ends, strength) {
  const ink = parseColour(token('--ink'));
  const many = Array.from({ length: MOST }, (_, k) => parseColour(token(`--class-${k + 1}`)));
  const made = (/** @type {Colour[]} */ colours) => {
    const pale = confidenceTable(colours, ends.zero, strength);
    return {
      colours: colours.map(cssOf),
      rims: colours.map((colour) => cssOf(mixed(colour, ink, 0.45))),
      pale,
      won: Uint32Array.from(colours, (_, k) => pale[(k << 8) | 255]),
      outputs: colours.map((colour) => ({
        full: outputTable(colour, ends.zero),
        pale: outputTable(colour, ends.zero, strength),
      })),
    };
  };
  return { two: made([ends.negative, ends.positive]), many: made(many) };
}

/** The colours of so many classes. @param {Palette} palette @param {number} count */
export const classColours = ({ classes }, count) => (count < MANY ? classes.two : classes.many);

/**
 * Paints who wins where: a square of class indices and confidences, into a canvas of the same number of
 * pixels.
 * @param {HTMLCanvasElement} canvas @param {Decision} decision @param {Uint32Array} table
 */
export function paintDecision(canvas, { size, winner, confidence }, table) {
  paintPixels(canvas, size, (pixels) => {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = table[(winner[i] << 8) | confidence[i]];
  });
}

/**
 * Paints who wins, however narrowly: a colour for each class.
 * @param {HTMLCanvasElement} canvas @param {Winners} winners
 * @param {ArrayLike<number>} colours of the classes, as pixels
 */
export function paintWinners(canvas, winners, colours) {
  const fine = upsampleWinners(winners, UPSAMPLING);
  paintPixels(canvas, winners.size * UPSAMPLING, (pixels) => {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = colours[fine[i]];
  });
}

/** The colours that make one class stand out. @param {ClassColours} of @param {number} wanted */
export const onlyClass = ({ pale, won }, wanted) =>
  won.map((colour, k) => (k === wanted ? colour : pale[wanted << 8]));

/** @param {HTMLCanvasElement} canvas @param {number} size @param {(pixels: Uint32Array) => void} fill */
function paintPixels(canvas, size, fill) {
  if (canvas.width !== size || canvas.height !== size) Object.assign(canvas, { width: size, height: size });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(size, size);
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}
