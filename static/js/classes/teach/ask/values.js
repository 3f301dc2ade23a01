/** The values that an experiment of the class deals out. */
import { typedNumber } from '../../../text/texts.js';

/** As many as the server takes. */
export const MOST_VALUES = 64;

/**
 * The numbers of a list: between spaces or semicolons, or commas with a space behind them.
 * @param {string} text @returns {number[] | null} null where something is no number
 */
export function listed(text) {
  const parts = text.split(/[\s;]+|,(?=\s|$)/).filter((part) => part !== '' && part !== ',');
  const values = parts.map((part) => typedNumber(part.replace(/,$/, '')));
  return values.length > 0 && values.every((value) => value !== null) ? values : null;
}

/**
 * The numbers from one to another in so many steps, each further by the same sum, or by the same factor.
 * @param {number} from @param {number} to @param {number} count of the numbers
 * @param {'sum' | 'factor'} by @param {boolean} isWhole rounds, and has each number once
 * @returns {number[] | null} null where there are none
 */
export function stepped(from, to, count, by, isWhole) {
  if (!Number.isInteger(count) || count < 2 || count > MOST_VALUES || from === to) return null;
  if (by === 'factor' && !(from > 0 && to > 0)) return null;
  const part = (/** @type {number} */ i) => i / (count - 1);
  const values = Array.from({ length: count }, (_, i) =>
    by === 'sum' ? from + (to - from) * part(i) : from * (to / from) ** part(i),
  );
  const rounded = values.map((value) => (isWhole ? Math.round(value) : Number(value.toPrecision(4))));
  return [...new Set(rounded)];
}
