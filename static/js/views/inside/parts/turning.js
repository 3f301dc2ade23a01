// What is turned by hand: by dragging it, or with the arrow keys; everybody in the room sees it turned.
import { useEffect, useRef, useSignal } from '#page';
import { choicesOf, choose } from './choices.js';
import { turned } from './space.js';

/** @import { Store } from '../../../state/store.js' */
/** @import { Eye } from './space.js' */

/** Degrees for each CSS pixel, and for each press of a key. */
const BY_PIXEL = 0.5;
const BY_KEY = 5;
/** Between two places that are told while it is dragged. */
const PAUSE_MS = 80;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** What an element that is turned is to the keyboard. */
export const TURNABLE = { role: 'group', tabindex: 0 };

/** From where it is seen, and what the element needs that is dragged. Who only watches turns it alone.
 * @param {Store} store @param {Eye} begin @param {readonly [number, number]} bounds of the tilt
 * @param {boolean} canEdit */
export function useTurning(store, begin, bounds, canEdit) {
  const { roomState, notices, phase } = store.state.value;
  const { turn = begin.turn, tilt = begin.tilt } = choicesOf(roomState.view.inside);
  /** Until everybody is there. */
  const moving = useSignal(/** @type {Eye | null} */ (null));
  const told = useRef(/** @type {Eye | null} */ (null));
  const timer = useRef(0);
  const at = useRef(/** @type {[number, number] | null} */ (null));
  const isAsked = (/** @type {Eye} */ last) => {
    const wanted = choicesOf(store.wanted().view.inside);
    return wanted.turn === last.turn && wanted.tilt === last.tilt;
  };
  /** Is over once everybody has seen the last turn, or it was refused or lost: what is still to be told, or
   * goes on, is not. */
  const settle = () => {
    const { current: last } = told;
    if (at.current || timer.current) return;
    if (last && (last.turn !== turn || last.tilt !== tilt) && isAsked(last)) return;
    told.current = moving.value = null;
  };
  useEffect(settle, [turn, tilt]);
  useEffect(() => {
    if (told.current) settle();
  }, [notices, phase]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const tell = () => {
    timer.current = 0;
    if (!moving.peek()) return;
    told.current = moving.peek();
    choose(store, () => ({ ...moving.peek() }));
  };
  const move = (/** @type {number} */ byTurn, /** @type {number} */ byTilt) => {
    moving.value = turned(moving.peek() ?? { turn, tilt }, byTurn, byTilt, bounds);
    if (canEdit) timer.current ||= window.setTimeout(tell, PAUSE_MS);
  };
  const letGo = () => {
    at.current = null;
    if (told.current) settle();
  };
  const handlers = {
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      at.current = [event.clientX, event.clientY];
      /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    },
    onPointerMove: (/** @type {PointerEvent} */ { clientX: x, clientY: y }) => {
      if (!at.current) return;
      move(BY_PIXEL * (x - at.current[0]), -BY_PIXEL * (y - at.current[1]));
      at.current = [x, y];
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      const by = KEYS[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      move(BY_KEY * by[0], BY_KEY * by[1]);
    },
  };
  return { eye: moving.value ?? { turn, tilt }, handlers };
}
