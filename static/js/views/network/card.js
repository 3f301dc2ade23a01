// The card beside a neuron or a link: its numbers, and, once it is pinned by a click, fields to type new ones
// into.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { arithmeticOf } from '../../maths/arithmetic.js';
import { isFrozen, isOff } from '../../state/ablation.js';
import { number, t } from '../../text/texts.js';
import { lazy } from '../parts/lazy.js';
import { NumberField } from '../parts/number_field.js';
import { weightOf } from './links.js';

/** @import { Store } from '../../state/store.js' */

const Sums = lazy(async () => (await import('./sums.js')).Sums);

/**
 * @typedef {{ layer: number, neuron: number, source: number | null, pinned: boolean, x: number, y: number,
 *   back: number }} Picked source null: the whole neuron; x: where the card begins, back: where it ends if
 *   there is no room for that
 */

/** Where a finger points, a field in focus would bring up the keyboard, over the numbers. */
const touches = matchMedia('(pointer: coarse)');
// CSS pixels, in plain type.
const WIDTH = 304;
const PROBED_WIDTH = 384;
/** Twice what is between a neuron and the card over or under it. */
const GAP = 16;

/** @param {{ store: Store, picked: Picked, title: string, sourceName: (layer: number, source: number) =>
 *   unknown, room: { width: number, height: number }, close: () => void }} props */
export function Card({ store, picked, title, sourceName, room, close }) {
  const { layer, neuron, source, pinned } = picked;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const frame = store.frame.value;
  const found = frame?.layers[layer - 1];
  const { off, frozen, experiment } = store.state.value.roomState;
  const activation =
    layer <= experiment.hidden.length
      ? (experiment.layer_activations[layer - 1] ?? experiment.activation)
      : null;
  const dark = isOff(off, layer, neuron);
  const sums = arithmeticOf(store.probe.value?.probe ?? null, layer, neuron, { experiment, isOff: dark });
  useEffect(() => {
    if (pinned) touches.matches ? box.current?.focus() : box.current?.querySelector('input')?.select();
  }, [pinned, layer, neuron, source]);
  const size = useSignal({ width: 0, height: 0 });
  const isThere = frame && found && neuron < found.count;
  useLayoutEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(
      ([{ target }]) =>
        (size.value = {
          width: /** @type {HTMLElement} */ (target).offsetWidth,
          height: /** @type {HTMLElement} */ (target).offsetHeight,
        }),
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isThere]);
  if (!isThere) return null;

  const sources = source === null ? [...Array(found.inputs).keys()] : [source];
  const rows = sources.map((each) => ({
    key: `w${each}`,
    name: html`${t('weight.from')} ${sourceName(layer, each)}`,
    value: weightOf(frame, { layer, neuron, source: each }) ?? 0,
    input: sums?.inputs[each] ?? 0,
    set: (/** @type {number} */ value) =>
      store.send({ type: 'set_weight', layer, neuron, source: each, value }),
    source: /** @type {number | null} */ (each),
  }));
  if (source === null) {
    const set = (/** @type {number} */ value) => store.send({ type: 'set_bias', layer, neuron, value });
    rows.unshift({
      key: 'bias',
      name: html`${t('bias')}`,
      value: found.biases[neuron],
      input: 1,
      set,
      source: null,
    });
  }
  const canSwitch = pinned && source === null && layer < frame.layers.length;
  const flip = () => store.send({ type: 'switch_neuron', layer, neuron, on: dark });
  const shown = pinned ? rows : rows.slice(0, 1);
  const isProbed = pinned && sums !== null;
  const { width } = size.value;
  const { left, top } = placeOf(picked, size.value, room);
  const place = {
    left: `${left}px`,
    width: pinned
      ? `min(${room.width}px, ${isProbed ? PROBED_WIDTH : WIDTH}px * var(--type))`
      : 'max-content',
    maxWidth: `${room.width}px`,
    top: `${top}px`,
    opacity: width ? 1 : 0, // until it is known how large it is
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close();
  return html`<section ref=${box} class=${`card ${pinned ? '' : 'passing'}`} style=${place} role=${pinned ? 'dialog' : 'tooltip'} tabindex="-1" aria-label=${title} onKeyDown=${onKeyDown}>
    <header><span>${title}</span>${canSwitch && html`<button class="switch" onClick=${flip}>${t(dark ? 'neuron.on.switch' : 'neuron.off.switch')}</button>`}${pinned && html`<button class="small" aria-label=${t('close')} onClick=${close}>✕</button>`}</header>
    <div class="rows"><table>
      ${shown.map(
        ({
          key,
          name,
          value,
          input,
          set,
          source: from,
        }) => html`<tr key=${key}><td id=${`card-${key}`}>${name}</td>
        <td>${pinned ? html`<${NumberField} value=${value} shown=${number(value, 3, true)} set=${set} labelledBy=${`card-${key}`} />` : html`<b>${number(value, 3, true)}</b>`}</td>
        ${isProbed && html`<td class="product">${key === 'bias' ? '' : `× ${number(input, 3, true)} =`}</td><td class="product">${number(value * input, 3, true)}</td>`}
        ${pinned && html`<td><${Freeze} store=${store} place=${{ layer, neuron, source: from }} frozen=${isFrozen(frozen, layer, neuron, from)} of=${name} /></td>`}</tr>`,
      )}
    </table></div>
    ${sums && source === null && html`<${Sums} of=${sums} activation=${isProbed ? activation : null} steepness=${experiment.steepness} />`}
    ${!pinned && store.state.value.role !== 'watcher' && html`<p>${t(source === null ? 'card.changes' : 'card.change')}</p>`}
  </section>`;
}

/**
 * To the right of what was picked, else to its left, else under or over it; on it only where there is no room
 * beside it at all.
 * @param {Picked} picked @param {{ width: number, height: number }} own
 * @param {{ width: number, height: number }} room
 */
function placeOf({ x, y, back }, own, room) {
  const lowest = Math.max(0, room.height - own.height);
  const top = Math.min(y, lowest);
  if (x + own.width <= room.width) return { left: x, top };
  if (back - own.width >= 0) return { left: back - own.width, top };
  const left = back > room.width - x ? 0 : Math.max(0, room.width - own.width);
  const under = y + x - back - GAP; // what was picked is as high as wide, with room at either side
  const over = y - own.height - GAP / 2;
  if (under <= lowest) return { left, top: under };
  if (over >= 0) return { left, top: over };
  return { left, top: under - lowest < -over ? lowest : 0 }; // where it hides less
}

/**
 * Keeps a weight or bias as it is while the others learn: a full dot, as on the links.
 * @param {{ store: Store, place: { layer: number, neuron: number, source: number | null }, frozen: boolean,
 *   of: unknown }} props
 */
function Freeze({ store, place, frozen, of }) {
  const flip = () => store.send({ type: 'freeze', ...place, frozen: !frozen });
  return html`<button class="small freeze" title=${t(frozen ? 'freeze.free' : 'freeze')} aria-pressed=${frozen} onClick=${flip}><i></i><span class="visually-hidden">${t('freeze')}: ${of}</span></button>`;
}
