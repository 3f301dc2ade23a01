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
  const { roomState, notices, phase } = store.state.value;
  const { table, view } = roomState;
  const points = useComputed(() => store.points.value).value;
  const chosen = useSignal(0);
  /** Where the slider is until everybody is there, or that was refused or lost. */
  const moving = useSignal(/** @type {number | null} */ (null));
  const names = named(table)?.names ?? [];
  const { axes, held } = readLook(view.look, names.length);
  const others = names.map((_, i) => i + 1).filter((index) => !axes.includes(index));
  const index = others.includes(chosen.value) ? chosen.value : others[0];
  useLayoutEffect(() => {
    const wanted = readLook(store.wanted().view.look, names.length);
    if (wanted.held.get(index) === held.get(index)) moving.value = null;
  }, [String(view.look), notices, phase]);
  const { ranges, medians } = points ?? {};
  if (axes.length === 0 || !ranges || !medians || medians.length !== names.length) return null;
  const [low, high] = ranges.subarray(2 * index - 2, 2 * index);
  const value = moving.value ?? held.get(index) ?? medians[index - 1];
  const move = (/** @type {Event} */ event) => {
    moving.value = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    const { held } = readLook(store.wanted().view.look, names.length);
    show(store, { axes, held: new Map(held).set(index, moving.value) });
  };
  const isMedian = !held.has(index) && moving.value === null;
  const whose = { name: names[index - 1] };
  return html`<div class="held"><${List} label=${t('look.held')} testId="look-held"
      texts=${others.map((each) => names[each - 1])} present=${others.indexOf(index)}
      change=${(/** @type {number} */ k) => {
        chosen.value = others[k];
        moving.value = null;
      }} />
    <span>${t(isMedian ? 'look.median' : 'look.at', { value: number(Number(value.toPrecision(4))) })}</span>
    <input type="range" aria-label=${t('look.held.name', whose)} min=${low} max=${high} step="any"
      value=${value} disabled=${!canEdit || low === high} onInput=${move} /></div>`;
}
