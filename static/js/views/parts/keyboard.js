// The page's keys: which element has the focus, how it got it, and what a key press means there.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isDue, keptBy, shortcutFor } from '../../controls/shortcuts.js';

/** @import { Shortcut } from '../../controls/shortcuts.js' */

/** Over these, the page's own keys do nothing. */
const BUSY = 'dialog[open], .explanation, .takes-keys';

/**
 * Runs what a key means, wherever the focus is.
 * @param {boolean} isHost @param {(found: Shortcut) => unknown} run of the newest rendering
 */
export function useKeyboard(isHost, run) {
  const newest = useRef({ isHost, run });
  newest.current = { isHost, run };
  // Before the browser shows the page: who sees it may press a key.
  useLayoutEffect(() => {
    let isPointer = false;
    let isTab = false;
    let byKeyboard = true;
    /** @type {WeakMap<Element, boolean>} */
    const held = new WeakMap();
    let isSpaceTaken = false;
    const onPointer = (/** @type {PointerEvent} */ { target }) => {
      isPointer = true;
      if (document.activeElement?.contains(/** @type {Node} */ (target))) byKeyboard = false;
    };
    /** To what loses the focus it may come back, when something closes: then it is held as it was before. */
    const onFocus = (/** @type {FocusEvent} */ { target }) => {
      byKeyboard = !isPointer && (isTab || (held.get(/** @type {Element} */ (target)) ?? true));
    };
    const onBlur = (/** @type {FocusEvent} */ { target }) =>
      held.set(/** @type {Element} */ (target), byKeyboard);
    const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
      isPointer = false;
      isTab = event.key === 'Tab';
      const element = /** @type {HTMLElement & { type?: string }} */ (event.target);
      const isBusy = event.isComposing || document.querySelector(BUSY) !== null;
      const kept = keptBy(element, { byKeyboard, isOpen: isOpenList(element) });
      const found = shortcutFor(event, { kept, isHost: newest.current.isHost, isBusy });
      isSpaceTaken = found !== null && event.key === ' ';
      if (!found) return;
      event.preventDefault();
      if (isDue(found, event)) newest.current.run(found);
    };
    /** Some browsers press a button when the space bar comes up again. */
    const onKeyUp = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== ' ' || !isSpaceTaken) return;
      isSpaceTaken = false;
      event.preventDefault();
    };
    const listeners = /** @type {[string, (event: any) => void][]} */ ([
      ['pointerdown', onPointer],
      ['focusin', onFocus],
      ['focusout', onBlur],
      ['keydown', onKeyDown],
      ['keyup', onKeyUp],
    ]);
    for (const [name, listen] of listeners) document.addEventListener(name, listen, isCaught(name));
    return () => {
      for (const [name, listen] of listeners) document.removeEventListener(name, listen, isCaught(name));
    };
  }, []);
}

/** What says how the focus moves must be known before anybody moves it. @param {string} name of an event */
const isCaught = (name) => name === 'pointerdown';

/** Whether a list shows its choices, where the browser tells. @param {Element} element */
function isOpenList(element) {
  return element.tagName === 'SELECT' && CSS.supports('selector(:open)') && element.matches(':open');
}
