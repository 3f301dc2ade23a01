// What computes, and how fast it goes: who holds the controls can choose here, by figures measured with their
// own network.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { lazy } from '../parts/lazy.js';
import { Rate } from './rate.js';

/** @import { Store } from '../../state/store.js' */

const DevicePanel = lazy(async () => (await import('./device_panel.js')).DevicePanel);
/** A device is lost: what computes now. */
export const DeviceNotice = lazy(
  async () => (await import('./device_panel.js')).DeviceNotice,
  ({ store }) => store.state.value.roomState.device_lost !== null,
);

/** The speed and the device in the toolbar; a button for who may choose.
 * @param {{ store: Store, playing: boolean, canEdit: boolean }} props */
export function Device({ store, playing, canEdit }) {
  const computing = useComputed(() => store.state.value.roomState.computing).value;
  const isOpen = useSignal(false);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const label = labelOf('device');
  const inside = html`<${Rate} store=${store} playing=${playing} label=${label} />
    <span class="computing"><span class="visually-hidden">${label}: </span>
      ${choiceLabel('device', computing)}</span>`;
  if (!canEdit) return html`<div class="device">${inside}</div>`;
  const toggle = () => (isOpen.value = !isOpen.value);
  const close = () => (isOpen.value = false);
  return html`<button ref=${button} class="device" title=${label} aria-haspopup="dialog"
      aria-expanded=${isOpen.value} onClick=${toggle}>${inside}</button>
    ${isOpen.value && html`<${DevicePanel} store=${store} button=${button} close=${close} />`}`;
}
