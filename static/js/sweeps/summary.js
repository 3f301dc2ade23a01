/** What the rows of a sweep say together: pure. */

/** @import { Row } from './told.js' */

/** How good a value is, as a number of which less is better: that of what ran away is infinite.
 * @param {number | null} value @param {boolean} isLargestBest */
export const costOf = (value, isLargestBest) => (value === null ? Infinity : isLargestBest ? -value : value);

/** The network with the best value; null where all ran away.
 * @param {Row[]} rows @param {boolean} isLargestBest
 * @returns {Row | null} */
export function bestOf(rows, isLargestBest) {
  let best = null;
  let least = Infinity;
  for (const row of rows) {
    const cost = costOf(row.value, isLargestBest);
    if (cost < least) [best, least] = [row, cost];
  }
  return best;
}

/** The networks of a setting, by their seeds. @param {Row[]} rows @param {number} setting */
export const ofSetting = (rows, setting) =>
  rows.filter((row) => row.setting === setting).sort((a, b) => a.repeat - b.repeat);

/**
 * The value in the middle of those of a setting, and the best and the worst; null is one that ran away, which
 * is worse than any. Of an even number the lesser one of the two in the middle, as the server has it.
 * @param {(number | null)[]} values at least one @param {boolean} isLargestBest
 */
export function middleOf(values, isLargestBest) {
  const sorted = [...values].sort((a, b) => costOf(a, isLargestBest) - costOf(b, isLargestBest) || 0);
  return {
    middle: sorted[(sorted.length - (isLargestBest ? 0 : 1)) >> 1],
    best: sorted[0],
    worst: sorted[sorted.length - 1],
    ranAway: values.filter((value) => value === null).length,
  };
}
