/** JSON of the server that never changes, fetched once. */

/** @type {Map<string, Promise<any>>} */
const asked = new Map();

/**
 * The JSON at a relative address; null while the server cannot be reached: the next call tries again.
 * @param {string} address @param {typeof fetch} [get] @returns {Promise<any>}
 */
export function fetchOnce(address, get = fetch) {
  const known = asked.get(address);
  if (known) return known;
  const coming = get(address)
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  asked.set(address, coming);
  coming.then((found) => found ?? asked.delete(address));
  return coming;
}
