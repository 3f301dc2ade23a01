// What computes, and how fast it goes: who holds the controls can choose here, by figures measured with their
// own network while the list is seen. And the line about a device that was lost.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { reasonText } from '../../text/reasons.js';
import { aboutNumber, number, t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';
import { useAsIs } from '../parts/list.js';
import { Rate } from './rate.js';

/** @import { Store } from '../../state/store.js' */
/** @import { DeviceShown } from '../../messages.js' */

/** Their labels would only repeat their names. */
const PROCESSORS = ['numpy', 'numba'];

/** What only who runs the server can change: others need not read which part is missing. */
const ABSENT = [
  'not_installed',
  'extra_not_installed',
  'no_compiler',
  'no_drivers_here',
  'no_driver',
  'no_gpu',
  'simulated',
];

/** @param {string} name */
const deviceName = (name) => choiceLabel('device', name);

/** @param {{ store: Store, canEdit: boolean }} props */
export function Devices({ store, canEdit }) {
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  const { computing } = store.state.value.roomState;
  return html`<div class="devices wide">
    <${Explained} field="device" />
    <b class="computing">${deviceName(computing)}</b>
    <${Rate} store=${store} playing=${playing} />
    ${canEdit && html`<${DeviceList} store=${store} />`}
  </div>`;
}

/** The devices to choose from. @param {{ store: Store }} props */
function DeviceList({ store }) {
  const { device, computing, parameter_count: size } = store.state.value.roomState;
  const { rows, measuring } = store.devices.value;
  useMeasured(store, `${computing} ${size}`);
  const auto = rows.find((row) => row.is_auto);
  const choose = (/** @type {string} */ name) => () => store.send({ type: 'set_device', device: name });
  const choice = (/** @type {DeviceShown} */ row) => {
    const { name, unavailable_reason: reason } = row;
    const label = reason || PROCESSORS.includes(name) ? '' : row.label;
    return html`<${DeviceChoice} key=${name} name=${name} label=${label} isMissing=${reason !== null}
      status=${measuring ? '…' : deviceStatus(row, device)} isChosen=${device === name}
      why=${reason && reasonText(reason)} choose=${choose(name)} />`;
  };
  return html`<ul role="radiogroup" aria-label=${labelOf('device')} aria-busy=${measuring}>
      <${DeviceChoice} name="auto" status=${auto ? t('device.takes', { name: deviceName(auto.name) }) : ''}
        isChosen=${device === 'auto'} choose=${choose('auto')} />
      ${rows.map(choice)}
    </ul>
    <p role="status">${t(measuring ? 'device.measuring' : 'device.measured')}</p>`;
}

/** @param {{ name: string, status: string, label?: string, isChosen: boolean, isMissing?: boolean,
 *   why?: string | null, choose: () => void }} props  why: what is missing, for who runs the server */
function DeviceChoice({ name, status, label, isChosen, isMissing = false, why, choose }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  useAsIs(box, (element) => (element.checked = isChosen), [isChosen]);
  return html`<li class=${isMissing ? 'missing' : ''} role="none"><label>
    <input ref=${box} type="radio" name="device" value=${name} checked=${isChosen} disabled=${isMissing}
      onChange=${choose} />
    <b>${deviceName(name)}</b><span class="status" title=${why}>${status}</span>
    ${label && html`<small>${label}</small>`}</label></li>`;
}

/** The status of a device: why it is unavailable, or how fast it is.
 * @param {DeviceShown} row @param {string} chosen @returns {string} */
export function deviceStatus(row, chosen) {
  const { name, unavailable_reason: reason, is_ready: isReady, epochs_per_second: rate } = row;
  if (reason) return ABSENT.includes(reason.code) ? t('device.absent') : reasonText(reason);
  if (!isReady) return t(name === chosen ? 'device.preparing' : 'device.cold');
  return rate === null ? '' : t('device.rate', { n: number(aboutNumber(rate), 1) });
}

/** Has the devices measured now, and again when something is different, or what was measured is gone with
 * its connection; one measurement at a time.
 * @param {Store} store @param {string} situation */
function useMeasured(store, situation) {
  const measured = useRef('');
  const { rows, measuring } = store.devices.value;
  useEffect(() => {
    if (measuring || (rows.length > 0 && measured.current === situation)) return;
    if (store.measureDevices()) measured.current = situation;
  }, [measuring, situation, rows]);
}

/** A device is lost: what computes now. @param {{ store: Store }} props */
export function DeviceNotice({ store }) {
  const { device_lost: lost, computing } = store.state.value.roomState;
  const closed = useSignal('');
  const id = lost && `${lost.device} ${lost.reason.code}`;
  if (!lost || id === closed.value) return null;
  const [device, reason] = [deviceName(lost.device), reasonText(lost.reason)];
  const text = t('device.lost', { device, reason, computing: deviceName(computing) });
  return html`<div class="notice" data-testid="device-lost"><p>${text}</p>
    <button aria-label=${t('notice.close')} onClick=${() => (closed.value = id ?? '')}>✕</button></div>`;
}
