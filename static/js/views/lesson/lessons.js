// Lessons: the list of them, and the one that stands beside the playground. A later part, which the page
// fetches when somebody opens a lesson.
import { html, led, openLesson } from '#page';
import { Book } from './book.js';
import { LessonList } from './list.js';

/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store, name: string | null, canEdit: boolean }} props
 *   name: of the lesson, '' for the list, null for nothing */
export function Lessons({ store, name, canEdit }) {
  if (name === null) return null;
  if (name === '') return html`<${LessonList} close=${() => openLesson(null)} />`;
  const opening = led.value ? `${led.value.number}` : ''; // of a class: another one begins anew
  return html`<${Book} key=${name + opening} store=${store} name=${name} canEdit=${canEdit} />`;
}
