// A dialog over the page: opens and closes with its flag, has a title and a way out.
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** @param {{ name: string, open: boolean, close: () => void, heading?: string, children?: unknown }} props
 *   heading: where the name is no text of the page */
export function Dialog({ name, open, close, heading, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // At once: what is pressed as soon as it is there is meant for it.
  useLayoutEffect(() => {
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
