// Play, step, reset, the epoch, the speed; the links, the display and the help.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';

import { SPEEDS } from '../controls.js';
import { epochs, t } from '../texts.js';
import { Display } from './display.js';

/** @typedef {import('./app.js').Common} Common */

const ICONS = {
  play: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M6 3.5v17l15-8.5z" /></svg>`,
  pause: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><rect x="5" y="4" width="5" height="16" rx="1" /><rect x="14" y="4" width="5" height="16" rx="1" /></svg>`,
  step: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M5 4l11 8-11 8z" /><rect x="17.5" y="4" width="2.5" height="16" rx="1" /></svg>`,
  reset: html`<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5" /></svg>`,
};

/** @param {Common & { openShare: () => void, openHelp: () => void }} props */
export function Toolbar({ store, canEdit, shown, openShare, openHelp }) {
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  const epoch = useComputed(() => epochs(store.frame.value?.epoch ?? 0));
  const send = (/** @type {'play'|'pause'|'step'|'reset'} */ type) => () => store.send({ type });
  return html`
    <header class="toolbar">
      <h1 class="brand">${t('brand')}</h1>
      ${canEdit &&
      html`<div class="transport" role="group" aria-label=${t('training')}>
        ${shown('resetButton') && html`<button title=${t('reset.title')} aria-label=${t('reset')} onClick=${send('reset')}>${ICONS.reset}</button>`}
        ${shown('playButton') &&
        html`<button class="play" title=${t(playing ? 'pause' : 'play')} aria-label=${t(playing ? 'pause' : 'play')} onClick=${send(playing ? 'pause' : 'play')}>${playing ? ICONS.pause : ICONS.play}</button>`}
        ${shown('stepButton') && html`<button title=${t('step.title')} aria-label=${t('step')} onClick=${send('step')}>${ICONS.step}</button>`}
      </div>`}
      <div class="epoch"><span class="label">${t('epoch')}</span><b data-testid="epoch">${epoch}</b></div>
      ${canEdit && html`<${Speed} store=${store} />`}
      <div class="right">
        <${Live} store=${store} />
        ${canEdit && html`<button class="text" onClick=${openShare}>${t('share')}</button>`}
        <${Display} />
        <button title=${t('help')} aria-label=${t('help')} onClick=${openHelp}>?</button>
      </div>
    </header>
  `;
}

/** @param {{ store: Common['store'] }} props */
function Speed({ store }) {
  const speed = useComputed(() => store.state.value.roomState.speed).value;
  const choices = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed];
  const label = (/** @type {number | null} */ value) => (value === null ? t('speed.fastest') : value === 1 ? t('speed.one') : t('speed.some', { n: value }));
  const choose = (/** @type {Event} */ event) => {
    const chosen = choices[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex];
    store.send({ type: 'speed', epochs_per_second: chosen });
  };
  return html`<label class="speed"><span class="label">${t('speed')}</span>
    <select aria-label=${t('speed')} onChange=${choose}>
      ${choices.map((value) => html`<option selected=${value === speed}>${label(value)}</option>`)}
    </select></label>`;
}

/** Who is connected, in a word. @param {{ store: Common['store'] }} props */
function Live({ store }) {
  const { phase, role, roomState } = store.state.value;
  const others = roomState.watchers;
  const say =
    phase !== 'open' ? t('live.lost') : role === 'watcher' ? t('live.watching') : others ? t('live.watchers', { n: others }) : t('live.live');
  return html`<div class=${`live ${phase}`} title=${say}><i></i><span>${say}</span></div>`;
}
