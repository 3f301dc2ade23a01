// The lesson that the class goes through together: one is chosen, or it is open.
import { html } from 'htm/preact';
import { Choose } from './choose.js';
import { OpenLesson } from './open_lesson.js';

/** @import { Catalogue } from '../../../types.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson, catalogue: Catalogue }} props */
export function LessonTab({ lesson, catalogue }) {
  const shown = lesson.store.state.value?.lesson;
  if (!shown) return html`<${Choose} lesson=${lesson} />`;
  return html`<${OpenLesson} key=${shown.number} lesson=${lesson} shown=${shown} catalogue=${catalogue} />`;
}
