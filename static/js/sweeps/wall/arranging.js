/** Where the networks of a sweep stand on the wall: pure. */

import { costOf } from '../summary.js';

/** @import { Row, Status } from '../told.js' */

/** @typedef {'fields' | 'best'} Order */
/** @typedef {{ columns: number, side: number, gap: number, rows: number, height: number }} Grid
 *   side: of a picture, and gap between two, in CSS pixels */

/** Sides that pictures may have. The least still shows what a boundary is like. */
const SIDES = [60, 56, 52, 48, 44, 40, 36, 33, 30, 28, 26, 24, 22, 20, 18];
const GAP = 3;
const NOT_MUCH_SMALLER = 0.75;

/**
 * Which network stands at each place: its row, or null of one that waits.
 * @param {Status} status @param {Row[]} rows the last of each network @param {Order} order
 * @returns {(Row | null)[]}
 */
export function arranged({ n_seeds, n_trials, is_largest_best }, rows, order) {
  const n = Math.max(n_trials, rows.length);
  if (order === 'best') {
    const sorted = [...rows].sort(
      (a, b) =>
        compared(costOf(a.value, is_largest_best), costOf(b.value, is_largest_best)) ||
        a.setting - b.setting ||
        a.repeat - b.repeat,
    );
    return [...sorted, ...Array.from({ length: n - rows.length }, () => null)];
  }
  const places = /** @type {(Row | null)[]} */ (Array.from({ length: n }, () => null));
  for (const row of rows) places[row.setting * n_seeds + row.repeat] = row;
  return Array.from(places, (row) => row ?? null);
}

/** @param {number} a @param {number} b may both be infinite */
const compared = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

/**
 * How large the pictures are: as large as all of them have room, or the least side, and the wall scrolls.
 * @param {number} n @param {number} width of the wall @param {number} height of which it shows
 * @param {readonly number[]} units so many belong together: rows hold a whole number of the first of these
 *   with which the pictures are not much smaller for it
 * @returns {Grid}
 */
export function gridOf(n, width, height, units = []) {
  const all = [...units, 1].map((unit) => largest(n, width, height, unit));
  const least = NOT_MUCH_SMALLER * all[all.length - 1].side;
  return all.find(({ side, columns }, i) => side >= least && columns % (units[i] ?? 1) === 0) ?? all[0];
}

/** @param {number} n @param {number} width @param {number} height @param {number} unit @returns {Grid} */
function largest(n, width, height, unit) {
  const all = SIDES.map((side) => {
    const most = Math.max(1, Math.floor((width + GAP) / (side + GAP)));
    const columns = unit <= most ? most - (most % unit) : most;
    const rows = Math.ceil(n / columns);
    return { columns, side, gap: GAP, rows, height: rows * (side + GAP) - GAP };
  });
  const shown = all.filter((each) => each.height <= height);
  return shown.find(({ columns }) => columns % unit === 0) ?? shown[0] ?? all[all.length - 1];
}

/** How many networks belong together in a row: all that the last field and the seeds make, or the seeds.
 * @param {Status} status @returns {number[]} */
export function unitsOf({ fields, n_seeds, order }) {
  if (order.strategy !== 'grid') return [n_seeds];
  return [n_seeds * (fields[fields.length - 1]?.values.length ?? 1), n_seeds];
}

/** The place under a point of the wall, or -1. @param {Grid} grid @param {number} n
 * @param {number} x @param {number} y in CSS pixels, from the top of all rows */
export function placeAt({ columns, side, gap }, n, x, y) {
  const [column, row] = [x, y].map((at) => Math.floor(at / (side + gap)));
  const place = row * columns + column;
  return column >= 0 && column < columns && row >= 0 && place < n ? place : -1;
}

/**
 * The next place with a network in a direction, or the present one where there is none.
 * @param {(Row | null)[]} places @param {number} from @param {number} step
 */
export function nextPlace(places, from, step) {
  for (let at = from + step; at >= 0 && at < places.length; at += step) if (places[at]) return at;
  return from;
}
