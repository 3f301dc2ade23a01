// Sentences for what went wrong and what the page does about it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/** @param {{ store: import('../main.js').Store }} props */
export function Notices({ store }) {
  const { phase, say, notice, retryAt, roomState } = store.state.value;
  return html`<div class="notices" role="status" aria-live="polite">
    ${say && phase !== 'connecting' && html`<div class="notice" key="connection"><p>${say} <${Countdown} until=${retryAt} /></p>
      ${phase === 'lost' && html`<button class="text" onClick=${() => store.retry()}>Try now</button>`}
      ${phase === 'stopped' && html`<button class="text" onClick=${() => location.assign(location.pathname)}>Open a new one</button>`}</div>`}
    ${roomState.diverged && html`<div class="notice wrong" key="diverged"><p>Training diverged: a number grew past every bound, and training has paused at the
      last finite state. Lower the learning rate, then reset.</p><button class="text" onClick=${() => store.send({ type: 'reset' })}>Reset</button></div>`}
    ${notice && html`<div class="notice" key=${notice.id}><p>${notice.text}</p><button aria-label="Close this message" onClick=${() => store.dismiss()}>✕</button></div>`}
  </div>`;
}

/** The seconds until the next try. @param {{ until: number | null }} props */
function Countdown({ until }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return until ? html`<span>Next try in ${Math.max(0, Math.ceil((until - now.value) / 1000))} s.</span>` : null;
}
