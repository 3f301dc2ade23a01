// Hints, one after the other, and when there are no more a solution that is played.
import { html, useState } from '#page';
import { blockOf, endingAt } from './blocks.js';
import { say, Written } from './saying.js';
import { Bulb } from './signs.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Hint, Step } from './blocks.js' */

/** @param {{ store: Store, step: Step, isDone: boolean, canEdit: boolean,
 *   helped: (more: { hints?: number, solution?: boolean }) => void }} props */
export function Hints({ store, step, isDone, canEdit, helped }) {
  const [n, setN] = useState(0);
  const hints = /** @type {Hint[]} */ (step.parts.filter(({ kind }) => kind === 'hint'));
  const task = blockOf(step, 'task');
  const isAtEnd = n >= hints.length;
  const play = () => {
    if (!task) return;
    const { link, epochs } = task.solution;
    store.send({ type: 'open_link', link: endingAt(link, epochs) });
    store.send({ type: 'play' });
    helped({ solution: true });
  };
  const next = () => {
    setN(n + 1);
    helped({ hints: n + 1 });
  };
  if (isDone && n === 0) return null;
  const given = (/** @type {Hint} */ { text }, /** @type {number} */ i) =>
    html`<p key=${i} class="hint"><${Bulb} /><${Written} of=${text} /></p>`;
  return html`<div class="hints" aria-live="polite">
    ${hints.slice(0, n).map(given)}
    ${
      !isAtEnd &&
      html`<button class="hint" onClick=${next}><${Bulb} />
        <b>${say(n ? 'hint.next' : 'hint')}</b>
        <small>${say('hint.of', { n: n + 1, all: hints.length })}</small></button>`
    }
    ${
      isAtEnd &&
      task &&
      canEdit &&
      !isDone &&
      html`<button class="text" title=${say('solution.title')} onClick=${play}>${say('solution')}</button>`
    }
  </div>`;
}
