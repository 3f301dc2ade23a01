// The terms of the glossary that belong to a view into the network, behind one word above the view.
import { html, language, useEffect, useRef, useSignal } from '#page';
import { fetchOnce } from '../../../protocol/fetch_once.js';
import { say } from './saying.js';

/** @import { Word } from '../../../text/explanations.js' */

/** @param {{ view: string }} props */
export function WordsOfView({ view }) {
  const box = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  const words = useWords()[`inside.${view}`] ?? [];
  const close = () => box.current?.removeAttribute('open');
  useEffect(() => {
    const outside = (/** @type {Event} */ event) =>
      box.current?.contains(/** @type {Node} */ (event.target)) || close();
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const leave = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    close();
    box.current?.querySelector('summary')?.focus();
  };
  return (
    words.length > 0 &&
    html`<details ref=${box} class="inside-words" onKeyDown=${leave}><summary>${say('words')}</summary>
      <ul>${words.map(
        ({ key, name }) => html`<li key=${key}><a href=${`glossary#${key}`} target="_blank">${name}</a></li>`,
      )}</ul></details>`
  );
}

/** The terms of all views in the page's language; none until they have come.
 * @returns {Record<string, Word[]>} */
function useWords() {
  const found = useSignal(/** @type {Record<string, Word[]>} */ ({}));
  const { name } = language.value;
  useEffect(() => {
    let isNewest = true;
    fetchOnce(`glossary/${name}.json`).then((words) => {
      if (isNewest) found.value = words ?? {};
    });
    return () => {
      isNewest = false;
    };
  }, [name]);
  return found.value;
}
