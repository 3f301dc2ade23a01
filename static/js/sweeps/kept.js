// The sweeps that this browser has started: a list that it keeps, with what steers them; where it refuses its
// storage, for the visit alone.

import { readList, StoredList } from '../protocol/stored_list.js';

/** @import { KeyValueStorage } from '../protocol/stored_list.js' */

const STORAGE_KEY = 'nnp.sweeps';
const MOST = 50;

/** @typedef {{ id: string, secret: string, title: string, at: number }} KeptSweep  at: when it was started,
 *   in milliseconds since 1970 */

export class KeptSweeps {
  /** @type {StoredList<KeptSweep>} */
  #kept;

  /** @param {() => KeyValueStorage | null} storage asking for it may throw */
  constructor(storage = () => globalThis.localStorage) {
    this.#kept = new StoredList(storage, STORAGE_KEY, MOST, readKept);
  }

  /** The newest first. */
  list() {
    return this.#kept.entries();
  }

  /** What steers a sweep; null where this browser has not started it. @param {string | null} id */
  secretOf(id) {
    return this.list().find((each) => each.id === id)?.secret ?? null;
  }

  /** @param {KeptSweep} entry */
  add(entry) {
    this.#kept.add(entry);
  }

  /** @param {string} id */
  remove(id) {
    this.#kept.remove(id);
  }
}

/** The entries that were written down; none of what makes no sense. @param {string | null} text
 * @returns {KeptSweep[]} */
export const readKept = (text) => readList(text, MOST, (each) => (isEntry(each) ? each : null));

/** @param {any} each */
const isEntry = (each) =>
  [each?.id, each?.secret, each?.title].every((text) => typeof text === 'string') && Number.isFinite(each.at);
