// The words for training that has stopped by itself, and the button to go on.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { number, t } from '../../text/texts.js';
/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function StopNotice({ store }) {
  const { roomState, role } = store.state.value;
  const closed = useSignal('');
  const { stopped, experiment, generation } = roomState;
  const id = stopped && `${generation} ${stopped.reason} ${stopped.epoch}`;
  if (!stopped || id === closed.value) return null;
  const values = {
    epoch: number(stopped.epoch, 0),
    best: number(stopped.best_epoch ?? 0, 0),
    patience: number(stopped.epoch - (stopped.best_epoch ?? 0), 0),
    loss: number(experiment.stop_loss, 6),
    accuracy: number(experiment.stop_accuracy, 2),
  };
  const play = () => store.send({ type: 'play' });
  return html`<div class="notice" data-testid="stopped"><p>${t(`stop.${stopped.reason}`, values)}</p>
    ${role === 'host' && html`<button class="text strong" onClick=${play}>${t('stop.go_on')}</button>`}
    <button aria-label=${t('notice.close')} onClick=${() => (closed.value = id ?? '')}>✕</button></div>`;
}
