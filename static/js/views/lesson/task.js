// A task: its parts with their present values, ticked off by the server's numbers.
import { html, useEffect } from '#page';
import { barOf, holds, limitIn } from './blocks.js';
import { say, valueText, Written } from './saying.js';
import { Check, Ring } from './signs.js';

/** @import { ConditionPart, StandingMessage } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Task as Given, TaskPart } from './blocks.js' */

/** @param {{ of: Given, store: Store, standing: StandingMessage | null, done: () => void,
 *   isDone: boolean }} props */
export function Task({ of: task, store, standing, done, isDone }) {
  const [parts] = standing?.conditions ?? [];
  const isMet = holds(parts);
  useEffect(() => {
    if (isMet) done();
  }, [isMet]);
  useEffect(() => {
    store.limit.value = limitIn(task);
    return () => {
      store.limit.value = null;
    };
  }, [task]);
  return html`<section class=${isDone ? 'task done' : 'task'} aria-label=${say('task')}>
    <h3><span>${task.ask ? html`<${Written} of=${task.ask} />` : say('task')}</span></h3>
    <ul>${task.parts.map(
      (part, i) => html`<${Part} key=${part.check} part=${part} now=${parts?.[i]} />`,
    )}</ul>
    <p class="standing" role="status">${
      isDone ? html`<b><${Check} />${say('task.done')}</b>` : say('task.live')
    }</p>
  </section>`;
}

/** @param {{ part: TaskPart, now: ConditionPart | undefined }} props */
function Part({ part: { text, about }, now }) {
  const isDone = now?.holds === true;
  const bar = now ? barOf(about, now.value) : null;
  return html`<li class=${isDone ? 'done' : ''}>
    ${isDone ? html`<${Check} />` : html`<${Ring} />`}
    <span><span class="visually-hidden">${say(isDone ? 'part.done' : 'part.left')} </span>${text}</span>
    <b>${now && about && about.kind !== 'flag' ? valueText(about.kind, now.value) : ''}</b>
    ${bar && html`<${Bar} share=${bar.share} mark=${bar.mark} />`}
  </li>`;
}

/** How far it is to the mark. @param {{ share: number, mark: number }} props */
function Bar({ share, mark }) {
  return html`<svg class="meter" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" y="6" width="100" height="8" />
    <rect y="6" width=${100 * share} height="8" />
    <path d=${`M${100 * mark} 0V20`} /></svg>`;
}
