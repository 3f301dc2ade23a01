// A dialog over the page: opens and closes with its flag, has a title and a way out.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** @param {{ name: string, open: boolean, close: () => void, heading?: string, children?: unknown }} props
 *   heading: where the name is no text of the page */
export function Dialog({ name, open, close, heading, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  if (!open) return html`<dialog ref=${dialog}></dialog>`;
  const title = `${name}-title`;
  return html`<dialog ref=${dialog} class=${name} translate="yes" onClose=${close} aria-labelledby=${title}>
    <header><h2 id=${title}>${heading ?? t(name)}</h2>
      <button aria-label=${t('close')} onClick=${close}>✕</button></header>
    ${children}
  </dialog>`;
}
