// Plus and minus: how many hidden layers there are, and how many neurons each one has.
import { html } from 'htm/preact';

import { t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';

/** @import { Store } from '../../state/store.js' */

/**
 * @typedef {readonly number[]} Hidden  the neurons of each hidden layer
 */

/** @param {Store} store @param {Hidden} hidden */
const change = (store, hidden) => store.send({ type: 'change', changes: { hidden: [...hidden] } });

/** @param {{ store: Store, hidden: Hidden }} props */
export function LayerCount({ store, hidden }) {
  const [, most] = store.catalogue.limits.layers;
  return html`<div class="layers">
    <button class="small" aria-label=${t('layers.remove')} disabled=${hidden.length === 0} onClick=${() => change(store, hidden.slice(0, -1))}>−</button>
    <${Explained} field="hidden" text=${t(hidden.length === 1 ? 'layers.one' : 'layers.some', { n: hidden.length })} />
    <button class="small" aria-label=${t('layers.add')} disabled=${hidden.length >= most} onClick=${() => change(store, [...hidden, 2])}>+</button>
  </div>`;
}

/** @param {{ store: Store, hidden: Hidden, index: number, canEdit: boolean, tall: boolean, centre: number
 *   }} props */
export function LayerHead({ store, hidden, index, canEdit, tall, centre }) {
  const [least, most] = store.catalogue.limits.neurons;
  const count = hidden[index];
  const set = (/** @type {number} */ next) =>
    change(
      store,
      hidden.map((each, i) => (i === index ? next : each)),
    );
  const less = html`<button class="small" aria-label=${t('neurons.remove', { n: index + 1 })} disabled=${count <= least} onClick=${() => set(count - 1)}>−</button>`;
  const more = html`<button class="small" aria-label=${t('neurons.add', { n: index + 1 })} disabled=${count >= most} onClick=${() => set(count + 1)}>+</button>`;
  return html`<div class=${`layer-head ${tall ? 'tall' : ''}`} style=${{ left: `${centre}px` }}>
    <div>${canEdit && (tall ? more : less)}<b>${count}</b>${canEdit && (tall ? less : more)}</div>
    ${!tall && html`<span>${t(count === 1 ? 'neurons.one' : 'neurons.some')}</span>`}
  </div>`;
}
