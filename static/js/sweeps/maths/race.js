/** A race of networks: who stands where after an epoch. Pure. */

/** @import { Row } from '../told.js' */

/** The index of the last of some rising epochs that is not after another; -1 before the first.
 * @param {readonly number[]} epochs @param {number} epoch */
export const lastUntil = (epochs, epoch) => epochs.findLastIndex((each) => each <= epoch);

/** The test loss after an epoch: of the last look until then, of the first before that; null: it ran away.
 * @param {Pick<Row, 'looks' | 'test_curve'>} row @param {number} epoch */
export const lossAt = ({ looks, test_curve: curve }, epoch) =>
  curve[Math.max(0, lastUntil(looks, epoch))] ?? null;

/** The places after an epoch, from 1 on, in the order of the rows; those with the same loss share one.
 * @param {readonly Pick<Row, 'looks' | 'test_curve'>[]} rows @param {number} epoch @returns {number[]} */
export function placesAt(rows, epoch) {
  const losses = rows.map((row) => lossAt(row, epoch) ?? Infinity);
  return losses.map((own) => 1 + losses.filter((other) => other < own).length);
}

/** The first epoch, of those looked at, after which the test loss was no larger than the goal; null: not yet.
 * @param {Pick<Row, 'looks' | 'test_curve'>} row @param {number} goal */
export function reached({ looks, test_curve: curve }, goal) {
  const at = curve.findIndex((loss) => loss !== null && loss <= goal);
  return at < 0 ? null : looks[at];
}

/** A goal that some reach and some do not: a round number about half way, by factors, between the losses in
 * the beginning and the best in the end.
 * @param {readonly Pick<Row, 'test_curve'>[]} rows */
export function goalOf(rows) {
  const known = rows.flatMap(({ test_curve: curve }) => curve.filter((loss) => loss !== null));
  if (known.length === 0) return null;
  const [least, most] = [Math.min(...known), Math.max(...rows.map(({ test_curve: [first] }) => first ?? 0))];
  if (!(least > 0 && most > least)) return null;
  const middle = Math.sqrt(least * most);
  const power = 10 ** Math.floor(Math.log10(middle));
  const first = [5, 3, 2, 1.5, 1].find((each) => each * power <= middle) ?? 1;
  return Number((first * power).toPrecision(2));
}

/**
 * Places on a line, moved so that any two are so far apart, in the same order and within bounds where there
 * is room for all; as near to where they were as going from one end to the other finds.
 * @param {readonly number[]} places @param {number} distance @param {number} low @param {number} high
 * @returns {number[]}
 */
export function apart(places, distance, low, high) {
  const order = Array.from(places.keys()).sort((a, b) => places[a] - places[b]);
  /** @type {number[]} */
  const found = [];
  let last = low - distance;
  for (const i of order) last = found[i] = Math.max(places[i], last + distance);
  let next = high + distance;
  for (const i of order.reverse()) next = found[i] = Math.min(found[i], next - distance);
  return found;
}
