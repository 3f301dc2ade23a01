// A puzzle of "Look inside", which has its own words and hints where it is solved.
import { html, useEffect } from '#page';
import { holds } from './blocks.js';
import { say } from './saying.js';
import { Check, Ring } from './signs.js';

/** @import { StandingMessage } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Puzzle as Given } from './blocks.js' */

/** @param {{ of: Given, store: Store, standing: StandingMessage | null, done: () => void, isDone: boolean,
 *   canEdit: boolean }} props */
export function Puzzle({ of: puzzle, store, standing, done, isDone, canEdit }) {
  const { view } = store.state.value.roomState;
  const isThere = view.inside[0] === 'puzzle';
  const isMet = isThere && holds(standing?.conditions[0]);
  useEffect(() => {
    if (isMet) done();
  }, [isMet]);
  const open = () => store.send({ type: 'open_link', link: puzzle.link });
  return html`<section class=${isDone ? 'task done' : 'task'} aria-label=${say('puzzle')}>
    <h3>${say('puzzle')}</h3>
    <p class="standing" role="status">${isDone ? html`<${Check} />` : html`<${Ring} />`}${say(
      isDone ? 'puzzle.done' : 'puzzle.note',
    )}</p>
    ${
      canEdit &&
      !isThere &&
      html`<button class="text outlined" onClick=${open}>${say('puzzle.open')}</button>`
    }
  </section>`;
}
