// What stands behind "?": the keyboard, and the way to the tour.
import { html } from 'htm/preact';

import { SHORTCUTS } from '../shortcuts.js';
import { t } from '../texts.js';
import { Dialog } from './dialog.js';

/** @param {{ open: boolean, close: () => void, canEdit: boolean, startTour: () => void }} props */
export function Help({ open, close, canEdit, startTour }) {
  const tour = () => {
    close();
    startTour();
  };
  return html`<${Dialog} name="help" open=${open} close=${close}>
    ${canEdit && html`<p>${t('help.tour')} <button class="text outlined-inline" onClick=${tour}>${t('tour.start')}</button></p>`}
    <h3>${t('help.keys')}</h3>
    <dl class="keys">
      ${SHORTCUTS.filter(({ host }) => canEdit || !host).map(({ keys, text }) => html`<div key=${text}><dt>${keys.slice(0, 1).map((key) => html`<kbd>${key === ' ' ? t('key.space') : key.toUpperCase()}</kbd>`)}</dt><dd>${t(text)}</dd></div>`)}
    </dl>
  </${Dialog}>`;
}
