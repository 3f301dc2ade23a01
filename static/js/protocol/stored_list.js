// A list that this browser keeps, the newest first; where it refuses its storage, for the visit alone.

/** @typedef {Pick<Storage, 'getItem' | 'setItem'>} KeyValueStorage */

/** @template {{ id: string }} T */
export class StoredList {
  /** @type {KeyValueStorage | null} null where it is refused or full */
  #storage = null;
  /** @type {T[]} */
  #entries = [];
  #key;
  #most;
  #read;

  /** @param {() => KeyValueStorage | null} storage asking for it may throw @param {string} key
   * @param {number} most entries that are kept @param {(text: string | null) => T[]} read see `readList` */
  constructor(storage, key, most, read) {
    this.#key = key;
    this.#most = most;
    this.#read = read;
    try {
      this.#storage = storage();
    } catch {
      // Refused.
    }
  }

  /** The list as it is now: another tab may have changed it. @returns {T[]} */
  entries() {
    try {
      if (this.#storage) this.#entries = this.#read(this.#storage.getItem(this.#key));
    } catch {
      this.#storage = null;
    }
    return this.#entries;
  }

  /** @param {T} entry @param {T[]} others those that stay */
  add(entry, others = this.entries()) {
    this.#keep([entry, ...others].slice(0, this.#most));
  }

  /** @param {string} id */
  remove(id) {
    this.#keep(this.entries().filter((each) => each.id !== id));
  }

  /** @param {T[]} entries */
  #keep(entries) {
    this.#entries = entries;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(entries));
    } catch {
      this.#storage = null;
    }
  }
}

/** The entries that were written down; none of what makes no sense. @template T @param {string | null} text
 * @param {number} most @param {(found: any) => T | null} checked an entry, or null for what is none
 * @returns {T[]} */
export function readList(text, most, checked) {
  try {
    const found = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.flatMap((each) => checked(each) ?? []).slice(0, most) : [];
  } catch {
    return [];
  }
}
