// The figures that stay in sight: the epoch, both losses, and how many test points are told right.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { epochs, loss, percent, t } from '../../text/texts.js';

/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function Figures({ store }) {
  const epoch = useComputed(() => epochs(store.frame.value?.epoch ?? 0));
  return html`<div class="epoch"><span class="label">${t('epoch')}</span>
      <b data-testid="epoch">${epoch}</b></div>
    <div class="losses"><${Loss} store=${store} set="train" /><${Loss} store=${store} set="test" />
      <${TestAccuracy} store=${store} /></div>`;
}

/** The newest loss over the training or the test points.
 * @param {{ store: Store, set: 'train' | 'test' }} props */
function Loss({ store, set }) {
  const value = useComputed(() => loss(store.frame.value?.now?.[set] ?? NaN));
  return html`<div><span class=${`label key ${set === 'test' ? set : ''}`}>${t(`loss.${set}`)}</span>
    <b data-testid=${`${set}-loss`}>${value}</b></div>`;
}

/** The share of test points classified right, if there are classes. @param {{ store: Store }} props */
function TestAccuracy({ store }) {
  const has = useComputed(() => !!store.frame.value?.accuracy).value;
  const text = useComputed(() => percent(store.frame.value?.accuracy?.test ?? null));
  return (
    has &&
    html`<div class="accuracy"><span class="label">${t('accuracy.test')}</span>
    <b data-testid="test-accuracy">${text}</b></div>`
  );
}
