// The activations as curves: asked of the server, drawn in small, with a point on them.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { linePath } from '../../maths/histograms.js';
import { fetchOnce } from '../../protocol/fetch_once.js';
import { number, t } from '../../text/texts.js';

/** @import { ActivationCurve } from '../../types.js' */

/** @typedef {{ reach: number, curves: Record<string, ActivationCurve> }} Curves */

const WIDTH = 132;
const HEIGHT = 66;
const SHOWN = /** @type {const} */ ([-1.2, 1.2]);

/**
 * An activation with the place of one pre-activation on it; beyond the ends the point stands at the end.
 * @param {{ name: string, steepness: number, z: number, a: number }} props
 */
export function PointOnCurve({ name, steepness, z, a }) {
  const found = useCurves(steepness);
  const curve = found?.curves[name];
  if (!found || !curve) return null;
  const within = (/** @type {number} */ part) => Math.max(0, Math.min(1, part));
  const x = within((z + found.reach) / (2 * found.reach)) * WIDTH;
  const y = (1 - within((a - SHOWN[0]) / (SHOWN[1] - SHOWN[0]))) * HEIGHT;
  const label = t('activation.point', { z: number(z, 2), a: number(a, 2) });
  return html`<svg class="small-plot point-on-curve" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`}
    width=${WIDTH} height=${HEIGHT} role="img" aria-label=${label}>
    <path class="zero" d=${`M${WIDTH / 2},0V${HEIGHT}M0,${HEIGHT / 2}H${WIDTH}`} />
    <path class="value" d=${linePath(curve.value, SHOWN, WIDTH, HEIGHT)} />
    <circle cx=${x} cy=${y} r="4" /></svg>`;
}

/** The activations as curves, asked of the server once for each steepness of the sigmoid.
 * @param {number} steepness @returns {Curves | null} null until they have come */
export function useCurves(steepness) {
  const curves = useSignal(/** @type {Curves | null} */ (null));
  useEffect(() => {
    let isWanted = true;
    fetchOnce(`activations?steepness=${steepness}`).then((found) => {
      if (isWanted) curves.value = found;
    });
    return () => {
      isWanted = false;
    };
  }, [steepness]);
  return curves.value;
}
