// A button for what cannot be taken back: it asks once.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';

/** @param {{ label: string, sure: string, act: () => unknown, disabled?: boolean }} props */
export function Sure({ label, sure, act, disabled }) {
  const isAsked = useSignal(false);
  const press = () => (isAsked.value ? act() : (isAsked.value = true));
  return html`<button class=${`text ${isAsked.value ? 'strong' : 'outlined-inline'}`} disabled=${disabled}
    onClick=${press}>${isAsked.value ? sure : label}</button>`;
}
