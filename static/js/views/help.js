// What stands behind "?": the keyboard, and the way to the tour.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { SHORTCUTS } from '../shortcuts.js';
import { t } from '../texts.js';

/** @param {{ open: boolean, close: () => void, canEdit: boolean, startTour: () => void }} props */
export function Help({ open, close, canEdit, startTour }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  if (!open) return html`<dialog ref=${dialog}></dialog>`;
  const tour = () => {
    close();
    startTour();
  };
  return html`<dialog ref=${dialog} onClose=${close} aria-labelledby="help-title">
    <header><h2 id="help-title">${t('help')}</h2><button aria-label=${t('close')} onClick=${close}>✕</button></header>
    ${canEdit && html`<p>${t('help.tour')} <button class="text outlined-inline" onClick=${tour}>${t('tour.start')}</button></p>`}
    <h3>${t('help.keys')}</h3>
    <dl class="keys">
      ${SHORTCUTS.filter(({ host }) => canEdit || !host).map(({ keys, text }) => html`<div key=${text}><dt>${keys.slice(0, 1).map((key) => html`<kbd>${key === ' ' ? t('key.space') : key.toUpperCase()}</kbd>`)}</dt><dd>${t(text)}</dd></div>`)}
    </dl>
  </dialog>`;
}
