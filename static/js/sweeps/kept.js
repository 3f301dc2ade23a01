// The sweeps that this browser has started: a list that it keeps, with what steers them; where it refuses its
// storage, for the visit alone.

const STORAGE_KEY = 'nnp.sweeps';
const MOST = 50;

/** @typedef {{ id: string, secret: string, title: string, at: number }} KeptSweep  at: when it was started,
 *   in milliseconds since 1970 */
/** @typedef {Pick<Storage, 'getItem' | 'setItem'>} KeyValueStorage */

export class KeptSweeps {
  /** @type {KeyValueStorage | null} */
  #storage = null;
  /** @type {KeptSweep[]} */
  #entries = [];

  /** @param {() => KeyValueStorage | null} storage asking for it may throw */
  constructor(storage = () => globalThis.localStorage) {
    try {
      this.#storage = storage();
    } catch {
      // Refused.
    }
  }

  /** The newest first. @returns {KeptSweep[]} */
  list() {
    try {
      if (this.#storage) this.#entries = readKept(this.#storage.getItem(STORAGE_KEY));
    } catch {
      this.#storage = null;
    }
    return this.#entries;
  }

  /** What steers a sweep; null where this browser has not started it. @param {string | null} id */
  secretOf(id) {
    return this.list().find((each) => each.id === id)?.secret ?? null;
  }

  /** @param {KeptSweep} entry */
  add(entry) {
    this.#keep([entry, ...this.list()].slice(0, MOST));
  }

  /** @param {string} id */
  remove(id) {
    this.#keep(this.list().filter((each) => each.id !== id));
  }

  /** @param {KeptSweep[]} entries */
  #keep(entries) {
    this.#entries = entries;
    try {
      this.#storage?.setItem(STORAGE_KEY, JSON.stringify(entries));
    } catch {
      this.#storage = null;
    }
  }
}

/** The entries that were written down; none of what makes no sense. @param {string | null} text
 * @returns {KeptSweep[]} */
export function readKept(text) {
  try {
    const found = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter(isEntry).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** @param {any} each */
const isEntry = (each) =>
  [each?.id, each?.secret, each?.title].every((text) => typeof text === 'string') && Number.isFinite(each.at);
