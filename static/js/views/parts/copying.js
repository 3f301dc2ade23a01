// A text with a button that copies it, however the browser lets one.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** @typedef {'copy' | 'copied' | 'copy.keys'} CopyResult keys of what the button says */

/** A link with a button that copies it. @param {{ label: string, text: string }} props */
export function Copy({ label, text }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const result = useSignal(/** @type {CopyResult} */ ('copy'));
  const copy = async () => {
    field.current?.select();
    result.value = (await isCopied(text)) ? 'copied' : 'copy.keys';
    if (result.value === 'copy.keys') field.current?.select(); // the reader's turn
  };
  return html`<div class="copy" translate="no">
    <input ref=${field} readonly value=${text} aria-label=${label} />
    <button class="text" onClick=${copy}>${t(result.value)}</button>
    <span class="visually-hidden" role="status"
      >${result.value === 'copy' ? '' : t(result.value)}</span></div>`;
}

/** Copies a text that is selected; where the address is not secure, by the older way.
 * @param {string} text @returns {Promise<boolean>} whether that went well */
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
