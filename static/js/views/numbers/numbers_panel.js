// What unfolds under the network: scores, learning rate, layers.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { epochs, number, t } from '../../text/texts.js';
import { useCurves } from '../parts/activation_curves.js';
import { Schedule } from './histogram.js';
import { LayerRows } from './layer_rows.js';
import { Confusion, Figure, Figures } from './scores.js';
/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function NumbersPanel({ store }) {
  const steepness = useComputed(() => store.state.value.roomState.experiment.steepness).value;
  const table = useComputed(() => store.state.value.roomState.table).value;
  const [own, plain] = [useCurves(steepness), useCurves(1)];
  const numbers = store.numbers.value;
  if (!numbers) return html`<p class="soft">${t('numbers.coming')}</p>`;
  const { metrics, layers, schedule, learning_rate: rate, best_epoch: best, epoch } = numbers;
  const curveOf = (/** @type {string} */ name, /** @type {number} */ layer) =>
    (layer === layers.length - 1 ? plain : own)?.curves[name] ?? null;
  const surrogate = layers.find(({ activation }) => plain?.curves[activation]?.surrogate);
  return html`
    <div class="figures">
      <${Figures} metrics=${metrics} />
      ${best !== null && html`<${Figure} label=${t('best_epoch')} value=${epochs(best)} />`}
      <${Figure} label=${t('learning_rate.now')} value=${number(rate, 6)}>
        ${schedule && html`<${Schedule} ...${schedule} epoch=${epoch} rate=${rate} />`}</${Figure}>
    </div>
    ${
      metrics.train.confusion &&
      html`<div class="confusions">
        <${Confusion} scores=${metrics.train} table=${table} title=${t('confusion.train')} />
        <${Confusion} scores=${metrics.test} table=${table} title=${t('confusion.test')} /></div>
      <p class="soft">${t('confusion.note')}</p>`
    }
    <${LayerRows} layers=${layers} curveOf=${curveOf} reach=${own?.reach ?? 5} />
    ${surrogate && html`<p class="soft">${t('surrogate')}</p>`}
  `;
}
