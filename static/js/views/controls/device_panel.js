// The list of devices, measured while it is open, and the line about a device that was lost. Loaded when they
// are wanted.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { reasonText } from '../../text/reasons.js';
import { aboutNumber, number, t } from '../../text/texts.js';
import { onEscape, placeBeside } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { useAsIs } from '../parts/list.js';

/** @import { Store } from '../../state/store.js' */
/** @import { DeviceShown } from '../../messages.js' */

/** Their labels would only repeat their names. */
const PROCESSORS = ['numpy', 'numba'];

/** @param {string} name */
const deviceName = (name) => choiceLabel('device', name);

/** The list of devices under its button.
 * @param {{ store: Store, button: { current: HTMLElement | null }, close: () => void }} props */
export function DevicePanel({ store, button, close }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { device, computing, parameter_count: size } = store.state.value.roomState;
  const { rows, measuring } = store.devices.value;
  useLayoutEffect(() => {
    if (!box.current || !button.current) return;
    placeBeside(box.current, button.current);
  }, [rows.length]);
  useMeasured(store, `${computing} ${size}`);
  useEffect(() => {
    box.current?.focus();
    const outside = (/** @type {Event} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const isInside = box.current?.contains(target) || button.current?.contains(target);
      if (!isInside && !target.closest('.explanation')) close();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const leave = () => {
    button.current?.focus();
    close();
  };
  const auto = rows.find((row) => row.is_auto);
  const choose = (/** @type {string} */ name) => () => store.send({ type: 'set_device', device: name });
  const choice = (/** @type {DeviceShown} */ row) => {
    const { name, unavailable_reason: reason } = row;
    const label = reason || PROCESSORS.includes(name) ? '' : row.label;
    return html`<${DeviceChoice} key=${name} name=${name} label=${label} isMissing=${reason !== null}
      status=${measuring ? '…' : deviceStatus(row, device)} isChosen=${device === name}
      choose=${choose(name)} />`;
  };
  return html`<section ref=${box} class="devices" role="dialog" tabindex="-1" aria-label=${labelOf('device')}
    aria-busy=${measuring} onKeyDown=${onEscape(leave)}>
    <${Explained} field="device" />
    <ul role="radiogroup" aria-label=${labelOf('device')}>
      <${DeviceChoice} name="auto" status=${auto ? t('device.takes', { name: deviceName(auto.name) }) : ''}
        isChosen=${device === 'auto'} choose=${choose('auto')} />
      ${rows.map(choice)}
    </ul>
    <p role="status">${t(measuring ? 'device.measuring' : 'device.measured')}</p>
  </section>`;
}

/** @param {{ name: string, status: string, label?: string, isChosen: boolean, isMissing?: boolean,
 *   choose: () => void }} props */
function DeviceChoice({ name, status, label, isChosen, isMissing = false, choose }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  useAsIs(box, (element) => (element.checked = isChosen), [isChosen]);
  return html`<li class=${isMissing ? 'missing' : ''} role="none"><label>
    <input ref=${box} type="radio" name="device" value=${name} checked=${isChosen} disabled=${isMissing}
      onChange=${choose} />
    <b>${deviceName(name)}</b><span class="status">${status}</span>
    ${label && html`<small>${label}</small>`}</label></li>`;
}

/** The status of a device: why it is unavailable, or how fast it is.
 * @param {DeviceShown} row @param {string} chosen @returns {string} */
export function deviceStatus(row, chosen) {
  const { name, unavailable_reason: reason, is_ready: isReady, epochs_per_second: rate } = row;
  if (reason) return reasonText(reason);
  if (!isReady) return t(name === chosen ? 'device.preparing' : 'device.cold');
  return rate === null ? '' : t('device.rate', { n: number(aboutNumber(rate), 1) });
}

/** Has the devices measured now, and again when something is different; one measurement at a time.
 * @param {Store} store @param {string} situation */
function useMeasured(store, situation) {
  const measured = useRef('');
  const { measuring } = store.devices.value;
  useEffect(() => {
    if (measuring || measured.current === situation) return;
    if (store.measureDevices()) measured.current = situation;
  }, [measuring, situation]);
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
