/** Classes → colours and shares of the plane: pure, no canvas and no page. */
/** @import { Decision } from '../types.js' */
/** @import { Colour } from './scales.js' */

/** From this many classes on each has a colour of its own; two are the ends of the scale of values. */
export const MANY = 3;

/**
 * The colour of every class at every confidence: pixel [class * 256 + confidence], from the colour of zero
 * where no class is ahead to the class's own.
 * @param {readonly Colour[]} colours @param {Colour} zero
 * @param {number} strength 0 to 1: how far full confidence lies from the colour of zero
 * @returns {Uint32Array} opaque colours, little-endian RGBA as canvas pixels are
 */
export function confidenceTable(colours, zero, strength = 1) {
  return Uint32Array.from({ length: colours.length * 256 }, (_, i) =>
    pixel(mixed(zero, colours[i >> 8], ((i & 255) / 255) * strength)),
  );
}

/**
 * The colour of every byte of an output neuron's picture: that of its class from 1 on, of zero from 0 down.
 * @param {Colour} colour @param {Colour} zero @param {number} strength
 */
export function outputTable(colour, zero, strength = 1) {
  return Uint32Array.from({ length: 256 }, (_, byte) =>
    pixel(mixed(zero, colour, byte === 255 ? 0 : (Math.max(0, byte - 127) / 127) * strength)),
  );
}

/** @param {Colour} from @param {Colour} to @param {number} part 0 to 1 @returns {Colour} */
export function mixed(from, to, part) {
  const [r, g, b] = from.map((start, i) => Math.round(start + (to[i] - start) * part));
  return [r, g, b];
}

/** @param {Colour} colour */
function pixel([r, g, b]) {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** @param {Colour} colour as CSS writes it */
export const cssOf = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/**
 * Which class a label means; the labels are single floats.
 * @param {number} label @param {ArrayLike<number>} labels of the classes in turn
 */
export function classOf(label, labels) {
  for (let k = 0; k < labels.length; k += 1) if (labels[k] === label) return k;
  return 0;
}

/** The part of the plane that each class wins, in percent. @param {Decision} decision */
export function winnerShares({ classes, winner }) {
  const counts = Array(classes).fill(0);
  for (const k of winner) counts[k] += 1;
  return counts.map((count) => (100 * count) / winner.length);
}
