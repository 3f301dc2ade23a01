// What the views share: what stands in the place of a picture that is not there, lines, choices of two.
import { html, number, reasonText } from '#page';
import { choicesOf, choose } from './choices.js';
import { say } from './saying.js';

/** @import { ReasonShown } from '../../../messages.js' */
/** @import { Store } from '../../../state/store.js' */
/** @import { Line } from './line_sections.js' */

/** Why there is no picture, or that it is on its way. @param {{ reason: ReasonShown | null }} props */
export const Waits = ({ reason }) =>
  html`<p class=${reason ? 'inside-waits why' : 'inside-waits'}>
    ${reason ? reasonText(reason, true) : say('waits')}</p>`;

/** An outline in the plane as SVG has it. @param {readonly [number, number][]} outline */
export const pointsOf = (outline) => outline.map(([x, y]) => `${x},${-y}`).join(' ');

/** The sum of a neuron as text. @param {Line} line */
export function equationOf({ normal: [x, y], offset }) {
  const term = (/** @type {number} */ value) =>
    `${value < 0 ? '− ' : '+ '}${number(Math.abs(value), 2, true)}`;
  return `${number(x, 2, true)} x₁ ${term(y)} x₂ ${term(offset)}`;
}

/** What is off at first, and what stands in its place when it is on.
 * @param {{ store: Store, of: string, labels: [string, string], canEdit: boolean }} props  of: the choice */
export function Switch({ store, of, labels, canEdit }) {
  const present = choicesOf(store.state.value.roomState.view.inside)[of] ?? 0;
  return labels.map(
    (label, k) => html`<button key=${label} class="text" aria-pressed=${present === k} disabled=${!canEdit}
      onClick=${() => choose(store, () => ({ [of]: k || undefined }))}>${say(label)}</button>`,
  );
}

/** What is on or off. @param {{ store: Store, of: string, label: string, canEdit: boolean }} props */
export function Toggle({ store, of, label, canEdit }) {
  const isOn = choicesOf(store.state.value.roomState.view.inside)[of] === 1;
  return html`<button class="text" aria-pressed=${isOn} disabled=${!canEdit}
    onClick=${() => choose(store, () => ({ [of]: isOn ? undefined : 1 }))}>${say(label)}</button>`;
}
