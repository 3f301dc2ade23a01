// A choice among names, each called as its document calls it.
import { html } from 'htm/preact';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { List } from './list.js';

/** A list of names.
 * @param {{ field: string, of: string, names: readonly string[], present: unknown, disabled: boolean,
 *   label?: string, change: (value: string) => void }} props of: whose choices they are */
export function Choose({ field, of, names, present, disabled, label, change }) {
  return html`<${List} field=${field} label=${label ?? labelOf(of)} disabled=${disabled}
    texts=${names.map((name) => choiceLabel(of, name))} present=${names.indexOf(String(present))}
    change=${(/** @type {number} */ chosen) => change(names[chosen])} />`;
}
