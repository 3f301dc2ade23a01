// A field to type a number into, with point or comma or as a fraction.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { typedNumber } from '../../text/texts.js';
import { typedText } from './elements.js';
import { isLocked, lockNote } from './locks.js';

/**
 * Shows the live value until something is typed; takes that on Enter or when the field is left.
 * @param {{ value: number, shown: string, set: (value: number) => unknown, label?: string, labelledBy?:
 *   string, field?: string, disabled?: boolean }} props shown: the value as text; labelledBy: the id of what
 *   says its name
 */
export function NumberField({ value, shown, set, label, labelledBy, field, disabled }) {
  const typed = useSignal(/** @type {string | null} */ (null));
  const isRefused = typed.value !== null && typedNumber(typed.value) === null;
  const take = () => {
    const meant = typed.value === null ? null : typedNumber(typed.value);
    if (meant !== null && meant !== value) set(meant);
    typed.value = null;
  };
  const onInput = (/** @type {Event} */ event) => (typed.value = typedText(event));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter') take();
    else if (event.key === 'Escape' && typed.value !== null) {
      event.stopPropagation();
      typed.value = null;
    }
  };
  // The decimal keyboards of phones have no minus, which weights need.
  return html`<input inputmode=${field ? 'decimal' : 'text'} autocomplete="off" aria-label=${label}
    aria-labelledby=${labelledBy} aria-invalid=${isRefused} data-field=${field}
    title=${lockNote(field)} disabled=${disabled || isLocked(field)} value=${typed.value ?? shown}
    onInput=${onInput} onBlur=${take} onKeyDown=${onKeyDown} />`;
}
