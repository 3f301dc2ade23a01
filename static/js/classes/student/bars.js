// What a class has answered, as bars.
/** @import { Question } from '../../messages.js' */

/** @typedef {{ label: string, count: number, isMine: boolean }} Bar */

const MOST_BARS = 8;

/**
 * The bars of a question that is closed: one for each choice, or, of numbers, for each or for equal ranges.
 * @param {Pick<Question, 'kind' | 'choices' | 'counts' | 'answers'>} question
 * @param {string | number | null} mine @param {(value: number) => string} format
 * @returns {Bar[]} none of texts
 */
export function barsOf({ kind, choices, counts, answers }, mine, format) {
  if (kind === 'choices')
    return choices.map((label, i) => ({ label, count: counts?.[i] ?? 0, isMine: mine === i }));
  if (kind === 'text' || !answers) return [];
  const numbers = answers.map(Number).sort((a, b) => a - b);
  const values = [...new Set(numbers)];
  if (values.length <= MOST_BARS)
    return values.map((value) => ({
      label: format(value),
      count: numbers.filter((each) => each === value).length,
      isMine: mine === value,
    }));
  const low = values[0];
  const step = (values[values.length - 1] - low) / MOST_BARS;
  const barOf = (/** @type {number} */ value) => Math.min(MOST_BARS - 1, Math.floor((value - low) / step));
  return Array.from({ length: MOST_BARS }, (_, i) => ({
    label: `${format(low + i * step)} – ${format(low + (i + 1) * step)}`,
    count: numbers.filter((each) => barOf(each) === i).length,
    isMine: mine !== null && barOf(Number(mine)) === i,
  }));
}
