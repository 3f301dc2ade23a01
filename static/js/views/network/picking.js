// What the pointer is on, and what a click has pinned: the card shows it.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { pointerPlace } from '../parts/elements.js';
import { linkAt } from './links.js';
/** @import { Place } from '../../maths/layout.js' */
/** @import { Neuron, WeightPlace } from '../parts/common.js' */
/** @import { Stage } from './stage.js' */

/**
 * @typedef {WeightPlace & { pinned: boolean, x: number, y: number, back: number }} Picked
 *   x: where the card begins, back: where it ends if there is no room for that
 * @typedef {ReturnType<typeof usePicking>} Picking
 */

/**
 * @param {Stage} stage @param {boolean} canEdit
 * @param {(neuron: Neuron | null) => void} look shows a neuron's picture in large
 */
export function usePicking({ shape, links, last, outputs }, canEdit, look) {
  const picked = useSignal(/** @type {Picked | null} */ (null));
  useLayoutEffect(() => {
    picked.value = null;
  }, [shape]);
  /** The only output is seen anyway, and of what is not fed in there may be no picture.
   * @param {Neuron} neuron */
  const lookAt = (neuron) =>
    look((neuron.layer === last && outputs === 1) || neuron.neuron < 0 ? null : neuron);
  /** @param {Neuron} neuron @param {Place} place @param {number} size of its tile */
  const pick = (neuron, { x, y }, size, pinned = false) => {
    picked.value = { ...neuron, source: null, pinned, x: x + size + 10, y, back: x - 14 };
  };
  const isFirstTap = useRef(false);
  const isPicked = (/** @type {Neuron} */ { layer, neuron }) =>
    picked.value?.layer === layer && picked.value.neuron === neuron && picked.value.source === null;
  const unpick = () => {
    if (!picked.value?.pinned) picked.value = null;
  };
  /** Picks the link under the pointer. @param {MouseEvent} event @param {boolean} isClick */
  const overStage = (event, isClick) => {
    if (/** @type {HTMLElement} */ (event.target).closest('.tile, .card, .layer-head')) return;
    if (picked.value?.pinned && !isClick) return;
    const { x, y } = pointerPlace(event);
    const link = linkAt(links, x, y);
    if (!link) return void (picked.value = null);
    const { layer, neuron, source } = link;
    const pinned = isClick && canEdit;
    picked.value = { layer, neuron, source, pinned, x: x + 12, y: y + 12, back: x - 12 };
  };
  return {
    picked,
    close: () => (picked.value = null),
    onStage: {
      onPointerMove: byPointer((event) => overStage(event, false)),
      onPointerLeave: byPointer(unpick),
      onClick: (/** @type {MouseEvent} */ event) => overStage(event, true),
    },
    /** What a neuron's button listens to. @param {Neuron} neuron @param {Place} place @param {number} size */
    onTile: (neuron, place, size) => ({
      onPointerEnter: byPointer(() => {
        lookAt(neuron);
        if (neuron.layer === 0) unpick();
        else if (!picked.value?.pinned) pick(neuron, place, size);
      }),
      onPointerLeave: byPointer(() => {
        look(null);
        unpick();
      }),
      onFocus: () => lookAt(neuron),
      onBlur: () => look(null),
      onPointerDown: (/** @type {PointerEvent} */ { pointerType }) => {
        isFirstTap.current = pointerType === 'touch' && !isPicked(neuron);
      },
    }),
    /** What a press of a hidden or output neuron does. Where nothing can point, a first tap points, and the
     * plot comes into sight; the next one opens the numbers.
     * @param {Neuron} neuron @param {Place} place @param {number} size */
    press: (neuron, place, size) => {
      const isTap = isFirstTap.current;
      isFirstTap.current = false;
      pick(neuron, place, size, canEdit && !isTap);
      if (!isTap) return;
      lookAt(neuron);
      document.querySelector('.plot')?.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** What a mouse or a pen does that points. A finger does not point, it taps: a mouse that lies beside it, or
 * one that a browser makes up for it, must not take back what it has chosen.
 * @param {(event: PointerEvent) => void} react */
const byPointer = (react) => (/** @type {PointerEvent} */ event) => {
  if (event.pointerType !== 'touch') react(event);
};
