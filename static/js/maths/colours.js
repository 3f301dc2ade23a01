/** Numbers and classes → colours: pure, no canvas and no page. */

/** The byte that means exactly zero, and the one that means "no number". */
export const ZERO_BYTE = 127;
export const NO_NUMBER_BYTE = 255;

/** @typedef {[number, number, number]} Colour red, green and blue, 0 to 255 */

/** @param {string} colour as '#rrggbb' @returns {Colour} */
export function parseColour(colour) {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  if (!parts) throw new RangeError(`a colour must look like #f59322, got ${colour}`);
  return [parseInt(parts[1], 16), parseInt(parts[2], 16), parseInt(parts[3], 16)];
}

/** @param {Colour} from @param {Colour} to @param {number} part 0 to 1 @returns {Colour} */
export function mixed(from, to, part) {
  const [r, g, b] = from.map((start, i) => Math.round(start + (to[i] - start) * part));
  return [r, g, b];
}

/** @param {Colour} colour as CSS writes it */
export const cssOf = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/** @param {Colour} colour @returns {number} opaque, little-endian RGBA as canvas pixels are */
const pixel = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** A canvas pixel as CSS writes it. @param {number} rgba */
const cssOfPixel = (rgba) => cssOf([rgba & 255, (rgba >> 8) & 255, (rgba >> 16) & 255]);

/** The byte of a value, as the server quantises it.
 * @param {number} value @returns {number} 0 to 254, 255 for no number */
export function byteOf(value) {
  if (Number.isNaN(value)) return NO_NUMBER_BYTE;
  return Math.round(Math.max(-1, Math.min(1, value)) * ZERO_BYTE) + ZERO_BYTE;
}

/** The value of a byte; that of no number is zero. @param {number} byte @returns {number} -1 to 1 */
const byteValue = (byte) => (byte === NO_NUMBER_BYTE ? 0 : (byte - ZERO_BYTE) / ZERO_BYTE);

/**
 * The colour of every byte of a picture: byte 0 is the value -1, 127 is zero, 254 is +1; 255 (no number)
 * looks like zero.
 * @param {{ negative: Colour, zero: Colour, positive: Colour }} ends
 * @param {number} strength 0 to 1: how far the ends lie from the colour of zero
 * @returns {Uint32Array} 256 pixels
 */
export function colourTable({ negative, zero, positive }, strength = 1) {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = byteValue(byte);
    return pixel(mixed(zero, value < 0 ? negative : positive, Math.abs(value) * strength));
  });
}

/**
 * The colour of every class at every confidence: pixel [class * 256 + confidence], from the colour of zero
 * where no class is ahead to the class's own.
 * @param {readonly Colour[]} colours @param {Colour} zero
 * @param {number} strength 0 to 1: how far full confidence lies from the colour of zero
 */
export function confidenceTable(colours, zero, strength = 1) {
  return Uint32Array.from({ length: colours.length * 256 }, (_, i) =>
    pixel(mixed(zero, colours[i >> 8], ((i & 255) / 255) * strength)),
  );
}

/**
 * The colour of every byte of an output neuron's picture: that of its class from 1 on, of zero from 0 down.
 * @param {Colour} colour @param {Colour} zero
 */
export const outputTable = (colour, zero, strength = 1) =>
  colourTable({ negative: zero, zero, positive: colour }, strength);

/** The colours of a table as the style sheet writes them, as they are asked for.
 * @type {WeakMap<Uint32Array, string[]>} */
const cssColours = new WeakMap();

/** A value's colour for the style of a canvas or element; beyond -1 and 1 that of the end.
 * @param {number} value @param {Uint32Array} table */
export function cssColour(value, table) {
  const names = cssColours.get(table) ?? [];
  if (names.length === 0) cssColours.set(table, names);
  const byte = byteOf(value);
  return (names[byte] ??= cssOfPixel(table[byte]));
}
