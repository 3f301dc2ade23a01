// A dot that everybody in the room sees where the host points, the host too.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** @import { Signal } from '@preact/signals' */
/** @import { Store } from '../../state/store.js' */
/** @import { LaserPlace } from '../../types.js' */

/** Which part of the page each panel of the protocol is. */
const PANELS = /** @type {const} */ ({ plane: '.plot', network: '.network-stage' });

/** Where this host points. */
const own = signal(/** @type {LaserPlace | null} */ (null));

/** The dot, one's own or the other's. Lies in the panel.
 * @param {{ store: Store, panel: keyof typeof PANELS }} props */
export function LaserDot({ store, panel }) {
  const laser = own.value ?? store.laser.value;
  if (laser?.panel !== panel) return null;
  return html`<i class="laser" style=${{ left: `${laser.x * 100}%`, top: `${laser.y * 100}%` }}></i>`;
}

/** While it is on, sends where the pointer is. @param {Store} store @param {boolean} isOn */
export function useLaser(store, isOn) {
  useEffect(() => {
    if (!isOn) return;
    const point = (/** @type {LaserPlace | null} */ place) => {
      own.value = place;
      store.pointLaser(place);
    };
    const moved = (/** @type {PointerEvent} */ event) => point(panelPlace(event));
    addEventListener('pointermove', moved);
    return () => {
      removeEventListener('pointermove', moved);
      point(null);
    };
  }, [isOn]);
}

/** A dot in a cross. */
const SIGN = html`<svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor"
  stroke-width="1.6" aria-hidden="true"><circle cx="7" cy="7" r="2.4" fill="currentColor" />
  <path d="M7 0v2.5M7 11.5V14M0 7h2.5M11.5 7H14" /></svg>`;

/** The button in the corner of the output's panel. @param {{ laser: Signal<boolean> }} props */
export function LaserSwitch({ laser }) {
  const flip = () => (laser.value = !laser.value);
  return html`<button class="corner laser-switch" title=${t('laser.title')} aria-label=${t('laser')}
    aria-pressed=${laser.value} onClick=${flip}>${SIGN}</button>`;
}

/** The panel under the pointer and the place in it, from 0 to 1. @param {PointerEvent} event */
function panelPlace(event) {
  for (const [panel, selector] of Object.entries(PANELS)) {
    const box = /** @type {Element} */ (event.target).closest?.(selector)?.getBoundingClientRect();
    if (box)
      return {
        panel: /** @type {keyof typeof PANELS} */ (panel),
        x: within((event.clientX - box.left) / box.width),
        y: within((event.clientY - box.top) / box.height),
      };
  }
  return null;
}

/** @param {number} part */
const within = (part) => Math.max(0, Math.min(1, part));
