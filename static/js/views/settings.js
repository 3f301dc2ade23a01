// The bar of choices under the toolbar.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';

import { SETTINGS, withPresent } from '../controls.js';

/** @typedef {import('./app.js').Common} Common */

/** @param {Common} props */
export function Settings({ store, canEdit, shown }) {
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const settings = SETTINGS.filter(({ hide }) => shown(hide));
  if (settings.length === 0) return null;
  return html`<div class="settings" role="group" aria-label="Settings">
    ${settings.map(({ field, label }) => {
      const present = experiment[field];
      const choices = choicesOf(store.catalogue.choices[field], present);
      const choose = (/** @type {Event} */ event) => {
        const { value } = choices[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex];
        store.send({ type: 'change', changes: { [field]: value } });
      };
      return html`<label class="field" key=${field}><span class="label">${label}</span>
        <select data-field=${field} disabled=${!canEdit} onChange=${choose}>
          ${choices.map(({ value, label: text }) => html`<option selected=${value === present}>${text}</option>`)}
        </select></label>`;
    })}
  </div>`;
}

/**
 * Choices come from the server as {value, label} or as plain numbers.
 * @param {readonly number[] | readonly { value: string, label: string }[]} offered @param {string | number} present
 * @returns {{ value: string | number, label: string }[]}
 */
function choicesOf(offered, present) {
  if (typeof present !== 'number') return [.../** @type {readonly { value: string, label: string }[]} */ (offered)];
  return withPresent(/** @type {readonly number[]} */ (offered), present).map((value) => ({ value, label: plain(value) }));
}

/** 0.00001, not 1e-5. @param {number} value */
function plain(value) {
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toFixed(Math.ceil(-Math.log10(Math.abs(value)))) : String(value);
}
