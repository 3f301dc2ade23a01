/** Hyperband: how many settings began each rung of epochs, how many went on, the losses on the way. Pure. */
import { settingsOf, spreadOf } from './spread.js';

/** @import { Row, Status } from '../told.js' */

/**
 * @typedef {{ setting: number, repeat: number, values: Record<string, string>,
 *   losses: (number | null)[] }} Way  losses: the median of the seeds after each rung that it reached
 * @typedef {{ epochs: number, began: number, wentOn: number, best: number | null,
 *   bestSetting: number | null }} Rung
 */

/**
 * The rungs and the settings' ways through them. Rows tell how a network ended; how it did on the way is read
 * off its test curve, between the two looks around a rung by the straight line through them.
 * @param {readonly Row[]} rows @param {Pick<Status, 'rungs' | 'is_largest_best'>} status
 * @returns {{ rungs: Rung[], ways: Way[] }}
 */
export function brackets(rows, { rungs, is_largest_best: isLargestBest }) {
  const ways = settingsOf(rows, isLargestBest).map(({ setting, values, rows: own, epochs }) => ({
    ...{ setting, values, repeat: own[0].repeat },
    losses: rungs
      .filter((rung) => rung <= epochs)
      .map((rung) => spreadOf(own.filter((row) => row.epochs >= rung).map(lossAfter(rung)), false).middle),
  }));
  return { ways, rungs: rungs.map((epochs, i) => rungOf(epochs, i, ways)) };
}

/** @param {number} epochs @param {number} i @param {readonly Way[]} ways @returns {Rung} */
function rungOf(epochs, i, ways) {
  const there = ways.filter(({ losses }) => losses.length > i);
  const best = there
    .filter(({ losses }) => losses[i] !== null)
    .toSorted((a, b) => Number(a.losses[i]) - Number(b.losses[i]))[0];
  return {
    epochs,
    began: there.length,
    wentOn: there.filter(({ losses }) => losses.length > i + 1).length,
    best: best?.losses[i] ?? null,
    bestSetting: best?.setting ?? null,
  };
}

/** The test loss after so many epochs. @param {number} epochs @returns {(row: Row) => number | null} */
export const lossAfter =
  (epochs) =>
  ({ looks, test_curve: curve, test_loss: last, epochs: all }) => {
    if (epochs === all) return last;
    const next = looks.findIndex((look) => look >= epochs);
    if (next < 0) return last;
    const [from, to] = [curve[Math.max(0, next - 1)], curve[next]];
    if (looks[next] === epochs || next === 0 || from === null || to === null) return to;
    const share = (epochs - looks[next - 1]) / (looks[next] - looks[next - 1]);
    return from + share * (to - from);
  };

/** The way nearest to a place, null if none is within reach.
 * @param {readonly Way[]} ways @param {number} across in rungs, as 1.5 for the middle between the second and
 * the third @param {(loss: number | null) => number} heightOf @param {number} height
 * @param {number} reach as `height` @returns {Way | null} */
export function nearestWay(ways, across, heightOf, height, reach) {
  const first = Math.floor(across);
  /** @type {Way | null} */
  let best = null;
  let distance = reach;
  for (const way of ways) {
    const from = way.losses[first];
    if (from === undefined) continue;
    const to = way.losses[first + 1];
    const start = heightOf(from);
    const at = to === undefined ? start : start + (across - first) * (heightOf(to) - start);
    if (Math.abs(at - height) < distance) [best, distance] = [way, Math.abs(at - height)];
  }
  return best;
}
