// A lesson in a frame of another page, a course of a learning platform perhaps: it is compact, begins at the
// step that the page around it says, and tells that page what happens, if the server lets it.
import { useEffect, useRef, useState } from '#page';
import { eventsBetween } from './events.js';

/** @import { Store } from '../../state/store.js' */
/** @import { WrittenLesson } from './blocks.js' */
/** @import { Kept } from './place.js' */

const asked = () => new URLSearchParams(location.search);

/** Whether the lesson stands in a frame that wants nothing but the lesson. */
export const isEmbedded = () => asked().has('embed');

/** The place in a lesson that nobody has begun in this browser: another one knew how far it was.
 * @param {WrittenLesson} lesson @param {Kept} kept @returns {Kept} */
export function placeToBegin({ steps }, kept) {
  const step = Number(asked().get('step') ?? 1);
  const isNew = kept.at === 0 && kept.done.length === 0;
  if (!isNew || !Number.isInteger(step) || step < 2 || step > steps.length) return kept;
  return { ...kept, at: step - 1, done: [...steps.keys()].slice(0, step - 1) };
}

/** Tells the page around this one what happens in a lesson.
 * @param {Store} store @param {WrittenLesson} lesson @param {Kept} kept */
export function useTelling(store, lesson, kept) {
  const [origin, setOrigin] = useState('');
  const told = useRef(/** @type {Kept | null} */ (null));
  useEffect(() => {
    const named = asked().get('embed');
    if (!named || parent === window) return;
    fetch(`lessons/events?origin=${encodeURIComponent(named)}`)
      .then((answer) => answer.json())
      .then(({ origin: allowed }) => setOrigin(allowed ?? ''))
      .catch(() => {}); // the page around it hears nothing, and says so
  }, []);
  useEffect(() => {
    if (!origin) return;
    // A page of any other origin does not get it, whatever it said of itself.
    for (const event of eventsBetween(lesson, told.current, kept, store.standing.peek()))
      parent.postMessage(event, origin);
    told.current = kept;
  }, [origin, kept]);
}
