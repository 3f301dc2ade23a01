// Who waits to be let in.
import { html } from 'htm/preact';
import { say } from '../parts/texts.js';

/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson }} props */
export function Lobby({ lesson }) {
  const waiting = lesson.store.people.value.filter((each) => each.waiting);
  if (waiting.length === 0) return null;
  const letIn = (/** @type {string | null} */ person) => lesson.ask({ type: 'let_in', person });
  return html`<section class="lobby" aria-label=${say('waiting')}><h2>${say('waiting')}</h2>
    <ul>${waiting.map(
      ({ person, name }) => html`<li key=${person}><button class="text outlined-inline"
        onClick=${() => letIn(person)}>${say('let.in', { name })}</button></li>`,
    )}</ul>
    <button class="text strong" onClick=${() => letIn(null)}>${say('let.in.all')}</button></section>`;
}
