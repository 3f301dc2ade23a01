// Why the network does not learn, in a line over the plot, which is kept for what is said of the plot.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { reasonText } from '../../text/reasons.js';

/** @import { ReasonShown } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */

/** Shorter than this nobody can read it. */
const HELD_MS = 2000;

/** The reason to show: one that has appeared stays for a while, whatever comes.
 * @param {Store} store @returns {ReasonShown | null} */
export function useStuck(store) {
  const newest = useComputed(() => store.state.value.roomState.stuck).value;
  const shown = useSignal(/** @type {ReasonShown | null} */ (null));
  const since = useSignal(-Infinity);
  useEffect(() => {
    if (newest?.code === shown.value?.code) return void (shown.value = newest);
    const change = () => {
      shown.value = newest;
      since.value = performance.now();
    };
    const rest = shown.value ? since.value + HELD_MS - performance.now() : 0;
    if (rest <= 0) return change();
    const timer = setTimeout(change, rest);
    return () => clearTimeout(timer);
  }, [newest]);
  return shown.value;
}

/** @param {{ reason: ReasonShown }} props */
export function Stuck({ reason }) {
  const text = reasonText(reason, true);
  return html`<span class="stuck" title=${text} data-testid="stuck">${text}</span>`;
}

/** The same for those who do not see it: once for each reason, not with every number.
 * @param {{ reason: ReasonShown | null }} props */
export function StuckSaid({ reason }) {
  const said = useSignal('');
  const text = reason ? reasonText(reason, true) : '';
  useEffect(() => {
    said.value = text;
  }, [reason?.code, text === '']);
  return html`<span class="visually-hidden" role="status">${said}</span>`;
}
