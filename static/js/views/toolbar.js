// Play, step, reset, the epoch, the speed; the watch link and the theme.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';

import { SPEEDS } from '../controls.js';
import { formatEpoch } from '../scales.js';

/** @typedef {import('./app.js').Common} Common */

const ICONS = {
  play: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M6 3.5v17l15-8.5z" /></svg>`,
  pause: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><rect x="5" y="4" width="5" height="16" rx="1" /><rect x="14" y="4" width="5" height="16" rx="1" /></svg>`,
  step: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M5 4l11 8-11 8z" /><rect x="17.5" y="4" width="2.5" height="16" rx="1" /></svg>`,
  reset: html`<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5" /></svg>`,
  theme: html`<svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="1.8" /><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" /></svg>`,
};

/** @param {Common & { switchTheme: () => void, openShare: () => void }} props */
export function Toolbar({ store, canEdit, shown, switchTheme, openShare }) {
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  const epoch = useComputed(() => formatEpoch(store.frame.value?.epoch ?? 0));
  const send = (/** @type {'play'|'pause'|'step'|'reset'} */ type) => () => store.send({ type });
  return html`
    <header class="toolbar">
      <h1 class="brand">Playground</h1>
      ${canEdit &&
      html`<div class="transport" role="group" aria-label="Training">
        ${shown('resetButton') && html`<button title="Reset: new first weights" aria-label="Reset" onClick=${send('reset')}>${ICONS.reset}</button>`}
        ${shown('playButton') &&
        html`<button class="play" title=${playing ? 'Pause' : 'Play'} aria-label=${playing ? 'Pause' : 'Play'} onClick=${send(playing ? 'pause' : 'play')}>${playing ? ICONS.pause : ICONS.play}</button>`}
        ${shown('stepButton') && html`<button title="Step: one epoch" aria-label="Step" onClick=${send('step')}>${ICONS.step}</button>`}
      </div>`}
      <div class="epoch"><span class="label">Epoch</span><b data-testid="epoch">${epoch}</b></div>
      ${canEdit && html`<${Speed} store=${store} />`}
      <div class="right">
        <${Live} store=${store} />
        ${canEdit && html`<button class="text" onClick=${openShare}>Share</button>`}
        <button title="Light or dark" aria-label="Light or dark" onClick=${switchTheme}>${ICONS.theme}</button>
      </div>
    </header>
  `;
}

/** @param {{ store: Common['store'] }} props */
function Speed({ store }) {
  const speed = useComputed(() => store.state.value.roomState.speed).value;
  const known = SPEEDS.some(({ value }) => value === speed);
  const choices = known ? SPEEDS : [...SPEEDS, { value: speed, label: `${speed} epochs/s` }];
  const choose = (/** @type {Event} */ event) => {
    const chosen = choices[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex];
    store.send({ type: 'speed', epochs_per_second: chosen.value });
  };
  return html`<label class="speed"><span class="label">Speed</span>
    <select onChange=${choose}>
      ${choices.map(({ value, label }) => html`<option selected=${value === speed}>${label}</option>`)}
    </select></label>`;
}

/** Who is connected, in a word. @param {{ store: Common['store'] }} props */
function Live({ store }) {
  const { phase, role, roomState } = store.state.value;
  const others = roomState.watchers;
  const say =
    phase !== 'open' ? 'Not connected' : role === 'watcher' ? 'Watching live' : others ? `${others} watching` : 'Live';
  return html`<div class=${`live ${phase}`} title=${say}><i></i><span>${say}</span></div>`;
}
