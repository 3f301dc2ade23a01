// What painting begins with.
import { inPlane, MOST_ROWS } from './rows.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Say } from '../../text/later.js' */
/** @import { Row } from './rows.js' */

/** The points that the network learns from now, where they are in the plane.
 * @param {Store} store @param {Say} say @param {() => number} newId of a row
 * @returns {{ title: string, classes: string[], rows: Row[] }} */
export function beginningOf(store, say, newId) {
  const { experiment, n_classes: count } = store.state.peek().roomState;
  const points = store.points.peek();
  const isPlane = points?.inputs === 2 && (experiment.table?.names.length ?? 2) === 2;
  const isValues = isPlane && count === null;
  const named = experiment.table?.classes ?? [];
  const names = Array.from(
    { length: isPlane && count ? count : 2 },
    (_, k) => named[k] ?? say('class_n', { n: k + 1 }),
  );
  const rowsOf = (/** @type {Float32Array} */ set, /** @type {boolean} */ test) =>
    Array.from({ length: set.length / 3 }, (_, i) => {
      const [x, y, label] = set.subarray(3 * i, 3 * i + 3);
      const value = Math.max(-1, Math.min(1, Math.round(1000 * label) / 1000));
      const k = points ? points.labels.indexOf(label) : 0;
      return { id: newId(), x: inPlane(x), y: inPlane(y), label: isValues ? value : Math.max(0, k), test };
    });
  const rows = isPlane && points ? [...rowsOf(points.train, false), ...rowsOf(points.test, true)] : [];
  return { title: say('untitled'), classes: isValues ? [] : names, rows: rows.slice(0, MOST_ROWS) };
}
