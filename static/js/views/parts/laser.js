// A dot that everybody in the room sees where the host points.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/** @import { Store } from '../../state/store.js' */

/** Which part of the page each panel of the protocol is. */
const PANELS = /** @type {const} */ ({ plane: '.plot', network: '.network-stage' });

/** The other's dot. Lies in the panel. @param {{ store: Store, panel: keyof typeof PANELS }} props */
export function LaserDot({ store, panel }) {
  const laser = store.laser.value;
  if (laser?.panel !== panel) return null;
  return html`<i class="laser" style=${{ left: `${laser.x * 100}%`, top: `${laser.y * 100}%` }}></i>`;
}

/** While it is on, sends where the pointer is. @param {Store} store @param {boolean} isOn */
export function useLaser(store, isOn) {
  useEffect(() => {
    if (!isOn) return;
    const moved = (/** @type {PointerEvent} */ event) => store.pointLaser(panelPlace(event));
    addEventListener('pointermove', moved);
    return () => {
      removeEventListener('pointermove', moved);
      store.pointLaser(null);
    };
  }, [isOn]);
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
