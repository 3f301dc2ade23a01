// What several charts draw: lines that stand out, marks that can be pressed, ticks below, a sentence.
import { html } from 'htm/preact';

/** A line that stands out from all others. @param {{ d: string, name?: string }} props name: of its class */
export const Standing = ({ d, name = 'chosen' }) =>
  html`<path class="casing" d=${d} /><path class=${name} d=${d} />`;

/** What is written below an axis.
 * @param {{ ticks: readonly { text: string, at: number }[], y: number }} props  at: in pixels */
export const Below = ({ ticks, y }) =>
  ticks.map(({ text, at }) => html`<text key=${text} class="across" x=${at} y=${y}>${text}</text>`);

/** What is said under a chart. @param {{ children?: unknown }} props */
export const Said = ({ children }) => html`<p class="said" aria-live="polite">${children}</p>`;

/** Two layers or more over each other. @param {{ box: { current: HTMLElement | null }, height: number,
 *   children?: unknown }} props */
export const Layers = ({ box, height, children }) =>
  html`<div class="layers" ref=${box} style=${{ height: `${height}px` }}>${children}</div>`;

/** A mark that can be pressed. The arrow keys lead from one to the next.
 * @param {{ isChosen: boolean, isFirst: boolean, label: string, choose: () => void, look?: () => void,
 *   leave?: () => void, children?: unknown }} props  isFirst: whether Tab comes here */
export function Mark({ isChosen, isFirst, label, choose, look, leave, children }) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by) neighbour(/** @type {Element} */ (event.currentTarget), by)?.focus();
    else if (event.key === 'Enter' || event.key === ' ') choose();
    else return;
    event.preventDefault();
  };
  return html`<g role="button" tabindex=${isFirst ? 0 : -1} aria-pressed=${isChosen ? 'true' : 'false'}
    aria-label=${label} onClick=${choose} onKeyDown=${press} onFocus=${look} onBlur=${leave}
    onPointerEnter=${look}><title>${label}</title>${children}</g>`;
}

/** The mark so many after one. @param {Element} mark @param {number} by @returns {HTMLElement | undefined} */
function neighbour(mark, by) {
  const all = Array.from(mark.closest('svg')?.querySelectorAll('[role=button]') ?? []);
  return /** @type {HTMLElement | undefined} */ (all[all.indexOf(mark) + by]);
}
