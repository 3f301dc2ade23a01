// The menu of set-ups worth a look: each opens with one click, and says what there is to see.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { Thumbnail } from '../controls/data.js';
import { Dialog } from '../parts/dialog.js';
import { useExamples } from '../parts/examples.js';
import { exampleNote } from '../parts/locks.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Example } from '../parts/examples.js' */

/** @param {{ store: Store, palette: Palette, open: boolean, close: () => void,
 *   openLessons: (() => void) | null }} props */
export function Examples({ store, palette, open, close, openLessons }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const found = useExamples(open);
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
