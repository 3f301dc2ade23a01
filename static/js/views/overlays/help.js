// What stands behind "?": what each control does, the keyboard, and the way to the tour.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { SHORTCUTS } from '../../controls/shortcuts.js';
import { controlsExplained, loadExplanations } from '../../text/explanations.js';
import { language, t } from '../../text/texts.js';
import { Dialog } from '../parts/dialog.js';
import { Words } from '../parts/explain.js';

/** @import { Shortcut } from '../../controls/shortcuts.js' */
/** @import { Explained } from '../../text/explanations.js' */

/**
 * @param {{ open: boolean, close: () => void, canEdit: boolean, startTour: () => void,
 *   options: Record<string, unknown> }} props  options: of the catalogue, which are explained where they are
 */
export function Help({ open, close, canEdit, startTour, options }) {
  const tour = () => {
    close();
    startTour();
  };
  useEffect(() => {
    if (open) loadExplanations(language.value.name);
  }, [open, language.value]);
  const start = html`<button class="text outlined-inline" onClick=${tour}>${t('tour.start')}</button>`;
  const control = (/** @type {[string, Explained]} */ [name, { label, text, formula, words }]) =>
    html`<details key=${name} name="control"><summary>${label}</summary><p>${text}</p>
      ${formula && html`<pre>${formula}</pre>`}<${Words} words=${words} /></details>`;
  const shortcuts = SHORTCUTS.filter(({ host }) => canEdit || !host);
  const shortcut = (/** @type {Shortcut} */ { keys: [key], text }) =>
    html`<div key=${text}><dt><kbd>${key === ' ' ? t('key.space') : key.toUpperCase()}</kbd></dt>
      <dd>${t(text)}</dd></div>`;
  return html`<${Dialog} name="help" open=${open} close=${close}>
    ${canEdit && html`<p>${t('help.tour')} ${start}</p>`}
    <p><a href="glossary" target="_blank">${t('help.glossary')}</a></p>
    <div class="help-columns">
      <section><h3>${t('help.controls')}</h3>${controlsExplained(options).map(control)}</section>
      <section><h3>${t('help.keys')}</h3><dl class="keys">${shortcuts.map(shortcut)}</dl></section>
    </div>
  </${Dialog}>`;
}
