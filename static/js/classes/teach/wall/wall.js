// The wall: every student's boundary, live. Nobody changes places while somebody points at it.
import { useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { Segments } from '../parts/buttons.js';
import { SheetLink } from '../parts/sheet_link.js';
import { say } from '../parts/texts.js';
import { CellButton } from './cell.js';
import { crowdOf } from './crowd.js';
import { keptOrder, ORDERS, sorted } from './sorting.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Order } from './sorting.js' */
/** @import { Students } from './students.js' */

/** Places change at most so often. */
const REST_MS = 2000;

/** @param {{ lesson: Lesson, students: Students }} props */
export function Wall({ lesson, students }) {
  const by = useSignal(/** @type {Order} */ ('help'));
  const isHeld = useSignal(false);
  const order = useSignal(/** @type {readonly string[]} */ ([]));
  const current = useSignal(/** @type {string | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const last = useRef({ by: '', at: 0, held: false });
  useSignalEffect(() => {
    const wanted = sorted(students.value, by.value).map(({ person }) => person.person);
    const now = lesson.clock.value; // it is looked again when nothing else comes
    const { by: before, at, held } = last.current;
    const isAsked = before !== by.value || (held && !isHeld.value);
    const waits = !isAsked && (isHeld.value || now - at < REST_MS);
    const kept = keptOrder(order.peek(), wanted, waits);
    last.current = { by: by.value, at: kept === order.peek() ? at : now, held: isHeld.value };
    order.value = kept;
  });
  const choose = (/** @type {string} */ next) => (by.value = /** @type {Order} */ (next));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const buttons = [.../** @type {HTMLElement} */ (list.current).querySelectorAll('button')];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = neighbour(buttons, at, event.key);
    if (to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
  };
  const names = ORDERS.map((each) => /** @type {[string, string]} */ ([each, say(`order.${each}`)]));
  if (order.value.length === 0)
    return html`<div class="empty"><p>${say('wall.empty')}</p><p><${SheetLink} lesson=${lesson} /></p></div>`;
  const focused =
    current.value !== null && order.value.includes(current.value) ? current.value : order.value[0];
  return html`<h2 class="visually-hidden">${say('tab.wall')}</h2><div class="wall-head">
      <${Segments} name="order" label=${say('order')} choices=${names} present=${by.value}
        choose=${choose} /></div>
    <ul class="wall" data-crowd=${crowdOf(order.value.length)} ref=${list} onKeyDown=${onKeyDown}
      aria-label=${say('wall')}
      onPointerEnter=${() => (isHeld.value = true)} onPointerLeave=${() => (isHeld.value = false)}
      onFocusIn=${() => (isHeld.value = true)} onFocusOut=${() => (isHeld.value = false)}>${order.value.map(
        (id) => html`<${CellButton} key=${id} id=${id} lesson=${lesson} students=${students}
          isCurrent=${id === focused} focused=${() => (current.value = id)} />`,
      )}</ul>`;
}

/** Which button an arrow leads to; null for another key.
 * @param {HTMLElement[]} buttons @param {number} at @param {string} key */
function neighbour(buttons, at, key) {
  const top = buttons[0]?.offsetTop;
  const columns = Math.max(1, buttons.filter(({ offsetTop }) => offsetTop === top).length);
  const steps = /** @type {Record<string, number>} */ ({
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  });
  if (key === 'Home') return 0;
  if (key === 'End') return buttons.length - 1;
  if (!(key in steps)) return null;
  const to = at + steps[key];
  return to < 0 || to >= buttons.length ? at : to;
}
