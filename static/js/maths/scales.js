/** Numbers → colours, widths, places and texts, and back: pure, no canvas and no page. */

/** The byte that means exactly zero, and the one that means "no number". */
export const ZERO_BYTE = 127;
export const NOT_FINITE_BYTE = 255;
const MINUS = '\u2212';

/** @typedef {[number, number, number]} Colour red, green and blue, 0 to 255 */

/** @param {string} colour as '#rrggbb' @returns {Colour} */
export function parseColour(colour) {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  if (!parts) throw new RangeError(`a colour must look like #f59322, got ${colour}`);
  return [parseInt(parts[1], 16), parseInt(parts[2], 16), parseInt(parts[3], 16)];
}

/**
 * The colour of every byte of a picture: byte 0 is the value -1, 127 is zero, 254 is +1; 255 (no number)
 * looks like zero.
 * @param {{ negative: Colour, zero: Colour, positive: Colour }} ends
 * @param {number} strength 0 to 1: how far the ends lie from the colour of zero
 * @returns {Uint32Array} 256 opaque colours, little-endian RGBA as canvas pixels are
 */
export function colourTable({ negative, zero, positive }, strength = 1) {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = byte === NOT_FINITE_BYTE ? 0 : (byte - ZERO_BYTE) / ZERO_BYTE;
    const end = value < 0 ? negative : positive;
    const part = Math.abs(value) * strength;
    const [r, g, b] = zero.map((from, i) => Math.round(from + (end[i] - from) * part));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/**
 * The colour of a value as CSS writes it; values beyond -1 and 1 have the colour of the end.
 * @param {number} value @param {Uint32Array} table
 */
export function tableColour(value, table) {
  const pixel = table[byteOf(value)];
  return `rgb(${pixel & 255}, ${(pixel >>> 8) & 255}, ${(pixel >>> 16) & 255})`;
}

/** The byte of a value, as the server quantises it.
 * @param {number} value @returns {number} 0 to 254, 255 for no number */
export function byteOf(value) {
  if (!Number.isFinite(value)) return NOT_FINITE_BYTE;
  return Math.round(Math.max(-1, Math.min(1, value)) * ZERO_BYTE) + ZERO_BYTE;
}

/**
 * The width of a link in pixels: 1 for no weight, 8 from a weight of 5 on. The root keeps small weights
 * apart.
 * @param {number} weight
 */
export function linkWidth(weight) {
  if (!Number.isFinite(weight)) return 1;
  return 1 + 7 * Math.sqrt(Math.min(1, Math.abs(weight) / 5));
}

/**
 * The straight line that takes the domain to the range. A domain of no width goes to the middle of the range.
 * @param {readonly [number, number]} domain @param {readonly [number, number]} range
 * @returns {(value: number) => number}
 */
export function linear([d0, d1], [r0, r1]) {
  if (d0 === d1) return () => (r0 + r1) / 2;
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}

/** At least six digits in groups of three: 1240 → '001,240'. @param {number} epoch */
export function formatEpoch(epoch) {
  return String(Math.max(0, Math.floor(epoch)))
    .padStart(6, '0')
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Three digits after the point; '–' for no number. @param {number | null} loss */
export function formatLoss(loss) {
  return loss === null || !Number.isFinite(loss) ? '–' : formatNumber(loss, 3, true);
}

/**
 * A number as people write it, with a true minus sign, and never "−0".
 * @param {number} value
 * @param {number} digits most digits after the point
 * @param {boolean} fixed keep zeros at the end
 */
export function formatNumber(value, digits = 2, fixed = false) {
  if (!Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  const short = fixed || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
  const isZero = Number(short) === 0;
  return short.replace(/^-/, isZero ? '' : MINUS);
}

/**
 * What a person typed as a number: '0.5', '0,5', '1/3', '-2' (with either minus sign), '1e-3'; null for
 * anything else.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const parts = text.replaceAll(MINUS, '-').replaceAll(',', '.').split('/').map(parsePlain);
  const [over, under] = parts;
  if (over === null || under === null || parts.length > 2) return null;
  const value = parts.length === 2 ? over / under : over;
  return Number.isFinite(value) ? value + 0 : null;
}

/** @param {string} text @returns {number | null} */
function parsePlain(text) {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text.trim()) : null;
}
