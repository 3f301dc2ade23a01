// Lessons as the server has them. They are asked for anew each time, since somebody may be writing them.
import { language, useEffect, useState } from '#page';

/** @import { About, WrittenLesson } from './blocks.js' */

/** All lessons in the page's language, in their order; null until they have come, then perhaps 'missing'.
 * @returns {About[] | 'missing' | null} */
export const useLessons = () => useAsked(`lessons/${language.value.name}.json`, (found) => found);

/** One lesson; or its faults, one sentence each; or 'missing'.
 * @param {string} name @returns {WrittenLesson | { faults: string[] } | 'missing' | null} */
export const useLesson = (name) =>
  useAsked(`lessons/${encodeURIComponent(name)}/${language.value.name}.json`, (found) => found);

/** @param {string} address @param {(found: any) => any} read */
function useAsked(address, read) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  useEffect(() => {
    let isNewest = true;
    fetch(address)
      .then((answer) => (answer.ok || answer.status === 422 ? answer.json() : 'missing'))
      .catch(() => 'missing')
      .then((answer) => isNewest && setFound(read(answer)));
    return () => {
      isNewest = false;
    };
  }, [address]);
  return found;
}
