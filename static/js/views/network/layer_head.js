// Plus and minus: how many hidden layers there are, and how many neurons each one has.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { onEscape } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { lockNote } from '../parts/locks.js';
import { NumberField } from '../parts/number_field.js';

/** @import { Store } from '../../state/store.js' */

/** @typedef {readonly number[]} Hidden  the neurons of each hidden layer */

/** @param {{ sign: string, label: string, disabled: boolean, press: () => void }} props */
const Small = ({ sign, label, disabled, press }) =>
  html`<button class="small" aria-label=${label} disabled=${disabled} onClick=${press}>${sign}</button>`;

/** @param {Store} store @param {(wanted: Hidden) => number[]} changed from what is wanted by then */
const change = (store, changed) =>
  store.send({ type: 'change', changes: { hidden: changed(store.wanted().experiment.hidden) } });

/** How many layers there are, with plus and minus for who may change it.
 * @param {{ store: Store, hidden: Hidden, canEdit: boolean }} props */
export function LayerCount({ store, hidden, canEdit }) {
  const [, most] = store.catalogue.limits.layers;
  const { length: n } = hidden;
  const remove = () => change(store, (wanted) => wanted.slice(0, -1));
  const add = () => change(store, (wanted) => [...wanted, 2].slice(0, most));
  const less = html`<${Small} sign="−" label=${t('layers.remove')} disabled=${n === 0} press=${remove} />`;
  const more = html`<${Small} sign="+" label=${t('layers.add')} disabled=${n >= most} press=${add} />`;
  return html`<div class="layers">${canEdit && less}
    <h2><${Explained} field="hidden" lock="layers"
      text=${t(n === 1 ? 'layers.one' : 'layers.some', { n })} /></h2>
    ${canEdit && more}</div>`;
}

/**
 * How many neurons a layer has. Where layers are close, a click on the number brings plus and minus.
 * @param {{ store: Store, hidden: Hidden, index: number, canEdit: boolean, tall: boolean,
 *   centre: number }} props  tall: the layers are close
 */
export function LayerHead({ store, hidden, index, canEdit, tall, centre }) {
  const isOpen = useSignal(false);
  const [least, most] = store.catalogue.limits.neurons;
  const count = hidden[index];
  const n = index + 1;
  const set = (/** @type {(count: number) => number} */ next) =>
    change(store, (wanted) => wanted.map((each, i) => (i === index ? next(each) : each)));
  const add = (/** @type {number} */ by) => () =>
    set((present) => Math.min(most, Math.max(least, present + by)));
  const less = html`<${Small} sign="−" label=${t('neurons.remove', { n })} disabled=${count <= least}
    press=${add(-1)} />`;
  const more = html`<${Small} sign="+" label=${t('neurons.add', { n })} disabled=${count >= most}
    press=${add(1)} />`;
  const flip = () => (isOpen.value = !isOpen.value);
  const close = (/** @type {FocusEvent} */ event) => {
    const head = /** @type {HTMLElement} */ (event.currentTarget);
    if (!head.contains(/** @type {Node | null} */ (event.relatedTarget))) isOpen.value = false;
  };
  const label = t('neurons.of', { n, count });
  const note = lockNote('hidden');
  const typed = html`<${NumberField} value=${count} shown=${String(count)} label=${t('neurons.count', { n })}
    set=${(/** @type {number} */ next) => set(() => Math.round(next))} />`;
  const number =
    tall && !isOpen.value
      ? html`<button class="small count" aria-label=${label} aria-expanded=${isOpen.value} onClick=${flip}
        >${count}</button>`
      : typed;
  const isWide = canEdit && (!tall || isOpen.value);
  return html`<div class=${`layer-head ${tall && isOpen.value ? 'open' : ''}`}
    style=${{ left: `${centre}px` }} onFocusOut=${close} onKeyDown=${onEscape(() => (isOpen.value = false))}>
    ${isWide && less}${canEdit ? number : html`<b title=${note}>${count}</b>`}${isWide && more}</div>`;
}
