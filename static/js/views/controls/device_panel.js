// The list of devices, measured while it is open, and the line about a device that was lost. Loaded when they
// are wanted.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { beside } from '../../maths/layout.js';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { reasonText } from '../../text/reasons.js';
import { aboutNumber, number, t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';

/** @import { Store } from '../../state/store.js' */
/** @import { DeviceShown } from '../../messages.js' */

/** @typedef {DeviceShown} DeviceRow */

/** What they are says no more than what they are called. */
const PROCESSORS = ['numpy', 'numba'];

/** @param {string} name */
const nameOf = (name) => choiceLabel('device', name);

/** The list of devices under its button.
 * @param {{ store: Store, button: { current: HTMLElement | null }, close: () => void }} props */
export function DevicePanel({ store, button, close }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { device, computing, parameter_count: size } = store.state.value.roomState;
  const { rows, measuring } = store.devices.value;
  useLayoutEffect(() => {
    if (!box.current || !button.current) return;
    const { left, top } = beside(
      button.current.getBoundingClientRect(),
      box.current.getBoundingClientRect(),
      { width: innerWidth, height: innerHeight },
    );
    Object.assign(box.current.style, { left: `${left}px`, top: `${top}px` });
  }, [rows.length]);
  useMeasured(store, `${computing} ${size}`);
  useEffect(() => {
    box.current?.focus();
    const outside = (/** @type {Event} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (
        !box.current?.contains(target) &&
        !button.current?.contains(target) &&
        !target.closest('.explanation')
      )
        close();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    button.current?.focus();
    close();
  };
  const auto = rows.find((row) => row.is_auto);
  const choose = (/** @type {string} */ name) => () => store.send({ type: 'set_device', device: name });
  return html`<section ref=${box} class="devices" role="dialog" tabindex="-1" aria-label=${labelOf('device')} aria-busy=${measuring} onKeyDown=${onKeyDown}>
    <${Explained} field="device" />
    <ul role="radiogroup" aria-label=${labelOf('device')}>
      <${Row} name="auto" says=${auto ? t('device.takes', { name: nameOf(auto.name) }) : ''} isChosen=${device === 'auto'} choose=${choose('auto')} />
      ${rows.map((row) => html`<${Row} key=${row.name} name=${row.name} label=${row.unavailable_reason || PROCESSORS.includes(row.name) ? '' : row.label} says=${measuring ? '…' : saying(row, device)} isChosen=${device === row.name} isMissing=${row.unavailable_reason !== null} choose=${choose(row.name)} />`)}
    </ul>
    <p role="status">${t(measuring ? 'device.measuring' : 'device.measured')}</p>
  </section>`;
}

/** @param {{ name: string, says: string, label?: string, isChosen: boolean, isMissing?: boolean, choose:
 *   () => void }} props */
function Row({ name, says, label, isChosen, isMissing = false, choose }) {
  return html`<li class=${isMissing ? 'missing' : ''} role="none"><label>
    <input type="radio" name="device" value=${name} checked=${isChosen} disabled=${isMissing} onChange=${choose} />
    <b>${nameOf(name)}</b><span class="says">${says}</span>${label && html`<small>${label}</small>`}</label></li>`;
}

/** What is known of a device: why not, or how fast.
 * @param {DeviceRow} row @param {string} chosen @returns {string} */
export function saying(
  { name, unavailable_reason: whyNot, is_ready: isReady, epochs_per_second: rate },
  chosen,
) {
  if (whyNot) return reasonText(whyNot);
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
  const says = t('device.lost', {
    device: nameOf(lost.device),
    reason: reasonText(lost.reason),
    computing: nameOf(computing),
  });
  return html`<div class="notice" data-testid="device-lost"><p>${says}</p>
    <button aria-label=${t('notice.close')} onClick=${() => (closed.value = id ?? '')}>✕</button></div>`;
}
