// What a step does in the room: it sets the playground up, once, and follows what it asks for.
import { useEffect } from '#page';
import { followed, linkOf, setsUp } from './blocks.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Step, WrittenLesson } from './blocks.js' */

/** In this tab's storage: which step, of which room, is set up. */
const KEY = 'nnp.lesson-step';

/** Sets the playground up when a step begins: not after a reload, and not where the step goes on from the one
 * before. Returns what does it again.
 * @param {Store} store @param {WrittenLesson} lesson @param {number} at @param {boolean} canEdit */
export function useSetUp(store, lesson, at, canEdit) {
  const step = lesson.steps[at];
  const { ready, room } = store.state.value;
  const open = () => step.link !== '' && store.send({ type: 'open_link', link: linkOf(step) });
  useEffect(() => {
    if (!ready || !canEdit || room === null) return;
    const here = (/** @type {number} */ n) => `${lesson.key} ${n} ${room}`;
    const last = marked();
    if (last === here(at)) return;
    if (setsUp(step) || last !== here(at - 1)) open();
    mark(here(at));
  }, [ready, canEdit, room]);
  return open;
}

/** Has the server tell how far the run has come with what a step asks for.
 * @param {Store} store @param {Step} step */
export function useFollowed(store, step) {
  useEffect(() => {
    store.follow(followed(step));
    return () => store.follow(null);
  }, [step]);
}

function marked() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} step */
function mark(step) {
  try {
    sessionStorage.setItem(KEY, step);
  } catch {
    // Without storage a reload begins the step again.
  }
}
