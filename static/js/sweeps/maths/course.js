/** The losses of many networks over their epochs: the axes, the median of some, the curve nearest to a place.
 * Pure. */
import { logRange } from '../../maths/curves.js';
import { spreadOf } from './spread.js';

/** @import { Row } from '../told.js' */

/** @typedef {'train_curve' | 'test_curve'} Which */

/** The last epoch, and the axis of losses on which all have room, by factors.
 * @param {readonly Row[]} rows @param {Which} which @returns {{ last: number, range: [number, number] }} */
export function reachOf(rows, which) {
  let last = 1;
  /** @type {number[]} */
  const ends = [];
  for (const row of rows) {
    last = Math.max(last, row.looks.at(-1) ?? 0);
    let [low, high] = [Infinity, 0];
    for (const loss of row[which]) {
      if (loss === null) continue;
      if (loss > 0 && loss < low) low = loss;
      if (loss > high) high = loss;
    }
    if (low <= high) ends.push(low, high);
  }
  return { last, range: logRange(ends) };
}

/** The median of some networks of one setting after each look.
 * @param {readonly Row[]} rows @param {Which} which
 * @returns {{ looks: number[], curve: (number | null)[] }} */
export function medianCurve(rows, which) {
  const longest = rows.reduce((one, row) => (row.looks.length > one.looks.length ? row : one), rows[0]);
  const curve = longest.looks.map((look, i) => {
    const there = rows.filter((row) => row.looks[i] === look);
    return spreadOf(
      there.map((row) => row[which][i]),
      false,
    ).middle;
  });
  return { looks: longest.looks, curve };
}

/** The network whose curve passes nearest to a place, null if none is within reach.
 * @param {readonly Row[]} rows @param {Which} which @param {number} epoch
 * @param {(loss: number) => number} heightOf a loss @param {number} height @param {number} reach as `height`
 * @returns {Row | null} */
export function nearestCurve(rows, which, epoch, heightOf, height, reach) {
  /** @type {Row | null} */
  let best = null;
  let distance = reach;
  for (const row of rows) {
    const { looks } = row;
    const next = looks.findIndex((look) => look >= epoch);
    const [from, to] = [row[which][next - 1], row[which][next]];
    if (next < 1 || from === null || to === null) continue;
    const share = (epoch - looks[next - 1]) / (looks[next] - looks[next - 1]);
    const at = heightOf(from) + share * (heightOf(to) - heightOf(from));
    if (Math.abs(at - height) < distance) [best, distance] = [row, Math.abs(at - height)];
  }
  return best;
}

/** A curve as SVG, with gaps where there is no loss. @param {readonly number[]} looks
 * @param {readonly (number | null)[]} curve @param {(epoch: number) => number} x
 * @param {(loss: number) => number} y */
export function coursePath(looks, curve, x, y) {
  const parts = curve.map((value, i) => {
    if (value === null) return '';
    const isOn = i > 0 && curve[i - 1] !== null;
    return `${isOn ? 'L' : 'M'}${x(looks[i]).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  return parts.join('');
}
