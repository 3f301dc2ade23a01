// Sentences for what went wrong and what the page does about it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { noticeText } from '../../text/reasons.js';
import { number, t } from '../../text/texts.js';
import { PastNotice } from '../charts/timeline.js';
import { lazy } from '../parts/lazy.js';
import { OtherTab } from './other_tab.js';
import { StopNotice } from './stop_notice.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Experiment } from '../../messages.js' */

const DeviceNotice = lazy(
  async () => (await import('../controls/devices.js')).DeviceNotice,
  ({ store }) => store.state.value.roomState.device_lost !== null,
);

/** @param {{ store: Store, canEdit: boolean }} props */
export function Notices({ store, canEdit }) {
  const { phase, isSilent, say, notice, retryAt, roomState } = store.state.value;
  const anew = () => location.assign(location.pathname);
  return html`<div class="notices" role="status" aria-live="polite">
    ${
      say &&
      phase !== 'connecting' &&
      html`<div class="notice" key="connection"><p>${t(say)} <${Countdown} until=${retryAt} /></p>
      ${phase === 'lost' && html`<button class="text" onClick=${store.retry}>${t('lost.retry')}</button>`}
      ${phase === 'stopped' && html`<button class="text" onClick=${anew}>${t('stopped.new')}</button>`}</div>`
    }
    ${isSilent && html`<div class="notice" key="silence"><p>${t('silent')}</p></div>`}
    ${roomState.diverged && html`<${Diverged} key="diverged" store=${store} canEdit=${canEdit} />`}
    <${PastNotice} store=${store} canEdit=${canEdit} />
    <${Renewed} store=${store} />
    <${OtherTab} store=${store} />
    <${StopNotice} store=${store} />
    <${DeviceNotice} store=${store} />
    <${Unkept} key="unkept" isSo=${roomState.unkept} />
    ${
      notice &&
      html`<div class="notice" key=${notice.id}><p>${noticeText(notice)}</p>
      <button aria-label=${t('notice.close')} onClick=${store.dismiss}>✕</button></div>`
    }
  </div>`;
}

/** Says that the room is not kept; who has read that may close it until it happens again.
 * @param {{ isSo: boolean }} props */
function Unkept({ isSo }) {
  const isRead = useSignal(false);
  useEffect(() => {
    if (!isSo) isRead.value = false;
  }, [isSo]);
  if (!isSo || isRead.value) return null;
  return html`<div class="notice"><p>${t('unkept')}</p>
    <button aria-label=${t('notice.close')} onClick=${() => (isRead.value = true)}>✕</button></div>`;
}

/** Says that the server has become another version than this page is of. @param {{ store: Store }} props */
function Renewed({ store }) {
  const seen = useSignal('');
  const { version } = store.state.value;
  if (version === null || version === store.catalogue.version || version === seen.value) return null;
  return html`<div class="notice" data-testid="renewed"><p>${t('renewed')}</p>
    <button class="text strong" onClick=${() => location.reload()}>${t('renewed.reload')}</button>
    <button aria-label=${t('notice.close')} onClick=${() => (seen.value = version)}>✕</button></div>`;
}

/** What happened, and ways on: of changes those that copies of the run have tried.
 * @param {{ store: Store, canEdit: boolean }} props */
function Diverged({ store, canEdit }) {
  const { learning_rate: lower, clip_norm: clip } = store.state.value.roomState.remedies;
  const back = (/** @type {Partial<Experiment>} */ changes) => () => {
    store.send({ type: 'go_to_best' });
    if (Object.keys(changes).length > 0) store.send({ type: 'change', changes });
  };
  return html`<div class="notice wrong"><p>${t('diverged')}</p>
    ${
      canEdit &&
      html`<div class="ways"><button class="text" onClick=${back({})}>${t('diverged.back')}</button>
      ${
        lower !== undefined &&
        html`<button class="text" onClick=${back({ learning_rate: lower })}
          >${t('diverged.lower', { rate: number(lower, 12) })}</button>`
      }
      ${
        clip !== undefined &&
        html`<button class="text" onClick=${back({ clip_norm: clip })}>${t('diverged.clip')}</button>`
      }</div>`
    }</div>`;
}

/** The seconds until the next try. @param {{ until: number | null }} props */
function Countdown({ until }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  if (!until) return null;
  return html`<span>${t('lost.countdown', { n: Math.max(0, Math.ceil((until - now.value) / 1000)) })}</span>`;
}
