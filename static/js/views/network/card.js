// The card beside a neuron or a link: its numbers, and, once a click has pinned it, fields to change them.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { arithmeticOf } from '../../maths/arithmetic.js';
import { weightOf } from '../../maths/layers.js';
import { answerInUnits } from '../../maths/looks.js';
import { isFrozen, isOff } from '../../state/ablation.js';
import { answersOf, rangesOf } from '../../state/units.js';
import { number, t } from '../../text/texts.js';
import { onEscape, pixels, useSizeOf } from '../parts/elements.js';
import { lazy } from '../parts/lazy.js';
import { lockNote } from '../parts/locks.js';
import { NumberField } from '../parts/number_field.js';
import { cardPlace } from './card_place.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Frame } from '../../types.js' */
/** @import { WeightPlace } from '../parts/common.js' */
/** @import { Bounds } from './stage.js' */
/** @import { Picked } from './picking.js' */

const Sums = lazy(async () => (await import('./sums.js')).Sums);

/** Where a finger points, a field in focus would bring up the keyboard, over the numbers. */
const touches = matchMedia('(pointer: coarse)');
// CSS pixels, in plain type.
const WIDTH = 304;
const PROBED_WIDTH = 384;

/**
 * @param {{ store: Store, picked: Picked, title: string, bounds: Bounds, scrolled: number, close: () => void,
 *   sourceName: (layer: number, source: number) => unknown }} props  bounds: of where it may be; scrolled:
 *   how far the network is, to the left
 */
