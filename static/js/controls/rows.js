// What stands in the network's first column: each input by itself while there are few, else some together.

/** @import { Feature } from './features.js' */

/** So many rows a column has at most, however high it is. */
const MOST_ROWS = 16;
/** Fewer are no list. */
const LEAST_ROWS = 3;

/** One feature, the pixels of a picture, or those that have no room: indices of the features.
 * @typedef {{ kind: 'one' | 'picture' | 'more', of: number[] }} Row */

/**
 * The rows of the first column. Of a set whose points are pictures only what is fed in is told of.
 * @param {readonly Feature[]} features @param {readonly string[]} fedIn their names
 * @param {{ side: number, room: number }} where side: of the picture, 0 for none; room: for so many rows
 * @returns {Row[]}
 */
export function rowsOf(features, fedIn, { side, room }) {
  const all = features.map((_, i) => i);
  const isFedIn = (/** @type {number} */ i) => fedIn.includes(features[i].name);
  const chosen = all.filter(isFedIn);
  const pixels = side ? chosen.filter((i) => features[i].isColumn) : [];
  const single = side ? chosen.filter((i) => !features[i].isColumn) : all;
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(room))) - (side ? 1 : 0);
  const rows = side ? [row('picture', pixels)] : [];
  if (single.length <= most) return [...rows, ...single.map(one)];
  return [...rows, ...single.slice(0, most - 1).map(one), row('more', single.slice(most - 1))];
}

/** @param {Row['kind']} kind @param {number[]} of @returns {Row} */
const row = (kind, of) => ({ kind, of });
const one = (/** @type {number} */ i) => row('one', [i]);

/**
 * Which weights of the first layer start at which row: `inputs` are the rows from which something is fed in,
 * and `groups` for each of them the positions of its features among those that are fed in.
 * @param {readonly Row[]} rows
 * @param {readonly number[]} fedIn indices of the features, in the order of the network's inputs
 */
export function sourcesOf(rows, fedIn) {
  const positions = rows.map(({ of }) => of.map((i) => fedIn.indexOf(i)).filter((k) => k >= 0));
  const inputs = positions.flatMap((found, row) => (found.length > 0 ? [row] : []));
  return { inputs, groups: inputs.map((row) => positions[row]) };
}
