// The ready-made sweeps, as the server tells them in each language.
import { signal } from '@preact/signals';
import { language } from '../../text/texts.js';

/** @import { ReadySweep } from './told.js' */

/** By language; a language that is not there has not come. */
const known = signal(/** @type {Record<string, ReadySweep[]>} */ ({}));

/** Those in the page's language; none before they have come. @returns {ReadySweep[]} */
export const readySweeps = () => known.value[language.value.name] ?? [];

/** One of them. @param {string | null} key */
export const readySweep = (key) => readySweeps().find((each) => each.key === key);

/** Fetches them in a language unless they are there; what does not come is asked for another time.
 * @param {string} name of the language @param {typeof fetch} get */
export async function loadReady(name, get = fetch) {
  if (known.peek()[name]) return;
  try {
    const answer = await get(`sweeps/ready/${encodeURIComponent(name)}.json`);
    if (answer.ok) known.value = { ...known.peek(), [name]: await answer.json() };
  } catch {
    // The form is there without them.
  }
}
