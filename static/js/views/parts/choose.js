// A choice among names, each called as its document calls it.
import { html } from 'htm/preact';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { selectedIndex } from './elements.js';

/** A list of names.
 * @param {{ field: string, of: string, names: readonly string[], present: unknown, disabled: boolean,
 *   label?: string, change: (value: string) => void }} props of: whose choices they are */
export function Choose({ field, of, names, present, disabled, label, change }) {
  const choose = (/** @type {Event} */ event) => change(names[selectedIndex(event)]);
  const option = (/** @type {string} */ name) =>
    html`<option key=${name} selected=${name === present}>${choiceLabel(of, name)}</option>`;
  return html`<select data-field=${field} aria-label=${label ?? labelOf(of)} disabled=${disabled}
    onChange=${choose}>${names.map(option)}
  </select>`;
}
