/** The axis on which a measure stands in a chart. Pure. */
import { logRange, logTicks } from '../../maths/curves.js';
import { linearTicks } from '../../maths/ticks.js';

/** Of the axis, where something ran away, for what did. */
const AWAY = 0.12;
/** Between two ticks, in pixels. */
const TICK_ROOM = 28;

/**
 * The axis of the measure: by factors for losses, from 0 to 1 for shares; what ran away stands above.
 * @param {readonly (number | null)[]} values @param {boolean} isShare @param {number} from the place of its
 * lower end @param {number} to of its upper one
 * @returns {{ y: (value: number | null) => number, ticks: number[] }}
 */
export function measureAxis(values, isShare, from, to) {
  const known = values.filter((value) => value !== null);
  const end = known.length < values.length ? to + AWAY * (from - to) : to;
  if (isShare) {
    const low = Math.min(0.5, ...known);
    const y = (/** @type {number | null} */ value) =>
      value === null ? from : from + ((end - from) * (value - low)) / (1 - low);
    return { y, ticks: linearTicks(low, 1, 6) };
  }
  const [low, high] = logRange(known);
  const y = (/** @type {number | null} */ value) =>
    value === null
      ? to
      : from + ((end - from) * Math.log(Math.max(low, Math.min(high, value)) / low)) / Math.log(high / low);
  return { y, ticks: logTicks(low, high, (from - to) / TICK_ROOM) };
}
