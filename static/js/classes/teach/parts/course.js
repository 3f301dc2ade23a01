// The lesson that the class goes through, as it is written, in the page's language.
import { effect, signal } from '@preact/signals';
import { language } from '../../../text/texts.js';

/** @import { Signal } from '@preact/signals' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */
/** @import { ClassStore } from '../../class_store.js' */

/** @typedef {Signal<WrittenLesson | null>} Course null: none is open, or it has not come yet */

/** A lesson; null where there is none, or it has faults.
 * @param {string} key @returns {Promise<WrittenLesson | null>} */
export const fetchLesson = (key) =>
  fetch(`lessons/${encodeURIComponent(key)}/${language.value.name}.json`)
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);

/** @param {ClassStore} store @returns {Course} */
export function courseOf(store) {
  const course = /** @type {Course} */ (signal(null));
  let asked = '';
  effect(() => {
    const { lesson = '', number = 0 } = store.state.value?.lesson ?? {};
    const isThere = store.standing.value.kind === 'there';
    const wanted = lesson && `${lesson} ${number} ${language.value.name}`;
    if (wanted === asked && (course.peek() || !isThere)) return;
    asked = wanted;
    if (!wanted) return void (course.value = null);
    fetchLesson(lesson).then((found) => {
      if (asked === wanted) course.value = found;
    });
  });
  return course;
}
