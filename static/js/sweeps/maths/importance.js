/** How much of what the networks differ in a field explains alone. Pure. */
import { compared } from './spread.js';

/** @import { Row } from '../told.js' */
/** @import { FieldAxis } from './fields.js' */

/**
 * @typedef {{ name: string, share: number, best: string | null }} Importance
 *   share: of the variance, from 0 to 1; best: the value whose networks have the best ranks on average
 */

/**
 * The share of the variance of the networks' ranks that each field explains alone, the largest first: η² of
 * a one-way analysis of variance over its values, or over its bins where numbers were drawn. Ranks, not
 * losses, because what diverged has no loss but certainly the last place, and because a single loss of a
 * thousand would be nearly all of the variance. Networks that went on longer (Hyperband) come first.
 *
 * η² of ranks is H/(n - 1) with the statistic H of Kruskal and Wallis, of which chance alone gives k groups
 * of n networks (k - 1)/(n - 1). What is returned is free of that: (H - k + 1)/(n - k), not below 0.
 *
 * Sources: W. Kruskal and W. Wallis, Use of Ranks in One-Criterion Variance Analysis, 1952; M. Tomczak and
 * E. Tomczak, The Need to Report Effect Size Estimates Revisited, 2014.
 * @param {readonly Row[]} rows @param {readonly FieldAxis[]} axes @param {boolean} isLargestBest
 * @returns {Importance[]}
 */
export function importances(rows, axes, isLargestBest) {
  const ranks = ranksOf(rows, isLargestBest);
  const found = axes.map(({ name, cells, cellOf }) => {
    const groups = groupsOf(rows, ranks, ({ values }) => cellOf(values[name]));
    const means = Array.from(groups, ([cell, own]) => ({ cell, mean: mean(own) }));
    const best = means.toSorted((a, b) => a.mean - b.mean)[0];
    return { name, share: explained(ranks, [...groups.values()]), best: best ? cells[best.cell].text : null };
  });
  return found.sort((a, b) => b.share - a.share);
}

/** The share that all fields explain together: the rest is the chance of seeds. Null where every setting has
 * one network. @param {readonly Row[]} rows @param {boolean} isLargestBest @returns {number | null} */
export function explainedByAll(rows, isLargestBest) {
  const ranks = ranksOf(rows, isLargestBest);
  const groups = [...groupsOf(rows, ranks, ({ setting }) => setting).values()];
  return groups.length === rows.length ? null : explained(ranks, groups);
}

/** Rank 1 is the best; equal ones share the mean of theirs.
 * @param {readonly Row[]} rows @param {boolean} isLargestBest @returns {number[]} */
export function ranksOf(rows, isLargestBest) {
  const order = (/** @type {number} */ i, /** @type {number} */ j) =>
    rows[j].epochs - rows[i].epochs || compared(rows[i].value, rows[j].value, isLargestBest);
  const places = Array.from(rows.keys()).sort(order);
  const ranks = Array(rows.length).fill(0);
  for (let first = 0; first < places.length; ) {
    let last = first;
    while (last + 1 < places.length && order(places[first], places[last + 1]) === 0) last += 1;
    for (let at = first; at <= last; at += 1) ranks[places[at]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

/** @param {readonly Row[]} rows @param {readonly number[]} ranks @param {(row: Row) => number} keyOf */
function groupsOf(rows, ranks, keyOf) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  rows.forEach((row, i) => {
    const key = keyOf(row);
    if (key < 0) return;
    const own = groups.get(key);
    if (own) own.push(ranks[i]);
    else groups.set(key, [ranks[i]]);
  });
  return groups;
}

/** @param {readonly number[]} all @param {readonly (readonly number[])[]} groups of it */
function explained(all, groups) {
  const [n, k] = [all.length, groups.length];
  const middle = mean(all);
  const whole = all.reduce((sum, rank) => sum + (rank - middle) ** 2, 0);
  if (!(whole > 0) || n <= k || k < 2) return 0;
  const between = groups.reduce((sum, own) => sum + own.length * (mean(own) - middle) ** 2, 0);
  const h = ((n - 1) * between) / whole;
  return Math.max(0, (h - k + 1) / (n - k));
}

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
