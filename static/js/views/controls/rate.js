// How fast it trains, measured by what comes: epochs and updates a second.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { number, t } from '../../text/texts.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Frame } from '../../types.js' */

const EVERY_MS = 1000;

/** Empty while nothing runs. @param {{ store: Store, playing: boolean }} props */
export function Rate({ store, playing }) {
  const rates = useSignal(/** @type {Rates | null} */ (null));
  useEffect(() => {
    rates.value = null;
    if (!playing) return;
    let before = { frame: store.frame.peek(), at: performance.now() };
    const measure = () => {
      const now = { frame: store.frame.peek(), at: performance.now() };
      rates.value = rateBetween(before, now);
      before = now;
    };
    const timer = setInterval(measure, EVERY_MS);
    return () => clearInterval(timer);
  }, [playing]);
  const text = (/** @type {'epochs' | 'updates'} */ unit) =>
    t(`rate.${unit}`, { n: number(rates.value?.[unit] ?? 0, 0) });
  const both = rates.value && html`<span>${text('epochs')}</span><span>${text('updates')}</span>`;
  return html`<span class="rate" aria-hidden="true">${both}</span>`;
}

/** @typedef {{ frame: Frame | null, at: number }} Seen  at: milliseconds */
/** @typedef {{ epochs: number, updates: number }} Rates  in a second, whole */

/** Null where two frames are not of one run.
 * @param {Seen} before @param {Seen} now @returns {Rates | null} */
function rateBetween(before, now) {
  if (!before.frame || !now.frame || before.frame.generation !== now.frame.generation) return null;
  const seconds = (now.at - before.at) / 1000;
  const rate = (/** @type {number} */ count) => Math.round(count / seconds);
  const { epoch, updates } = before.frame;
  return { epochs: rate(now.frame.epoch - epoch), updates: rate(now.frame.updates - updates) };
}
