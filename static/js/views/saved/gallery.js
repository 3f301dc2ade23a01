// What this browser has saved: a list that it keeps; where it refuses its storage, for the visit alone.

import { thinned } from '../../maths/curves.js';
import { readList, StoredList } from '../../protocol/stored_list.js';

/** @import { KeyValueStorage } from '../../protocol/stored_list.js' */

export const STORAGE_KEY = 'nnp.saved';
const MOST = 100;
const LONGEST_TITLE = 60;
/** Losses that are kept of a curve. */
export const MOST_LOSSES = 60;

/** @typedef {object} Entry
 * @property {string} id @property {string} secret what deletes it
 * @property {string} title @property {number} at when it was saved, in milliseconds since 1970
 * @property {number} endsAt until when it is kept @property {string} picture a data address, or empty
 * @property {KeptCurve | null} curve */
/** @typedef {{ epochs: number[], train: number[], test: number[] }} KeptCurve the losses, a few of them */

export class Gallery {
  /** @type {StoredList<Entry>} */
  #kept;

  /** @param {() => KeyValueStorage | null} storage asking for it may throw */
  constructor(storage) {
    this.#kept = new StoredList(storage, STORAGE_KEY, MOST, readEntries);
  }

  /** The newest first, without those that have ended. @param {number} now */
  list(now = Date.now()) {
    return this.#kept.entries().filter(({ endsAt }) => endsAt > now);
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#kept.add({ ...entry, title: entry.title.slice(0, LONGEST_TITLE) }, this.list());
  }

  /** @param {string} id */
  remove(id) {
    this.#kept.remove(id);
  }
}

/** The entries that were written down; none of what makes no sense. @param {string | null} text
 * @returns {Entry[]} */
export const readEntries = (text) =>
  readList(text, MOST, (each) =>
    isEntry(each) ? { ...each, curve: isCurve(each.curve) ? each.curve : null } : null,
  );

/** What is kept of a curve: a few losses, in three digits. @param {KeptCurve} curve @returns {KeptCurve} */
export function keptCurve(curve) {
  const { epochs, train, test } = thinned(curve, MOST_LOSSES);
  const short = (/** @type {number[]} */ losses) => losses.map((loss) => Number(loss.toPrecision(3)));
  return { epochs, train: short(train), test: short(test) };
}

/** @param {any} curve */
const isCurve = (curve) =>
  [curve?.epochs, curve?.train, curve?.test].every(
    (values) =>
      Array.isArray(values) && values.length === curve.epochs.length && values.every(Number.isFinite),
  );

/** @param {any} each */
const isEntry = (each) =>
  /^[\w-]{22}$/.test(each?.id) &&
  [each.secret, each.title, each.picture].every((text) => typeof text === 'string') &&
  (each.picture === '' || each.picture.startsWith('data:image/')) &&
  [each.at, each.endsAt].every(Number.isFinite);
