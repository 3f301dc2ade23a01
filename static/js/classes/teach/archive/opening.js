// An archive is chosen or dropped, and what is in it is shown, or why it cannot be.
import { signal, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { sayer, whyRefused } from '../../../text/later.js';
import { later } from '../../../views/parts/later.js';
import { say } from '../parts/texts.js';

/** @import { Archive } from '../../archive/reading.js' */

/** @typedef {Archive & { texts: Record<string, Record<string, string>>, kept: Kept | null }} Opened
 *   texts: of the later part; kept: where it comes from the server */
/** @typedef {{ secret: string, endsAt: number }} Kept until when in seconds since 1970 */

/** The archive that is shown; null while there is none. */
export const opened = signal(/** @type {Opened | null} */ (null));

export function OpenArchive() {
  const chosen = useRef(/** @type {HTMLInputElement | null} */ (null));
  const newest = useRef(/** @type {File | null} */ (null));
  const wrong = useSignal('');
  const open = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    newest.current = file;
    const isNewest = () => newest.current === file;
    wrong.value = say('archive.reading');
    try {
      const { readFile, TEXTS } = await later('archive');
      const said = await openWith(readFile, file, TEXTS, { isNewest });
      if (isNewest()) wrong.value = said;
    } catch {
      wrong.value = say('archive.failed'); // the part itself did not come
    }
  };
  const pick = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = field.files?.[0];
    field.value = ''; // the same file may be chosen again
    open(file);
  };
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    open(event.dataTransfer?.files[0]);
  };
  const stay = (/** @type {DragEvent} */ event) => event.preventDefault(); // else a drop would leave the page
  return html`<div onDragOver=${stay} onDrop=${drop}><div class="row">
    <button class="text outlined-inline"
      onClick=${() => chosen.current?.click()}>${say('archive.open')}</button>
    <span>${say('archive.drop')}</span></div>
    <input ref=${chosen} type="file" hidden accept=".zip" aria-label=${say('archive.open')}
      onChange=${pick} />
    <p role="status">${wrong.value}</p></div>`;
}

/** Shows what is in a file, if it is the newest by then; returns why it cannot be.
 * @param {(file: Blob) => Promise<Archive>} read @param {Blob} file @param {Opened['texts']} texts
 * @param {{ kept?: Kept | null, isNewest?: () => boolean }} [how] */
export async function openWith(read, file, texts, { kept = null, isNewest = () => true } = {}) {
  try {
    const archive = await read(file);
    if (isNewest()) opened.value = { ...archive, texts, kept };
    return '';
  } catch (error) {
    const { code, values } = /** @type {any} */ (error);
    return values ? sayer(texts)(`wrong.${code}`, values) : whyRefused(error, texts);
  }
}
