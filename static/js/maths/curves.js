/** What a loss curve shows: smoothing, the window of both axes, the ticks of the logarithmic one. Pure. */
/** @import { History } from '../types.js' */

/**
 * How far smoothing looks back: so many epochs at least, and this part of the run. As the run grows the curve
 * keeps its character, and the server's thinning of the history does not show.
 * @type {Record<string, { epochs: number, part: number } | null>}
 */
export const SMOOTHINGS = { off: null, some: { epochs: 3, part: 0.015 }, strong: { epochs: 12, part: 0.06 } };

/** A logarithmic axis shows so many powers of ten at most; what lies below runs along its lower edge. */
export const MAX_DECADES = 6;
/** Earlier runs are seen this many epochs far at once, and never squeeze the present one below a quarter
 * of the width. */
const LEAST_WINDOW = 100;
const MOST_SQUEEZE = 4;
/** Nor do their losses squeeze it below two thirds of the height. */
const MOST_RAISE = 1.5;
const NOTHING_YET = 0.5;

/**
 * The exponentially weighted mean of the losses up to each epoch, free of the bias of its beginning. What is
 * no number stays where it is and has no weight.
 * @param {ArrayLike<number>} epochs rising @param {ArrayLike<number>} losses
 * @param {string} smoothing a key of SMOOTHINGS
 * @returns {number[]}
 */
export function smoothed(epochs, losses, smoothing) {
  const how = SMOOTHINGS[smoothing];
  if (!how) return Array.from(losses);
  const reach = Math.max(how.epochs, how.part * (epochs[epochs.length - 1] ?? 0));
  let [sum, weight] = [0, 0];
  return Array.from(losses, (loss, i) => {
    if (!Number.isFinite(loss)) return loss;
    const keep = i === 0 ? 0 : Math.exp((epochs[i - 1] - epochs[i]) / reach);
    const gain = i === 0 ? 1 - Math.exp(-1 / reach) : 1 - keep;
    sum = keep * sum + gain * loss;
    weight = keep * weight + gain;
    return sum / weight;
  });
}

/**
 * The last epoch on the axis: earlier runs may widen it as long as the present one keeps its share.
 * @param {number} present its last epoch @param {readonly number[]} earlier their last epochs
 */
export function lastEpochShown(present, earlier) {
  const longest = Math.max(0, ...earlier);
  return Math.max(1, present, Math.min(longest, Math.max(LEAST_WINDOW, MOST_SQUEEZE * present)));
}

/**
 * The axis from zero to a little above the highest loss; earlier runs may raise it, but not by much.
 * @param {readonly number[]} present losses @param {readonly number[]} earlier losses
 * @returns {[number, number]}
 */
export function linearRange(present, earlier) {
  const [own, others] = [highest(present), highest(earlier)];
  const high = own > 0 ? Math.max(own, Math.min(others, own * MOST_RAISE)) : others;
  return [0, high > 0 ? high * 1.05 : NOTHING_YET];
}

/**
 * The axis for logarithms: between 1, 2 or 5 times powers of ten above zero, MAX_DECADES apart at most.
 * @param {readonly number[]} losses @returns {[number, number]}
 */
export function logRange(losses) {
  const high = highest(losses);
  if (!(high > 0)) return [0.1, 1];
  const low = losses.reduce((least, loss) => (loss > 0 && loss < least ? loss : least), high);
  const top = roundUp(high);
  const bottom = Math.max(roundDown(low), top / 10 ** MAX_DECADES);
  return bottom < top ? [bottom, top] : [bottom / 10, top];
}

/** Which parts of a decade have ticks, the densest first, and the distance of the closest two in decades. */
const LOG_STEPS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1]].map((firsts) => ({
  firsts,
  gap: Math.min(...firsts.map((first, i) => Math.log10((firsts[i + 1] ?? 10) / first))),
}));

/**
 * Where a logarithmic axis has ticks: as many as have room, at powers of ten and, on a short axis, between.
 * @param {number} low above zero @param {number} high
 * @param {number} room how many ticks fit above each other @returns {number[]}
 */
export function logTicks(low, high, room) {
  const [from, to] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  const roomOfDecade = room / Math.log10(high / low);
  const { firsts } = LOG_STEPS.find(({ gap }) => gap * roomOfDecade >= 1) ?? { firsts: [1] };
  const every = Math.max(1, Math.ceil(1 / roomOfDecade));
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
    (power) => power % every === 0,
  );
  const ticks = powers.flatMap((power) => firsts.map((first) => power10(power, first)));
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

