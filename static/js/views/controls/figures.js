// The figures that stay in sight: the epoch, both losses, and how many test points are told right.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { epochs, loss, number, percent, t } from '../../text/texts.js';

/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function Figures({ store }) {
  const epoch = useComputed(() => epochs(store.frame.value?.epoch ?? 0));
  // The room says that it is paused before its last picture comes.
  const moves = useComputed(() => !!store.frame.value?.playing);
  const isByUpdate = useComputed(() => store.state.value.roomState.speed_unit === 'update').value;
  return html`<div class="epoch"><span class="label">${t('epoch')}${
    isByUpdate && html`<${Updates} store=${store} />`
  }</span>
      <b data-testid="epoch" data-moves=${moves}>${epoch}</b></div>
    <div class="losses"><${Loss} store=${store} set="train" /><${Loss} store=${store} set="test" />
      <${TestAccuracy} store=${store} /></div>`;
}

/** The newest loss over the training or the test points.
 * @param {{ store: Store, set: 'train' | 'test' }} props */
function Loss({ store, set }) {
  const value = useComputed(() => store.frame.value?.now?.[set] ?? NaN);
  const text = useComputed(() => (value.value === Infinity ? t('beyond.short') : loss(value.value)));
  const isBeyond = useComputed(() => value.value === Infinity).value;
  return html`<div><span class=${`label key ${set === 'test' ? set : ''}`}>${t(`loss.${set}`)}</span>
    <b data-testid=${`${set}-loss`} title=${isBeyond ? loss(Infinity) : null}>${text}</b></div>`;
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

/** Changes of these fields leave it unknown how many updates the epochs before have had. */
const SHAPING = ['batch_size', 'train_percent'];

/** How many updates of this epoch are done, for who goes from one to the next.
 * @param {{ store: Store }} props */
function Updates({ store }) {
  const text = useComputed(() => {
    const { experiment, marks } = store.state.value.roomState;
    const { epoch = 0, updates = 0 } = store.frame.value ?? {};
    const points = (store.points.value?.train.length ?? 0) / 3;
    const all = Math.floor(points / experiment.batch_size); // a batch that is not full makes none
    const isKnown = !marks.some(({ changes }) => SHAPING.some((field) => field in changes));
    const n = updates - epoch * all;
    return isKnown && n >= 0 && n <= all ? t('updates.of', { n: number(n, 0), all: number(all, 0) }) : '';
  });
  return html`<span data-testid="update" title=${t('updates.title')}>${text}</span>`;
}
