/** The best so far over the networks trained. Pure. */
import { compared } from './spread.js';

/** @import { Row } from '../told.js' */

/** @typedef {{ n: number, value: number, row: Row }} Step  n: how many networks were trained by then */

/**
 * Each network that was better than all before it, in the order in which they were trained.
 * @param {readonly Row[]} rows in any order @param {boolean} isLargestBest @returns {Step[]}
 */
export function bestSoFar(rows, isLargestBest) {
  /** @type {Step[]} */
  const steps = [];
  rows
    .toSorted((a, b) => a.number - b.number)
    .forEach((row, i) => {
      const last = steps.at(-1);
      const isBetter = !last || compared(row.value, last.value, isLargestBest) < 0;
      if (row.value !== null && isBetter) steps.push({ n: i + 1, value: row.value, row });
    });
  return steps;
}
