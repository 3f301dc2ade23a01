// Plus and minus: how many hidden layers there are, and how many neurons each one has.
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { Explained } from '../parts/explain.js';

/** @import { Store } from '../../state/store.js' */

/** @typedef {readonly number[]} Hidden  the neurons of each hidden layer */

/** @param {{ sign: string, label: string, disabled: boolean, press: () => void }} props */
const Small = ({ sign, label, disabled, press }) =>
  html`<button class="small" aria-label=${label} disabled=${disabled} onClick=${press}>${sign}</button>`;

/** @param {Store} store @param {Hidden} hidden */
const change = (store, hidden) => store.send({ type: 'change', changes: { hidden: [...hidden] } });

/** @param {{ store: Store, hidden: Hidden }} props */
export function LayerCount({ store, hidden }) {
  const [, most] = store.catalogue.limits.layers;
  const { length: n } = hidden;
  const remove = () => change(store, hidden.slice(0, -1));
  const add = () => change(store, [...hidden, 2]);
  return html`<div class="layers">
    <${Small} sign="−" label=${t('layers.remove')} disabled=${n === 0} press=${remove} />
    <${Explained} field="hidden" text=${t(n === 1 ? 'layers.one' : 'layers.some', { n })} />
    <${Small} sign="+" label=${t('layers.add')} disabled=${n >= most} press=${add} />
  </div>`;
}

/**
 * @param {{ store: Store, hidden: Hidden, index: number, canEdit: boolean, tall: boolean,
 *   centre: number }} props
 */
export function LayerHead({ store, hidden, index, canEdit, tall, centre }) {
  const [least, most] = store.catalogue.limits.neurons;
  const count = hidden[index];
  const n = index + 1;
  const set = (/** @type {number} */ next) => () => change(store, hidden.with(index, next));
  const less = html`<${Small} sign="−" label=${t('neurons.remove', { n })} disabled=${count <= least}
    press=${set(count - 1)} />`;
  const more = html`<${Small} sign="+" label=${t('neurons.add', { n })} disabled=${count >= most}
    press=${set(count + 1)} />`;
  return html`<div class=${`layer-head ${tall ? 'tall' : ''}`} style=${{ left: `${centre}px` }}>
    <div>${canEdit && (tall ? more : less)}<b>${count}</b>${canEdit && (tall ? less : more)}</div>
    ${!tall && html`<span>${t(count === 1 ? 'neurons.one' : 'neurons.some')}</span>`}
  </div>`;
}