/**
 * The mark nearest to an epoch, null if none is within reach.
 * @template {{ epoch: number }} M @param {readonly M[]} marks @param {number} epoch
 * @param {number} reach in epochs @returns {M | null}
 */
export function nearestMark(marks, epoch, reach) {
  const distance = (/** @type {M} */ mark) => Math.abs(mark.epoch - epoch);
  return marks.reduce(
    (/** @type {M | null} */ best, mark) => (distance(mark) <= (best ? distance(best) : reach) ? mark : best),
    null,
  );
}

/**
 * Where the reading goes from one mark to the next: an index of the epochs, `at` if there is no other.
 * @param {ArrayLike<number>} epochs rising @param {readonly { epoch: number }[]} marks
 * @param {number} at index @param {1 | -1} by
 */
export function markToJumpTo(epochs, marks, at, by) {
  const places = marks
    .map(({ epoch }) => Array.from(epochs).findIndex((each) => each >= epoch))
    .filter((place) => place >= 0);
  const beyond = places.filter((place) => (place - at) * by > 0);
  return beyond.length === 0 ? at : by > 0 ? Math.min(...beyond) : Math.max(...beyond);
}

/** The losses of a list of curves up to an epoch, in one list.
 * @param {readonly Pick<History, 'epochs' | 'train' | 'test'>[]} curves @param {number} last */
export function lossesUpTo(curves, last) {
  return curves.flatMap(({ epochs, train, test }) => {
    const end = epochs.findIndex((epoch) => epoch > last);
    const count = end < 0 ? epochs.length : end;
    return [...train.slice(0, count), ...test.slice(0, count)];
  });
}

/**
 * The losses as a line can be drawn through them: none below the axis, and null, which is a gap, for what is
 * beyond all numbers.
 * @param {readonly number[]} losses @param {number} low
 */
export const withGaps = (losses, low) =>
  losses.map((loss) => (Number.isFinite(loss) ? Math.max(loss, low) : null));

/** Read from a decimal literal, so that 3 powers below one is 0.001 and not a neighbour of it.
 * @param {number} power @param {number} first */
const power10 = (power, first = 1) => Number(`${first}e${power}`);

/** @param {readonly number[]} values @returns {number} -Infinity when there is none */
const highest = (values) =>
  values.reduce((most, value) => (Number.isFinite(value) && value > most ? value : most), -Infinity);

/** @param {number} value above zero */
function roundDown(value) {
  const power = Math.floor(Math.log10(value));
  const first = [5, 2, 1].find((each) => power10(power, each) <= value) ?? 1;
  return power10(power, first);
}

/** @param {number} value above zero */
function roundUp(value) {
  const power = Math.floor(Math.log10(value));
  const first = [1, 2, 5].find((each) => power10(power, each) >= value) ?? 10;
  return power10(power, first);
}

/**
 * At most so many losses, evenly chosen, the last one among them.
 * @param {{ epochs: readonly number[], train: readonly number[], test: readonly number[] }} curve
 * @param {number} most
 */
export function thinned({ epochs, train, test }, most) {
  const last = epochs.length - 1;
  const every = Math.max(1, Math.ceil(last / (most - 1)));
  const isKept = (/** @type {unknown} */ _, /** @type {number} */ i) => (last - i) % every === 0;
  return { epochs: epochs.filter(isKept), train: train.filter(isKept), test: test.filter(isKept) };
}

/** Where a name stands: from left to right, on a line at y.
 * @typedef {{ left: number, right: number, y: number }} NamePlace */

/** How many lines away from its own a name may stand. */
const MOST_LINES = 4;

/**
 * The line nearest to the one wanted where a name lies over no other, between the limits; the one wanted
 * where there is none.
 * @param {NamePlace} wanted @param {readonly NamePlace[]} taken @param {number} height of a line
 * @param {readonly [number, number]} limits of y
 */
export function freeLine({ left, right, y }, taken, height, [top, bottom]) {
  const own = Math.max(top, Math.min(bottom, y));
  const isFree = (/** @type {number} */ at) =>
    taken.every((other) => other.right < left || other.left > right || Math.abs(other.y - at) >= height);
  const lines = Array.from({ length: 2 * MOST_LINES + 1 }, (_, i) => Math.ceil(i / 2) * (i % 2 ? -1 : 1));
  const free = lines.map((n) => own + n * height).find((at) => at >= top && at <= bottom && isFree(at));
  return free ?? own;
}
