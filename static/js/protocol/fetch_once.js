/** What the server tells on request and never changes, asked for once. */

/** @type {Map<string, Promise<any>>} */
const asked = new Map();

/**
 * The JSON at a relative address; null while the server cannot be reached, which is tried again the next time.
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
