/** The middle of some networks and how far they lie apart, those that ran away among them. Pure. */
/** @import { Row } from '../told.js' */

/**
 * @typedef {{ middle: number | null, low: number | null, high: number | null, n: number,
 *   nAway: number }} Spread
 *   middle: the lower median, as the server's; low, high: the quartiles, between which the middle half lies;
 *   null for what ran away, which counts as worse than any number
 */

/** The spread of the measure of some networks.
 * @param {readonly (number | null)[]} values at least one, in any order @param {boolean} isLargestBest
 * @returns {Spread} */
export function spreadOf(values, isLargestBest) {
  const worst = isLargestBest ? -Infinity : Infinity;
  const sorted = values.map((value) => value ?? worst).sort((a, b) => a - b);
  const last = sorted.length - 1;
  const at = (/** @type {number} */ place) => (Number.isFinite(sorted[place]) ? sorted[place] : null);
  return {
    middle: at(Math.floor(last / 2)),
    low: at(Math.floor(last / 4)),
    high: at(Math.ceil((3 * last) / 4)),
    n: sorted.length,
    nAway: values.filter((value) => value === null).length,
  };
}

/** @typedef {{ setting: number, values: Record<string, string>, rows: Row[], epochs: number,
 *   spread: Spread }} Setting rows: by repeat; epochs: of the one trained longest */

/** The settings with their networks: those trained longest first, of these the best first, and last what
 * diverged. @param {readonly Row[]} rows @param {boolean} isLargestBest @returns {Setting[]} */
export function settingsOf(rows, isLargestBest) {
  const grouped = groupedBy(rows, ({ setting }) => setting);
  const settings = Array.from(grouped, ([setting, unsorted]) => {
    const own = unsorted.toSorted((a, b) => a.repeat - b.repeat);
    return {
      ...{ setting, values: own[0].values, rows: own, epochs: Math.max(...own.map(({ epochs }) => epochs)) },
      spread: spreadOf(
        own.map(({ value }) => value),
        isLargestBest,
      ),
    };
  });
  return settings.sort(
    (a, b) =>
      b.epochs - a.epochs ||
      compared(a.spread.middle, b.spread.middle, isLargestBest) ||
      a.setting - b.setting,
  );
}

/** The networks: those trained longest first, of these the best first; what diverged comes last.
 * @param {readonly Row[]} rows @param {boolean} isLargestBest */
export const bestFirst = (rows, isLargestBest) =>
  rows.toSorted(
    (a, b) =>
      b.epochs - a.epochs ||
      compared(a.value, b.value, isLargestBest) ||
      a.setting - b.setting ||
      a.repeat - b.repeat,
  );

/** The best tenth of the networks, one at least; none that ran away.
 * @param {readonly Row[]} rows @param {boolean} isLargestBest */
export const bestTenth = (rows, isLargestBest) =>
  bestFirst(rows, isLargestBest)
    .slice(0, Math.ceil(rows.length / 10))
    .filter(({ value }) => value !== null);

/** Below zero where the first is better. @param {number | null} a @param {number | null} b
 * @param {boolean} isLargestBest */
export function compared(a, b, isLargestBest) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return isLargestBest ? b - a : a - b;
}

/** Things by what a function says of each. @template T, K @param {readonly T[]} things
 * @param {(thing: T) => K} keyOf @returns {Map<K, T[]>} */
export function groupedBy(things, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    const own = groups.get(key);
    if (own) own.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
