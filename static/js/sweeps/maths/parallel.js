/** Parallel coordinates: the axes, each network's places on them, which lie in chosen intervals. Pure. */
import { logRange, logTicks } from '../../maths/curves.js';
import { linearTicks } from '../../maths/ticks.js';

/** @import { Row, Status } from '../told.js' */
/** @import { FieldAxis } from './fields.js' */

/**
 * @typedef {{ name: string, isField: boolean, at: (row: Row) => number, isAwayShown: boolean,
 *   ticks: (room: number) => { text: string, at: number }[] }} Coordinate
 *   at: from 0 to 1; isAwayShown: whether networks that ran away stand at its end, apart from the numbers
 * @typedef {readonly [number, number]} Interval  of an axis, from 0 to 1
 */

/** Where numbers end on an axis on which something ran away. */
const UPMOST = 0.88;

/**
 * The axes: the fields, the seed where there are several, both losses, and the measure if that is another.
 * @param {readonly Row[]} rows @param {readonly FieldAxis[]} fields
 * @param {Pick<Status, 'n_seeds' | 'order'>} status @returns {Coordinate[]}
 */
export function coordinates(rows, fields, { n_seeds: nSeeds, order: { measure } }) {
  const seeds = nSeeds > 1 ? [seedAxis(nSeeds)] : [];
  const last = measure === 'test_loss' ? [] : [measure === 'test_accuracy' ? accuracyAxis() : measure];
  return [
    ...fields.map((field) => ({
      ...{ name: field.name, isField: true, isAwayShown: false, ticks: field.ticks },
      at: (/** @type {Row} */ { values }) => field.at(values[field.name]),
    })),
    ...seeds,
    ...['train_loss', 'test_loss', ...last].map((each) =>
      typeof each === 'string' ? lossAxis(rows, /** @type {'test_loss'} */ (each)) : each,
    ),
  ];
}

/** @param {number} n @returns {Coordinate} */
const seedAxis = (n) => ({
  ...{ name: 'seed', isField: false, isAwayShown: false },
  at: ({ repeat }) => Math.min(1, repeat / (n - 1)),
  ticks: (room) =>
    linearTicks(1, n, Math.min(room, n))
      .filter(Number.isInteger)
      .map((tick) => ({ text: String(tick), at: (tick - 1) / (n - 1) })),
});

/** @returns {Coordinate} */
const accuracyAxis = () => ({
  ...{ name: 'test_accuracy', isField: false, isAwayShown: false },
  at: ({ test_accuracy: share }) => share ?? 0,
  ticks: (room) => linearTicks(0, 1, room).map((tick) => ({ text: String(tick), at: tick })),
});

/** By factors, and above the numbers what ran away.
 * @param {readonly Row[]} rows @param {'train_loss' | 'test_loss' | 'best_test_loss'} name
 * @returns {Coordinate} */
function lossAxis(rows, name) {
  const losses = rows.flatMap((row) => row[name] ?? []);
  const isAwayShown = losses.length < rows.length;
  const [low, high] = logRange(losses);
  const end = isAwayShown ? UPMOST : 1;
  const share = (/** @type {number} */ loss) =>
    end * Math.min(1, Math.max(0, Math.log(Math.max(loss, low) / low) / Math.log(high / low)));
  return {
    ...{ name, isField: false, isAwayShown },
    at: (row) => (row[name] === null ? 1 : share(row[name])),
    ticks: (room) => logTicks(low, high, room).map((tick) => ({ text: String(tick), at: share(tick) })),
  };
}

/** Whether a network lies in all chosen intervals.
 * @param {readonly number[]} places on each axis @param {ReadonlyMap<number, Interval>} intervals by axis */
export function isWithin(places, intervals) {
  for (const [axis, [low, high]] of intervals) {
    if (places[axis] < low - 1e-9 || places[axis] > high + 1e-9) return false;
  }
  return true;
}

/** The network whose line passes nearest to a place between two axes, null if none is within reach.
 * @param {readonly (readonly number[])[]} places of each network on each axis
 * @param {number} across in axes, as 1.5 for the middle between the second and the third
 * @param {number} up from 0 to 1 @param {number} reach as `up` @returns {number | null} its index */
export function nearestLine(places, across, up, reach) {
  const axes = (places[0]?.length ?? 0) - 1;
  const left = Math.min(axes - 1, Math.max(0, Math.floor(across)));
  const share = Math.min(1, Math.max(0, across - left));
  const bent = share * share * (3 - 2 * share); // as the curves are drawn
  let [best, distance] = [-1, reach];
  places.forEach((own, i) => {
    const away = Math.abs(own[left] + bent * (own[left + 1] - own[left]) - up);
    if (away < distance) [best, distance] = [i, away];
  });
  return best < 0 ? null : best;
}
