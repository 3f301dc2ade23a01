// The set-ups worth a look, in the page's language: fetched once, when somebody wants to see them.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fetchOnce } from '../../protocol/fetch_once.js';
import { language } from '../../text/texts.js';

/** @typedef {{ key: string, title: string, text: string, link: string, dataset: string }} Example */

/** @param {boolean} areWanted
 * @returns {Example[] | null} null until they have come; none without a connection */
export function useExamples(areWanted) {
  const examples = useSignal(/** @type {Example[] | null} */ (null));
  const { name } = language.value;
  useEffect(() => {
    if (!areWanted) return;
    let isNewest = true;
    fetchOnce(`examples/${name}.json`).then((found) => {
      if (isNewest) examples.value = found ?? [];
    });
    return () => {
      isNewest = false;
    };
  }, [areWanted, name]);
  return examples.value;
}
