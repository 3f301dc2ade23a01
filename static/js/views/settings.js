// The bar of choices under the toolbar.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';

import { SETTINGS, withPresent } from '../controls.js';
import { number, t } from '../texts.js';

/** @typedef {import('./app.js').Common} Common */

/** @param {Common} props */
export function Settings({ store, canEdit, shown }) {
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const settings = SETTINGS.filter(({ hide }) => shown(hide));
  if (settings.length === 0) return null;
  return html`<section class="settings" aria-label=${t('settings')}>
    ${settings.map(({ field }) => {
      const present = experiment[field];
      const choices = choicesOf(store.catalogue.choices[field], present);
      const choose = (/** @type {Event} */ event) => {
        const { value } = choices[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex];
        store.send({ type: 'change', changes: { [field]: value } });
      };
      return html`<label class="field" key=${field}><span class="label">${t(field)}</span>
        <select data-field=${field} disabled=${!canEdit} onChange=${choose}>
          ${choices.map(({ value, label: text }) => html`<option selected=${value === present}>${text}</option>`)}
        </select></label>`;
    })}
  </section>`;
}

/**
 * What the server offers, names or numbers, with what the page calls it.
 * @param {readonly number[] | readonly string[]} offered @param {string | number} present
 * @returns {{ value: string | number, label: string }[]}
 */
function choicesOf(offered, present) {
  if (typeof present === 'number') return withPresent(/** @type {readonly number[]} */ (offered), present).map((value) => ({ value, label: number(value, 12) }));
  return /** @type {readonly string[]} */ (offered).map((value) => ({ value, label: t(`choice.${value}`) }));
}
