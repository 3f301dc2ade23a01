// The bar that stays: play, step, reset, the figures, the speed; the links, the display and the help.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { isSameSpeed, SPEEDS, speedMessage } from '../../controls/controls.js';
import { roomFrom } from '../../protocol/rooms.js';
import { hostAddress } from '../../protocol/session.js';
import { number, t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';
import { List } from '../parts/list.js';
import { isBelowBar } from '../parts/room.js';
import { Display } from './display.js';
import { Figures } from './figures.js';
import { IconButton } from './icon_button.js';
import { SmallPlane } from './small_plane.js';

/** @import { Speed as SpeedChoice } from '../../controls/controls.js' */
/** @import { Common } from '../parts/common.js' */

/** @param {Common & { isAlone: boolean, openExamples: () => void, openShare: () => void,
 *   openHelp: () => void }} props isAlone: the page belongs to no class */
export function Toolbar({ store, canEdit, isAlone, shown, openExamples, openShare, openHelp }) {
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  return html`
    <header class="toolbar">
      <h1 class="brand">${t('brand')}</h1>
      ${canEdit && html`<${Transport} store=${store} shown=${shown} playing=${playing} />`}
      ${isAlone && !canEdit && html`<${Alone} store=${store} />`}
      <${Figures} store=${store} />
      <${SmallPlane} store=${store} />
      ${canEdit && !isBelowBar.speed.value && html`<${Speed} store=${store} />`}
      <div class="right">
        ${canEdit && !isBelowBar.history.value && html`<${History} store=${store} />`}
        <${Live} store=${store} />
        ${
          canEdit &&
          !isBelowBar.examples.value &&
          html`<button class="text" aria-haspopup="dialog" onClick=${openExamples}
            >${t('examples')}</button>`
        }
        ${
          isAlone &&
          canEdit &&
          html`<a class="to-class" href="teach" target="_blank" rel="noopener" title=${t('class.open')}
            >${t('class')}</a>`
        }
        <button class="text" onClick=${openShare}>${t('share')}</button>
        <${Display} />
        <button title=${t('help')} aria-label=${t('help')} onClick=${openHelp}>?</button>
      </div>
    </header>
  `;
}

/** A watcher's way to a room of their own; the way back leads here again.
 * @param {Pick<Common, 'store'>} props */
function Alone({ store }) {
  const go = async () => {
    try {
      const { room, token } = store.state.peek();
      location.assign(hostAddress(location, await roomFrom(room, token)));
    } catch {
      store.notify('alone.failed');
    }
  };
  return html`<button class="text outlined alone" title=${t('alone.title')} onClick=${go}
    >${t('alone')}</button>`;
}

/** Start, stop and step. @param {Pick<Common, 'store' | 'shown'> & { playing: boolean }} props */
function Transport({ store, shown, playing }) {
  const { speed_unit: unit } = store.state.value.roomState;
  const isByUpdate = unit === 'update';
  const step = t(isByUpdate ? 'step.update' : 'step.title');
  const toggle = playing ? 'pause' : 'play';
  return html`<div class="transport" role="group" aria-label=${t('training')}>
    ${
      shown('resetButton') &&
      html`<${IconButton} kind="worded" sign="restart" label=${t('restart')} title=${t('restart.title')}
          press=${() => store.send({ type: 'reset', weights: 'same' })} />
        <${IconButton} kind="worded" sign="reset" label=${t('reset')} title=${t('reset.title')}
          press=${() => store.send({ type: 'reset' })} />`
    }
    ${
      shown('playButton') &&
      html`<${IconButton} kind="play" sign=${toggle} label=${t(toggle)}
        press=${() => store.send({ type: toggle })} />`
    }
    ${
      shown('stepButton') &&
      html`<${IconButton} sign="step" label=${t('step')} title=${step}
        press=${() => store.send({ type: 'step', unit })} />`
    }
  </div>`;
}

/** What of the bar stands with the settings, where it has no room.
 * @param {Pick<Common, 'store'> & { openExamples: () => void }} props */
export function BelowBar({ store, openExamples }) {
  const { history, speed, examples } = isBelowBar;
  if (!history.value) return null;
  return html`<div class="below-bar">
    <${History} store=${store} />
    ${speed.value && html`<${Speed} store=${store} />`}
    ${
      examples.value &&
      html`<button class="text" aria-haspopup="dialog" onClick=${openExamples}>${t('examples')}</button>`
    }</div>`;
}

/** Undo and redo. @param {{ store: Common['store'] }} props */
function History({ store }) {
  const { can_undo: canUndo, can_redo: canRedo } = store.state.value.roomState;
  const button = (/** @type {'undo' | 'redo'} */ type, /** @type {boolean} */ isPossible) =>
    html`<${IconButton} sign=${type} label=${t(type)} title=${t(`${type}.title`)} disabled=${!isPossible}
      press=${() => store.send({ type })} />`;
  return html`<div class="history" role="group" aria-label=${t('history')}>
    ${button('undo', canUndo)}${button('redo', canRedo)}</div>`;
}

/** @param {{ store: Common['store'] }} props */
function Speed({ store }) {
  const { speed, speed_unit: unit } = store.state.value.roomState;
  const present = { speed, unit };
  const choices = SPEEDS.some((each) => isSameSpeed(each, present)) ? SPEEDS : [...SPEEDS, present];
  return html`<div class="speed"><${Explained} field="speed" />
    <${List} label=${t('speed')} texts=${choices.map(speedText)}
      present=${choices.findIndex((each) => isSameSpeed(each, present))}
      change=${(/** @type {number} */ chosen) => store.send(speedMessage(choices[chosen]))} /></div>`;
}

/** @param {SpeedChoice} speed */
function speedText({ speed, unit }) {
  if (speed === null) return t('speed.fastest');
  return t(`speed.${unit}`, { n: number(speed) });
}

/** Who is connected, in a word. @param {{ store: Common['store'] }} props */
function Live({ store }) {
  const { phase, isSilent, role, roomState } = store.state.value;
  const others = roomState.watchers;
  /** The sentence, and what stands for it where there is little room. */
  const [text, short = text] =
    phase !== 'open'
      ? [t('live.lost'), '']
      : isSilent
        ? [t('live.silent'), '']
        : role === 'watcher'
          ? [t('live.watching')]
          : others
            ? [t('live.watchers', { n: others }), number(others)]
            : [t('live.live')];
  return html`<div class=${`live ${isSilent ? 'silent' : phase}`} title=${text} data-short=${short}
    ><i></i><span>${text}</span></div>`;
}
