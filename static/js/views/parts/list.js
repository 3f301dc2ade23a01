// Lists and check boxes that show what is, not what was asked for: after a refusal they go back.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isLocked, lockNote } from './locks.js';

/** How many requests the server has refused; the page keeps it up to date. */
export const refusals = signal(0);

/**
 * Has a control show what is: when that changes, and when a request was refused.
 * @template {Element} E @param {{ current: E | null }} box @param {(element: E) => unknown} put
 * @param {unknown[]} inputs what `put` shows
 */
export function useAsIs(box, put, inputs) {
  useLayoutEffect(() => {
    if (box.current) put(box.current);
  }, [refusals.value, ...inputs]);
}

/** A list of texts.
 * @param {{ label: string, texts: readonly string[], present: number, change: (chosen: number) => void,
 *   field?: string, testId?: string, disabled?: boolean }} props  present, chosen: counted from 0 */
export function List({ label, texts, present, change, field, testId, disabled }) {
  const list = useRef(/** @type {HTMLSelectElement | null} */ (null));
  useAsIs(list, (element) => (element.selectedIndex = present), [present, texts.length]);
  const choose = () => list.current && change(list.current.selectedIndex);
  const option = (/** @type {string} */ text, /** @type {number} */ i) =>
    html`<option key=${i} selected=${i === present}>${text}</option>`;
  return html`<select ref=${list} aria-label=${label} data-field=${field} data-testid=${testId}
    title=${lockNote(field)} disabled=${disabled || isLocked(field)}
    onChange=${choose}>${texts.map(option)}</select>`;
}

/** A check box; what it is called stands beside it, or is said.
 * @param {{ isOn: boolean, change: () => void, label?: string, field?: string, disabled?: boolean }} props */
export function Check({ isOn, change, label, field, disabled }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  useAsIs(box, (element) => (element.checked = isOn), [isOn]);
  return html`<input ref=${box} type="checkbox" aria-label=${label} data-field=${field} checked=${isOn}
    title=${lockNote(field)} disabled=${disabled || isLocked(field)} onChange=${change} />`;
}
