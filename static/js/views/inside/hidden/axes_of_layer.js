// What is on the axes of a layer: its neurons, or the directions in which its points spread most.
import { html, List } from '#page';
import { say } from '../parts/saying.js';
import { AXES, axesAfter } from './axes.js';

/** @import { Choices } from '../parts/choices.js' */
/** @import { Shown } from './axes.js' */

const SIGNS = ['→', '↑', '↗'];

/** @param {number} shown the neuron, 0: a direction @param {number} axis */
export const nameOfAxis = (shown, axis) =>
  shown ? say('hidden.neuron', { n: shown }) : say('hidden.component', { n: axis + 1 });

/** A list for each axis.
 * @param {{ shown: Shown, pick: (changes: Choices) => void, canEdit: boolean }} props */
export function Axes({ shown, pick, canEdit }) {
  const { n, axes } = shown;
  const isDeep = axes.length === 3;
  const neurons = Array.from({ length: n }, (_, i) => nameOfAxis(i + 1, 0));
  const list = (/** @type {number} */ axis) => {
    const isThird = axis === 2;
    const texts = [nameOfAxis(0, axis), ...(isThird && n < 3 ? [] : neurons)];
    const change = (/** @type {number} */ chosen) =>
      pick(axesAfter(shown, axis, isThird ? (chosen === 0 ? null : chosen - 1) : chosen));
    return html`<label><span aria-hidden="true">${SIGNS[axis]}</span>
      <${List} label=${say(`hidden.${AXES[axis]}`)} testId=${`inside-${AXES[axis]}`}
      texts=${isThird ? [say('hidden.flat'), ...texts] : texts}
      present=${isThird ? (isDeep ? axes[2] + 1 : 0) : axes[axis]}
      disabled=${!canEdit} change=${change} /></label>`;
  };
  return html`<span class="axes">${[0, 1, 2].map(list)}</span>`;
}
