/** The fields that vary as axes: the place of each value, ticks, and the bins of a range. Pure. */
import { logTicks } from '../../maths/curves.js';
import { linearTicks } from '../../maths/ticks.js';

/** @import { SweptField } from '../told.js' */

/** Into so many bins a range falls in which numbers were drawn. */
const MOST_BINS = 8;

/**
 * @typedef {{ text: string, at: number, from?: number, to?: number }} Cell
 *   text: a value, as the server tells it; at: the place of its middle; from, to: the ends of a bin
 * @typedef {{ name: string, isDrawn: boolean, at: (text: string) => number, cells: Cell[],
 *   cellOf: (text: string) => number, ticks: (room: number) => { text: string, at: number }[] }} FieldAxis
 *   isDrawn: whether its numbers lie anywhere in a range; at: the place of a value, from 0 to 1;
 *   cellOf: the cell it falls in, -1 for none
 */

/** The axis of a field. @param {SweptField} field @param {string} strategy @returns {FieldAxis} */
export const fieldAxis = (field, strategy) =>
  strategy === 'grid' || field.range === null ? valuesAxis(field) : rangeAxis(field, field.range);

/** The values at even distances, in their order. @param {SweptField} field @returns {FieldAxis} */
function valuesAxis({ name, values }) {
  const places = new Map(values.map((text, i) => [text, i]));
  const last = Math.max(1, values.length - 1);
  const at = (/** @type {number} */ i) => (values.length === 1 ? 0.5 : i / last);
  const cells = values.map((text, i) => ({ text, at: at(i) }));
  return {
    ...{ name, isDrawn: false, cells },
    at: (text) => at(places.get(text) ?? 0),
    cellOf: (text) => places.get(text) ?? -1,
    ticks: (room) => {
      const every = Math.ceil(values.length / Math.max(1, room));
      return cells.filter((_, i) => i % every === 0);
    },
  };
}

/** A range, by factors or evenly. @param {SweptField} field @param {NonNullable<SweptField['range']>} range
 * @returns {FieldAxis} */
function rangeAxis({ name }, { low, high, by_factors: byFactors, is_whole: isWhole }) {
  const scale = byFactors ? Math.log : (/** @type {number} */ value) => value;
  const back = byFactors ? Math.exp : (/** @type {number} */ value) => value;
  const [start, end] = [scale(low), scale(high)];
  const share = (/** @type {number} */ value) =>
    Math.min(1, Math.max(0, (scale(value) - start) / (end - start)));
  const edges = edgesOf(low, high, isWhole, (at) => back(start + (end - start) * at));
  const cells = edges.slice(0, -1).map((from, i) => cellBetween(from, edges[i + 1], isWhole, share));
  return {
    ...{ name, isDrawn: true, cells },
    at: (text) => share(Number(text)),
    cellOf: (text) =>
      Math.min(
        cells.length - 1,
        edges.findLastIndex((edge) => edge <= Number(text)),
      ),
    ticks: (room) =>
      (byFactors ? logTicks(low, high, room) : linearTicks(low, high, room))
        .filter((tick) => !isWhole || Number.isInteger(tick))
        .map((tick) => ({ text: String(tick), at: share(tick) })),
  };
}

/** Where bins begin, and where the last ends; of whole numbers each has one at least.
 * @param {number} low @param {number} high @param {boolean} isWhole @param {(share: number) => number} at */
function edgesOf(low, high, isWhole, at) {
  const inner = Array.from({ length: MOST_BINS - 1 }, (_, i) => at((i + 1) / MOST_BINS));
  if (!isWhole)
    return [...new Set([low, ...inner.map((edge, i) => rounded(edge, inner[i - 1] ?? low)), high])];
  if (high - low < MOST_BINS) return Array.from({ length: high - low + 2 }, (_, i) => low + i);
  return [...new Set([low, ...inner.map(Math.round), high + 1])];
}

/** A number in the digits that its distance from another has: its first, or two where that is 1.
 * @param {number} value @param {number} other */
function rounded(value, other) {
  const distance = Math.abs(value - other);
  const power = Math.floor(Math.log10(distance));
  const unit = 10 ** (distance < 2 * 10 ** power ? power - 1 : power);
  return Number((Math.round(value / unit) * unit).toPrecision(6));
}

/** @param {number} from @param {number} to @param {boolean} isWhole @param {(value: number) => number} share
 * @returns {Cell} */
function cellBetween(from, to, isWhole, share) {
  const last = isWhole ? to - 1 : to;
  if (from === last) return { text: String(from), at: share(from) };
  return { text: `${from}..${last}`, at: (share(from) + share(last)) / 2, from, to: last };
}