export function Card({ store, picked, title, sourceName, bounds, scrolled, close }) {
  const { layer, neuron, source, pinned } = picked;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const frame = store.frame.value;
  const found = frame?.layers[layer - 1];
  const { off, frozen, experiment } = store.state.value.roomState;
  const { hidden, layer_activations: own, activation: common, steepness } = experiment;
  const dark = isOff(off, layer, neuron);
  const sums = arithmeticOf(store.probe.value?.probe ?? null, layer, neuron, { experiment, isOff: dark });
  const first = () => (pinned ? (touches.matches ? box.current : box.current?.querySelector('input')) : null);
  // Before the browser shows the card: who sees it may type. Where it stands is known by then only.
  useLayoutEffect(() => {
    first()?.focus({ preventScroll: true });
    if (!touches.matches) /** @type {HTMLInputElement | null | undefined} */ (first())?.select();
  }, [pinned, layer, neuron, source]);
  useEffect(
    () => first()?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    [pinned, layer, neuron, source],
  );
  const size = useSignal({ width: 0, height: 0 });
  const isThere = frame && found && neuron < found.count;
  const measure = (/** @type {HTMLElement} */ { offsetWidth: width, offsetHeight: height }) =>
    (size.value = { width, height });
  useSizeOf(box, measure, [isThere]);
  if (!isThere) return null;

  const isProbed = pinned && sums !== null;
  const answers = answersOf(store);
  const activation = isProbed && layer <= hidden.length ? (own[layer - 1] ?? common) : null;
  const canSwitch = pinned && source === null && layer < frame.layers.length;
  const flipKey = dark ? 'neuron.on.switch' : 'neuron.off.switch';
  const flip = () => store.send({ type: 'switch_neuron', layer, neuron, on: dark });
  const width = `${isProbed ? PROBED_WIDTH : WIDTH}px * var(--type)`;
  const room = bounds.right - bounds.left;
  const place = { x: picked.x - scrolled, y: picked.y, back: picked.back - scrolled };
  const style = {
    ...pixels({ ...cardPlace(place, size.value, bounds), maxWidth: room }),
    width: pinned ? `min(${room}px, ${width})` : 'max-content',
    opacity: size.value.width ? 1 : 0, // until it is known how large it is
  };
  /** In a neuron's card it is clear where a weight goes. @param {number} from */
  const weightName = (from) =>
    source === null
      ? html`${t('weight.from')} ${sourceName(layer, from)}`
      : html`${sourceName(layer, from)} ${targetName(picked, frame.layers)}`;
  /** @param {number | null} from null: the bias @param {number} value @param {number} input */
  const row = (from, value, input) => {
    const key = from === null ? 'bias' : `w${from}`;
    const name = from === null ? t('bias') : weightName(from);
    const shown = number(value, 3, true);
    const set = (/** @type {number} */ typed) =>
      from === null
        ? store.send({ type: 'set_bias', layer, neuron, value: typed })
        : store.send({ type: 'set_weight', layer, neuron, source: from, value: typed });
    const place = { layer, neuron, source: from };
    const isFixed = isFrozen(frozen, layer, neuron, from);
    if (!pinned)
      return html`<tr key=${key}><td id=${`card-${key}`}>${name}</td><td><b>${shown}</b></td></tr>`;
    return html`<tr key=${key}><td id=${`card-${key}`}>${name}</td>
      <td><${NumberField} value=${value} shown=${shown} set=${set} labelledBy=${`card-${key}`} /></td>
      ${
        isProbed &&
        html`<td class="product">${from === null ? '' : `× ${number(input, 3, true)} =`}</td>
        <td class="product">${number(value * input, 3, true)}</td>`
      }
      <td><${Freeze} store=${store} place=${place} frozen=${isFixed} of=${name} /></td></tr>`;
  };
  const weight = (/** @type {number} */ from) =>
    row(from, weightOf(frame.layers, layer, neuron, from) ?? 0, sums?.inputs[from] ?? 0);
  const bias = () => row(null, found.biases[neuron], 1);
  const all = () => [bias(), ...Array.from({ length: found.inputs }, (_, from) => weight(from))];
  return html`<section ref=${box} class=${`card ${pinned ? '' : 'passing'}`} style=${style}
    role=${pinned ? 'dialog' : 'tooltip'} tabindex="-1" aria-label=${title} onKeyDown=${onEscape(close)}>
    <header><span>${title}</span>
      ${canSwitch && html`<button class="switch" onClick=${flip}>${t(flipKey)}</button>`}
      ${pinned && html`<button class="small" aria-label=${t('close')} onClick=${close}>✕</button>`}</header>
    <div class="rows"><table>${source !== null ? weight(source) : pinned ? all() : bias()}</table></div>
    ${sums && source === null && html`<${Sums} of=${sums} activation=${activation} steepness=${steepness} />`}
    ${isProbed && layer === 1 && rangesOf(store) && html`<p>${t('card.scaled')}</p>`}
    ${isProbed && layer > hidden.length && answers && html`<p>${t('card.answers', inWords(answers))}</p>`}
    ${
      !pinned &&
      store.state.value.role !== 'watcher' &&
      html`<p>${lockNote('by_hand') ?? t(source === null ? 'card.changes' : 'card.change')}</p>`
    }
  </section>`;
}

/** @param {Float32Array} answers what -1 and 1 are */
const inWords = (answers) => ({
  low: number(answerInUnits(-1, answers)),
  high: number(answerInUnits(1, answers)),
});

/** Where a weight goes. @param {WeightPlace} place @param {Frame['layers']} layers */
function targetName({ layer, neuron }, layers) {
  const n = neuron + 1;
  if (layer < layers.length) return t('weight.to', { layer, n });
  return layers[layer - 1].count > 1 ? t('weight.to.class', { n }) : t('weight.to.output');
}

/**
 * Keeps a weight or bias as it is while the others learn: a full dot, as on the links.
 * @param {{ store: Store, place: WeightPlace, frozen: boolean, of: unknown }} props
 */
function Freeze({ store, place, frozen, of }) {
  const flip = () => store.send({ type: 'freeze', ...place, frozen: !frozen });
  const title = t(frozen ? 'freeze.free' : 'freeze');
  return html`<button class="small freeze" title=${title} aria-pressed=${frozen} onClick=${flip}><i></i>
    <span class="visually-hidden">${t('freeze')}: ${of}</span></button>`;
}
