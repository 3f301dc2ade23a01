/** Settings by how many parameters their networks have, and where there are as many as points. Pure. */
import { groupedBy, spreadOf } from './spread.js';

/** @import { Row } from '../told.js' */
/** @import { Spread } from './spread.js' */

/** @typedef {{ setting: number, parameters: number, rows: Row[], test: Spread, train: Spread }} Size */

/** The settings by their number of parameters, with the spread of both losses in the end.
 * @param {readonly Row[]} rows @returns {Size[]} */
export function sizesOf(rows) {
  const groups = groupedBy(rows, ({ setting }) => setting);
  const sizes = Array.from(groups, ([setting, own]) => ({
    setting,
    parameters: own[0].n_parameters,
    rows: own.toSorted((a, b) => a.repeat - b.repeat),
    test: spreadOf(
      own.map((row) => row.test_loss),
      false,
    ),
    train: spreadOf(
      own.map((row) => row.train_loss),
      false,
    ),
  }));
  return sizes.sort((a, b) => a.parameters - b.parameters || a.setting - b.setting);
}

/** The network in the middle of a size. @param {Size} size @returns {Row} */
export const middleOfSize = ({ rows, test: { middle } }) =>
  rows.find(({ test_loss: loss }) => loss === middle) ?? rows[0];

/** Three sizes that tell a double descent: the best before the peak, the peak, and the last; null where there
 * is no peak between the ends. @param {readonly Size[]} sizes */
export function descents(sizes) {
  const of = (/** @type {Size} */ { test }) => test.middle ?? Infinity;
  const inner = sizes.slice(1, -1);
  if (inner.length === 0) return null;
  const peak = inner.reduce((most, size) => (of(size) > of(most) ? size : most));
  const before = sizes
    .slice(0, sizes.indexOf(peak))
    .reduce((least, size) => (of(size) < of(least) ? size : least));
  const last = sizes[sizes.length - 1];
  return of(before) < of(peak) && of(last) < of(peak) ? { before, peak, last } : null;
}
