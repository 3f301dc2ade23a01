// For those who do not see the page: the losses and the boundary in words, now and then.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { situation } from '../../text/in_words.js';

/** @import { Store } from '../../state/store.js' */

const EVERY_MS = 8000;

/** @param {{ store: Store }} props */
export function Announcer({ store }) {
  const text = useSignal('');
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  useEffect(() => {
    const announce = () => (text.value = situation(store.frame.peek()));
    if (!playing) return void (store.frame.peek()?.epoch && announce());
    const timer = setInterval(announce, EVERY_MS);
    return () => clearInterval(timer);
  }, [playing]);
  return html`<p class="visually-hidden" role="status" aria-live="polite" data-testid="announcer"
    >${text}</p>`;
}
