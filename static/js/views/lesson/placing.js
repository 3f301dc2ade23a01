// Where a sentence stands that speaks of a control: under it, or over it where the window ends.

const GAP = 10;

/** The lowest of some elements: beside a column of neurons is no room. @param {Element[]} elements */
export const lowest = (elements) =>
  elements.reduce((/** @type {Element | null} */ found, each) => (isLower(each, found) ? each : found), null);

/** @param {Element} one @param {Element | null} other */
const isLower = (one, other) =>
  !other || one.getBoundingClientRect().bottom > other.getBoundingClientRect().bottom;

/** @param {HTMLElement | null} card @param {Element | null} target */
export function placeUnder(card, target) {
  if (!card) return;
  const isFree = getComputedStyle(card).position === 'fixed';
  if (!isFree) return void card.removeAttribute('style');
  const box = target?.getBoundingClientRect();
  card.hidden = !box || box.width === 0;
  if (!box || card.hidden) return;
  const { width, height } = card.getBoundingClientRect();
  const column = target?.closest('.network')?.getBoundingClientRect().right ?? innerWidth - GAP;
  const [left, top] = placed(box, { width, height }, { width: column, height: innerHeight });
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

/** @param {{ left: number, top: number, bottom: number, width: number }} target
 * @param {{ width: number, height: number }} card
 * @param {{ width: number, height: number }} screen where it ends
 * @returns {[left: number, top: number]} */
export function placed(target, card, screen) {
  const left = Math.max(8, Math.min(target.left + target.width / 2 - 16, screen.width - card.width));
  const under = target.bottom + GAP;
  return [
    left,
    under + card.height <= screen.height - 8 ? under : Math.max(8, target.top - GAP - card.height),
  ];
}
