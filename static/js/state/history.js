/** @import { History, Losses } from '../types.js' */
/** The losses of a run over its epochs: pure functions, no socket and no page. */

/** The losses kept before every other one is dropped; the server thins its own history in the same way. */
export const MAX_POINTS = 1000;

/** @param {number} generation @returns {History} */
export function emptyHistory(generation) {
  return { generation, stride: 1, epochs: [], train: [], test: [] };
}

/** @param {number} generation @param {Losses} losses @returns {History} */
export function wholeHistory(generation, losses) {
  return { generation, stride: losses.stride, ...arraysOf(losses) };
}

/**
 * The history with some newer losses in it, thinned as the server thins its own: only epochs that are
 * multiples of the stride, and a stride twice as wide whenever there would be more than MAX_POINTS. Of two
 * losses for one epoch the newer one counts. A new generation begins with an empty history.
 *
 * `gap` says that losses between the two are missing: then the history stays as it was, and the whole of it
 * is to be asked for.
 * @param {History} history @param {Losses} losses @param {number} generation of the losses
 * @returns {{ history: History, gap: boolean }}
 */
export function mergeLosses(history, losses, generation = history.generation) {
  const base = generation === history.generation ? history : emptyHistory(generation);
  if (losses.epochs.length === 0) return { history: base, gap: false };
  const stride = Math.max(base.stride, losses.stride);
  const older = thinned(base, stride);
  const newer = thinned({ ...arraysOf(losses), generation, stride: losses.stride }, stride);
  if (newer.epochs.length === 0) return { history: older, gap: false };
  const first = newer.epochs[0];
  const expected = older.epochs.length === 0 ? 0 : older.epochs[older.epochs.length - 1] + stride;
  if (first > expected) return { history: base, gap: true };
  return { history: bounded(overlaid(older, newer)), gap: false };
}

/** @param {Losses} losses */
function arraysOf({ epochs, train, test }) {
  return { epochs: Array.from(epochs), train: Array.from(train), test: Array.from(test) };
}

/** Only the epochs that are multiples of the stride.
 * @param {History} history @param {number} stride @returns {History} */
function thinned(history, stride) {
  if (history.stride === stride) return history;
  const kept = history.epochs.flatMap((epoch, i) => (epoch % stride === 0 ? [i] : []));
  const { generation, epochs, train, test } = history;
  return {
    generation,
    stride,
    epochs: kept.map((i) => epochs[i]),
    train: kept.map((i) => train[i]),
    test: kept.map((i) => test[i]),
  };
}

/** The newer losses laid over the older ones.
 * @param {History} older @param {History} newer @returns {History} */
function overlaid(older, newer) {
  const last = newer.epochs[newer.epochs.length - 1];
  const before = countUpTo(older.epochs, newer.epochs[0] - 1);
  const after = countUpTo(older.epochs, last);
  /** @param {number[]} was @param {number[]} is */
  const joined = (was, is) => [...was.slice(0, before), ...is, ...was.slice(after)];
  return {
    generation: older.generation,
    stride: older.stride,
    epochs: joined(older.epochs, newer.epochs),
    train: joined(older.train, newer.train),
    test: joined(older.test, newer.test),
  };
}

/** How many of the rising epochs are not above the limit. @param {number[]} epochs @param {number} limit */
function countUpTo(epochs, limit) {
  let count = epochs.length;
  while (count > 0 && epochs[count - 1] > limit) count -= 1;
  return count;
}

/** @param {History} history @returns {History} */
function bounded(history) {
  let result = history;
  while (result.epochs.length > MAX_POINTS) result = thinned(result, result.stride * 2);
  return result;
}
