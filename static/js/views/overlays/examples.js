// The menu of set-ups worth a look: each opens with one click, and says what there is to see.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { fetchOnce } from '../../protocol/fetch_once.js';
import { language, t } from '../../text/texts.js';
import { Thumbnail } from '../controls/data.js';
import { Dialog } from '../parts/dialog.js';
import { exampleNote } from '../parts/locks.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */

/** @typedef {{ key: string, title: string, text: string, link: string, dataset: string }} Example */

/** @param {{ store: Store, palette: Palette, open: boolean, close: () => void,
 *   openLessons: (() => void) | null }} props */
export function Examples({ store, palette, open, close, openLessons }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const found = useExamples(open, language.value.name);
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */
    const first = list.current?.querySelector('button:enabled');
    if (open) first?.focus();
  }, [open, found]);
  const start = (/** @type {Example} */ { title, text, link }) => {
    close();
    if (store.send({ type: 'open_link', link }) !== false) store.notify(`${title}. ${text}`);
    /** @type {HTMLElement | null} */ (document.querySelector('.play'))?.focus();
  };
  const row = (/** @type {Example} */ example) => {
    const { key, title, text, link, dataset: name } = example;
    const dataset = store.catalogue.datasets.find((each) => each.name === name);
    const note = exampleNote(link);
    return html`<li key=${key}><button data-example=${key} disabled=${note !== undefined} title=${note}
      onClick=${() => start(example)}>
      ${dataset && html`<${Thumbnail} dataset=${dataset} palette=${palette} />`}
      <span><b>${title}</b><span>${note ?? text}</span></span></button></li>`;
  };
  return html`<${Dialog} name="examples" open=${open} close=${close}>
    <p>${t('examples.note')}</p>
    ${
      openLessons &&
      html`<button class="text outlined to-lessons" aria-haspopup="dialog" onClick=${openLessons}
        >${t('lessons.open')}</button>`
    }
    <ul ref=${list} aria-busy=${found === null}>${found?.map(row)}</ul>
    ${found?.length === 0 && html`<p role="alert">${t('examples.missing')}</p>`}
  </${Dialog}>`;
}

/** The examples in a language, asked of the server once.
 * @param {boolean} isWanted @param {string} name of the language
 * @returns {Example[] | null} null until they have come; none without a connection */
function useExamples(isWanted, name) {
  const found = useSignal(/** @type {Example[] | null} */ (null));
  useEffect(() => {
    if (!isWanted) return;
    let isNewest = true;
    fetchOnce(`examples/${name}.json`).then((examples) => {
      if (isNewest) found.value = examples ?? [];
    });
    return () => {
      isNewest = false;
    };
  }, [isWanted, name]);
  return found.value;
}
