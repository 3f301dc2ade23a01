// A table of one's own may be dropped anywhere on the page, or pasted where nobody writes; all else of it is
// a later part.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { bringing } from '../parts/bringing.js';
import { later } from '../parts/later.js';
import { lazy } from '../parts/lazy.js';

/** @import { Common } from '../parts/common.js' */

const Bring = lazy(
  async () => (await later('bring')).Bring,
  (/** @type {Pick<Common, 'store'> & { open: boolean, file: File | null, close: () => void }} */ { open }) =>
    open,
);

/** @param {Pick<Common, 'store' | 'canEdit'>} props */
export function Bringing({ store, canEdit }) {
  useEffect(() => {
    if (!canEdit) return;
    const stop = new AbortController();
    const bring = (/** @type {File} */ file) => (bringing.value = { file });
    const over = (/** @type {DragEvent} */ event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (/** @type {DragEvent} */ event) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      bring(file);
    };
    const paste = (/** @type {ClipboardEvent} */ event) => {
      const isWriting = /** @type {Element} */ (event.target).closest('input, textarea, dialog:not(.bring)');
      const [file] = event.clipboardData?.files ?? [];
      const text = event.clipboardData?.getData('text') ?? '';
      if (!isWriting && (file || text.trim().includes('\n'))) bring(file ?? new File([text], ''));
    };
    document.addEventListener('dragover', over, stop);
    document.addEventListener('drop', drop, stop);
    document.addEventListener('paste', paste, stop);
    return () => stop.abort();
  }, [canEdit]);
  return html`<${Bring} store=${store} open=${bringing.value !== null} file=${bringing.value?.file ?? null}
    close=${() => (bringing.value = null)} />`;
}
