/** The axes of a plot of results. Pure, no page. */
import { logTicks } from '../../../maths/curves.js';
import { linearTicks } from '../../../maths/ticks.js';

/** From this ratio of the greatest to the least on, the axis has equal factors at equal distances. */
const LOG_FROM = 8;
/** Room at the ends, as a share of the axis. */
const MARGIN = 0.04;

/**
 * @typedef {{ isLog: boolean, at: (value: number) => number, ticks: number[] }} Axis
 *   at: the place of a value, from 0 to 1
 */

/**
 * The axis on which all values have room.
 * @param {readonly number[]} values at least one @param {number} room for so many ticks
 * @returns {Axis}
 */
export function axisOf(values, room) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isLog = low > 0 && high / low >= LOG_FROM;
  const scale = isLog ? Math.log : (/** @type {number} */ value) => value;
  const [from, to] = low === high ? [low - 1, high + 1] : [low, high];
  const [start, end] = low === high ? [from, to] : [scale(from), scale(to)];
  const place = low === high ? (/** @type {number} */ value) => value : scale;
  const at = (/** @type {number} */ value) =>
    MARGIN + (1 - 2 * MARGIN) * ((place(value) - start) / (end - start));
  if (!isLog) return { isLog, at, ticks: linearTicks(low, high, room) };
  const isDoubling = values.every(Number.isInteger) && high / low <= 1000;
  return { isLog, at, ticks: isDoubling ? doublings(low, high) : logTicks(low, high, room) };
}

/** The axis of losses: from zero to a little above the highest. @param {readonly number[]} losses
 * @param {number} room for so many ticks @returns {Axis} */
export function lossAxis(losses, room) {
  const high = 1.08 * Math.max(0.01, ...losses);
  return { isLog: false, at: (value) => Math.min(1, value / high), ticks: linearTicks(0, high, room) };
}

/** Powers of two between two numbers. @param {number} low @param {number} high */
function doublings(low, high) {
  const [first, last] = [Math.ceil(Math.log2(low) - 1e-9), Math.floor(Math.log2(high) + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => 2 ** (first + i));
}
