// The colours of the classes as the painters need them; the colours themselves stand in css/tokens.css.
import { confidenceTable, cssOf, decided, MANY, mixed, outputTable } from '../classes.js';
import { parseColour } from '../scales.js';

/** @typedef {import('../scales.js').Colour} Colour */
/**
 * @typedef {{ colours: string[], rims: string[], pale: Uint32Array, paleSteps: Uint32Array, outputs: { full: Uint32Array, pale: Uint32Array }[] }} ClassColours
 *   rims: darker on light paper, lighter on dark, around points; pale and paleSteps: [class * 256 + confidence];
 *   outputs: of each class's output neuron, by its byte
 */

/** How many tokens there are. */
const MOST = 8;

/**
 * Reads the colours of the classes from the style sheet.
 * @param {(name: string) => string} token @param {{ negative: Colour, zero: Colour, positive: Colour }} ends @param {number} strength of the plane behind the points
 * @returns {{ two: ClassColours, many: ClassColours }} two classes have the colours of their labels, -1 and 1
 */
export function readClassColours(token, ends, strength) {
  const ink = parseColour(token('--ink'));
  const many = Array.from({ length: MOST }, (_, k) => parseColour(token(`--class-${k + 1}`)));
  const made = (/** @type {Colour[]} */ colours) => {
    const pale = confidenceTable(colours, ends.zero, strength);
    return {
      colours: colours.map(cssOf), rims: colours.map((colour) => cssOf(mixed(colour, ink, 0.45))), pale, paleSteps: decided(pale),
      outputs: colours.map((colour) => ({ full: outputTable(colour, ends.zero), pale: outputTable(colour, ends.zero, strength) })),
    };
  };
  return { two: made([ends.negative, ends.positive]), many: made(many) };
}

/** The colours of so many classes. @param {import('./heatmap.js').Palette} palette @param {number} count */
export const classColours = ({ classes }, count) => (count < MANY ? classes.two : classes.many);

/**
 * Paints who wins where: a square of class indices and confidences, into a canvas of the same number of pixels.
 * @param {HTMLCanvasElement} canvas @param {import('../types.d.ts').Decision} decision @param {Uint32Array} table
 */
export function paintDecision(canvas, { size, winner, confidence }, table) {
  paintPixels(canvas, size, (pixels) => {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = table[(winner[i] << 8) | confidence[i]];
  });
}

/**
 * Paints where one class wins.
 * @param {HTMLCanvasElement} canvas @param {import('../types.d.ts').Decision} decision @param {number} wanted its index @param {Uint32Array} table
 */
export function paintWinner(canvas, { size, winner }, wanted, table) {
  const [out, won] = [table[wanted << 8], table[(wanted << 8) | 255]];
  paintPixels(canvas, size, (pixels) => {
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = winner[i] === wanted ? won : out;
  });
}

/** @param {HTMLCanvasElement} canvas @param {number} size @param {(pixels: Uint32Array) => void} fill */
function paintPixels(canvas, size, fill) {
  if (canvas.width !== size || canvas.height !== size) Object.assign(canvas, { width: size, height: size });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(size, size);
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}
