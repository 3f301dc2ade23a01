// The colours and measures of the present theme; they themselves stand in css/tokens.css.
import { MANY } from '../../maths/classes.js';
import {
  colourTable,
  confidenceTable,
  cssOf,
  mixed,
  outputTable,
  parseColour,
  ZERO_BYTE,
} from '../../maths/colours.js';

/** @import { Colour } from '../../maths/colours.js' */

/** How strong the colours of the plane are, so that the points on it stand out. */
const PALE = 0.62;
/** How many classes have tokens. */
const MOST_CLASSES = 10;
/** The tokens that are used as they are. */
const INKS = /** @type {const} */ (['paper', 'raised', 'ink', 'soft', 'faint', 'hair']);

/**
 * @typedef {typeof INKS[number]} Ink
 * @typedef {Record<Ink, string> & { full: Uint32Array, pale: Uint32Array, sides: [number, number],
 *   classes: { two: () => ClassColours, many: () => ClassColours }, stroke: number, type: number }} Palette
 *   full, pale: by byte; sides: the colours of what is below zero and of what is above;
 *   stroke and type: how many times as thick lines and as large letters are as in the plain theme
 * @typedef {ReturnType<typeof classPalette>} ClassColours
 */

/** Reads the palette from the style sheet. @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const colour = (/** @type {string} */ name) => parseColour(token(name));
  const ends = { negative: colour('negative'), zero: colour('zero'), positive: colour('positive') };
  const classes = Array.from({ length: MOST_CLASSES }, (_, k) => colour(`class-${k + 1}`));
  const made = (/** @type {Colour[]} */ colours) => classPalette(colours, ends.zero, colour('ink'));
  const inks = /** @type {Record<Ink, string>} */ (
    Object.fromEntries(INKS.map((name) => [name, token(name)]))
  );
  const pale = colourTable(ends, PALE);
  return {
    ...inks,
    full: colourTable(ends),
    pale,
    sides: [pale[0], pale[2 * ZERO_BYTE]],
    classes: { two: once(() => made([ends.negative, ends.positive])), many: once(() => made(classes)) },
    stroke: Number(token('stroke')),
    type: Number(token('type')),
  };
}

/** What is worked out when it is first wanted. @template T @param {() => T} make @returns {() => T} */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/** The colours of classes. @param {Colour[]} colours @param {Colour} zero @param {Colour} ink */
function classPalette(colours, zero, ink) {
  const pale = confidenceTable(colours, zero, PALE);
  return {
    colours: colours.map(cssOf),
    /** Around points: darker on light paper, lighter on dark. */
    rims: colours.map((colour) => cssOf(mixed(colour, ink, 0.45))),
    /** Pixel [class * 256 + confidence]. */
    pale,
    /** A pixel for each class. */
    won: Uint32Array.from(colours, (_, k) => pale[(k << 8) | 255]),
    /** Of each class's output neuron, by its byte. */
    outputs: colours.map((colour) => ({
      full: outputTable(colour, zero),
      pale: outputTable(colour, zero, PALE),
    })),
  };
}

/** The colours of so many classes; two have those of their labels, -1 and 1.
 * @param {Palette} palette @param {number} count */
export const classColours = ({ classes }, count) => (count < MANY ? classes.two() : classes.many());
