// What a step does in the room: it sets the playground up, once, and follows what it asks for.
import { locks, useEffect, useRef } from '#page';
import { blockOf, endsIn, followed, linkOf, setsUp } from './blocks.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Step, WrittenLesson } from './blocks.js' */

/** In this tab's storage: which step, of which room, is set up. */
const KEY = 'nnp.lesson-step';

/** Sets the playground up when a step begins: not after a reload, and not where the step goes on from the one
 * before. Returns what does it again.
 * @param {Store} store @param {WrittenLesson} lesson @param {number} at @param {boolean} isDone
 * @param {boolean} canEdit */
export function useSetUp(store, lesson, at, isDone, canEdit) {
  const step = lesson.steps[at];
  const { ready, room } = store.state.value;
  const open = () => step.link !== '' && store.send({ type: 'open_link', link: linkOf(step) });
  useEffect(() => {
    if (!ready || !canEdit || room === null) return;
    const here = (/** @type {number} */ n) => `${lesson.key} ${n} ${room}`;
    const last = marked();
    const end = blockOf(step, 'prediction')?.epochs;
    if (last === here(at)) {
      if (end && !isDone && endOf(store) === 0) setEnd(store, end); // which was given back
      return;
    }
    if (setsUp(step) || last !== here(at - 1)) open();
    mark(here(at));
  }, [ready, canEdit, room]);
  return open;
}

/** Takes away the end that the lesson has given to a run, when one leaves: who goes on would not know why it
 * pauses there. An end that somebody has chosen stays.
 * @param {Store} store @param {WrittenLesson} lesson @param {boolean} canEdit */
export function useGivingBack(store, lesson, canEdit) {
  const mayChange = useRef(canEdit);
  mayChange.current = canEdit;
  useEffect(
    () => () => {
      const isClosed = locks.peek()?.closed.includes(END);
      if (mayChange.current && !isClosed && endsIn(lesson).includes(endOf(store))) setEnd(store, 0);
    },
    [],
  );
}

const END = 'stop_epoch';
/** @param {Store} store */
const endOf = (store) => store.wanted().experiment[END];
/** @param {Store} store @param {number} epochs 0 for none */
const setEnd = (store, epochs) => store.send({ type: 'change', changes: { [END]: epochs } });

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
