// The words for training that has stopped by itself, and the button to go on.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { number, t } from '../../text/texts.js';
/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function StopNotice({ store }) {
  const { roomState, role } = store.state.value;
  const closed = useSignal('');
  const { stopped, generation } = roomState;
  const id = stopped && `${generation} ${stopped.reason.code} ${stopped.epoch}`;
  if (!stopped || id === closed.value) return null;
  const values = { ...stopped.reason.values, epoch: stopped.epoch };
  const shown = Object.entries(values).map(([name, value]) => [name, number(Number(value), 6)]);
  const text = t(`stop.${stopped.reason.code}`, Object.fromEntries(shown));
  const { better_epoch: best } = stopped;
  const better =
    best === null ? '' : t('stop.better', { epoch: number(stopped.epoch, 0), best: number(best, 0) });
  const useBest = () => store.send({ type: 'use_best' });
  const play = () => store.send({ type: 'play' });
  return html`<div class="notice" data-testid="stopped"><p>${text} ${better}</p>
    ${
      role === 'host' &&
      better &&
      html`<button class="text" onClick=${useBest}>${t('stop.use_best')}</button>`
    }
    ${role === 'host' && html`<button class="text strong" onClick=${play}>${t('stop.go_on')}</button>`}
    <button aria-label=${t('notice.close')} onClick=${() => (closed.value = id ?? '')}>✕</button></div>`;
}
