// Play, step, reset, the epoch, the speed; the links, the display and the help.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';

import { isSameSpeed, SPEEDS, speedMessage } from '../../controls/controls.js';
import { epochs, number, t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';
import { Device } from './device.js';
import { Display } from './display.js';

/** @import { Speed } from '../../controls/controls.js' */
/** @import { Common } from '../parts/common.js' */
/** @import { Signal } from '@preact/signals' */

const ICONS = {
  play: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M6 3.5v17l15-8.5z" /></svg>`,
  pause: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><rect x="5" y="4" width="5" height="16" rx="1" /><rect x="14" y="4" width="5" height="16" rx="1" /></svg>`,
  step: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M5 4l11 8-11 8z" /><rect x="17.5" y="4" width="2.5" height="16" rx="1" /></svg>`,
  restart: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M20 4L9 12l11 8z" /><rect x="4.5" y="4" width="2.5" height="16" rx="1" /></svg>`,
  undo: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3" /></svg>`,
  redo: html`<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h3" /></svg>`,
  reset: html`<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5" /></svg>`,
};

/** @param {Common & { openShare: () => void, openHelp: () => void, laser: Signal<boolean> }} props */
export function Toolbar({ store, canEdit, shown, openShare, openHelp, laser }) {
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  const epoch = useComputed(() => epochs(store.frame.value?.epoch ?? 0));
  const { can_undo: canUndo, can_redo: canRedo, watchers, speed_unit: unit } = store.state.value.roomState;
  const send = (/** @type {'play'|'pause'|'step'|'reset'|'undo'|'redo'} */ type) => () =>
    store.send({ type });
  const isByUpdate = unit === 'update';
  const stepTitle = isByUpdate ? t('step.update') : t('step.title');
  const restart = () => store.send({ type: 'reset', weights: 'same' });
  return html`
    <header class="toolbar">
      <h1 class="brand">${t('brand')}</h1>
      ${
        canEdit &&
        html`<div class="transport" role="group" aria-label=${t('training')}>
        ${shown('resetButton') && html`<button title=${t('restart.title')} aria-label=${t('restart')} onClick=${restart}>${ICONS.restart}</button>`}
        ${shown('resetButton') && html`<button title=${t('reset.title')} aria-label=${t('reset')} onClick=${send('reset')}>${ICONS.reset}</button>`}
        ${
          shown('playButton') &&
          html`<button class="play" title=${t(playing ? 'pause' : 'play')} aria-label=${t(playing ? 'pause' : 'play')} onClick=${send(playing ? 'pause' : 'play')}>${playing ? ICONS.pause : ICONS.play}</button>`
        }
        ${shown('stepButton') && html`<button title=${stepTitle} aria-label=${t('step')} onClick=${() => store.send({ type: 'step', unit })}>${ICONS.step}</button>`}
      </div>`
      }
      <div class="epoch"><span class="label">${t('epoch')}</span><b data-testid="epoch">${epoch}</b></div>
      ${canEdit && html`<${Speed} store=${store} />`}
      <${Device} store=${store} playing=${playing} canEdit=${canEdit} />
      <div class="right">
        ${
          canEdit &&
          html`<div class="history" role="group" aria-label=${t('history')}>
          <button title=${t('undo.title')} aria-label=${t('undo')} disabled=${!canUndo} onClick=${send('undo')}>${ICONS.undo}</button>
          <button title=${t('redo.title')} aria-label=${t('redo')} disabled=${!canRedo} onClick=${send('redo')}>${ICONS.redo}</button></div>`
        }
        ${canEdit && watchers > 0 && html`<button class="text laser-switch" aria-pressed=${laser.value} title=${t('laser.title')} onClick=${() => (laser.value = !laser.value)}>${t('laser')}</button>`}
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
  const { speed, speed_unit: unit } = store.state.value.roomState;
  const present = { speed, unit };
  const choices = SPEEDS.some((each) => isSameSpeed(each, present)) ? SPEEDS : [...SPEEDS, present];
  const choose = (/** @type {Event} */ event) =>
    store.send(speedMessage(choices[/** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex]));
  return html`<div class="speed"><${Explained} field="speed" />
    <select aria-label=${t('speed')} onChange=${choose}>
      ${choices.map((each) => html`<option selected=${isSameSpeed(each, present)}>${speedText(each)}</option>`)}
    </select></div>`;
}

/** @param {Speed} speed */
function speedText({ speed, unit }) {
  if (speed === null) return t('speed.fastest');
  const plural = speed === 1 ? '' : 's';
  return t(`speed.${unit}${plural}`, { n: number(speed) });
}

/** Who is connected, in a word. @param {{ store: Common['store'] }} props */
function Live({ store }) {
  const { phase, role, roomState } = store.state.value;
  const others = roomState.watchers;
  const say =
    phase !== 'open'
      ? t('live.lost')
      : role === 'watcher'
        ? t('live.watching')
        : others
          ? t('live.watchers', { n: others })
          : t('live.live');
  const short = phase !== 'open' ? '' : role !== 'watcher' && others ? number(others) : say; // where there is little room
  return html`<div class=${`live ${phase}`} title=${say} data-short=${short}><i></i><span>${say}</span></div>`;
}
