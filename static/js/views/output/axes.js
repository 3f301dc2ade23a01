// Which of many inputs the plot shows across and up: two columns, or the first two principal components; and
// what the others are held at.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect } from 'preact/hooks';
import { readLook, writeLook } from '../../maths/looks.js';
import { named } from '../../text/names.js';
import { number, t } from '../../text/texts.js';
import { List } from '../parts/list.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Look } from '../../maths/looks.js' */

/** @typedef {{ store: Store, canEdit: boolean }} Props */

/** @param {Store} store @param {Look} look */
const show = (store, look) => store.send({ type: 'set_view', changes: { look: writeLook(look) } });

/** @param {Props} props */
export function Axes({ store, canEdit }) {
  const { table, view } = store.state.value.roomState;
  if (!table || table.is_on_plane || table.names.length < 2) return null;
  const { names } = named(table);
  if (names.length === 2)
    return html`<span class="axes">${names.map(
      (name, k) =>
        html`<span key=${k}>${t(k ? 'look.up' : 'look.across')} <b translate="no">${name}</b></span>`,
    )}</span>`;
  const { axes } = readLook(view.look, names.length);
  const choose = (/** @type {number} */ axis, /** @type {number} */ chosen) => {
    const { axes, held } = readLook(store.wanted().view.look, names.length);
    const beside = axes[1 - axis] ?? 1;
    const other = beside === chosen ? (axes[axis] ?? (chosen === 1 ? 2 : 1)) : beside;
    const both = axis ? [other, chosen] : [chosen, other];
    show(store, { axes: chosen ? both : [], held });
  };
  const list = (/** @type {'across' | 'up'} */ key, /** @type {number} */ axis) =>
    html`<label>${t(`look.${key}`)} <${List} label=${t(`look.${key}`)} testId=${`look-${key}`}
      texts=${[t('look.component', { n: axis + 1 }), ...names]} present=${axes[axis] ?? 0}
      disabled=${!canEdit} change=${(/** @type {number} */ chosen) => choose(axis, chosen)} /></label>`;
  return html`<span class="axes">${list('across', 0)}${list('up', 1)}</span>`;
}

/** An input that is not shown, and what it is held at: the boundary slides when that moves.
 * @param {Props} props */
export function Held({ store, canEdit }) {
  const { table, view } = store.state.value.roomState;
  const points = useComputed(() => store.points.value).value;
  const chosen = useSignal(0);
  /** Where the slider is until the answer comes; look: that of when it was let go, until then null. */
  const moving = useSignal(/** @type {{ look: string | null, value: number } | null} */ (null));
  const now = String(view.look);
  useLayoutEffect(() => {
    if (moving.value?.look) moving.value = null; // an undo may lead back to the look of when it was let go
  }, [now]);
  const { ranges, medians } = points ?? {};
  const names = named(table)?.names ?? [];
  const { axes, held } = readLook(view.look, names.length);
  if (axes.length === 0 || !ranges || !medians || medians.length !== names.length) return null;
  const others = names.map((_, i) => i + 1).filter((index) => !axes.includes(index));
  const index = others.includes(chosen.value) ? chosen.value : others[0];
  const [low, high] = ranges.subarray(2 * index - 2, 2 * index);
  const present = held.get(index) ?? medians[index - 1];
  const isMoved = moving.value !== null && (moving.value.look ?? now) === now;
  const value = isMoved && moving.value ? moving.value.value : present;
  const move = (/** @type {Event} */ event) => {
    const to = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    moving.value = { look: null, value: to };
    const { held } = readLook(store.wanted().view.look, names.length);
    show(store, { axes, held: new Map(held).set(index, to) });
  };
  const letGo = () => (moving.value = moving.value && { ...moving.value, look: now });
  const isMedian = !held.has(index) && !isMoved;
  const whose = { name: names[index - 1] };
  return html`<div class="held"><${List} label=${t('look.held')} testId="look-held"
      texts=${others.map((each) => names[each - 1])} present=${others.indexOf(index)}
      change=${(/** @type {number} */ k) => {
        chosen.value = others[k];
        moving.value = null;
      }} />
    <span>${t(isMedian ? 'look.median' : 'look.at', { value: number(Number(value.toPrecision(4))) })}</span>
    <input type="range" aria-label=${t('look.held.name', whose)} min=${low} max=${high} step="any"
      value=${value} disabled=${!canEdit || low === high} onInput=${move} onChange=${letGo} /></div>`;
}
