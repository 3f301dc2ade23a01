// The lesson of the class, as everybody sees it: what was answered in a step, or how far it is open.
import { html } from 'htm/preact';
import { number } from '../../../text/texts.js';
import { blockOf } from '../../../views/lesson/blocks.js';
import { answeredIn } from '../../lesson_answers.js';
import { Answers } from '../ask/answers.js';
import { say } from '../parts/texts.js';
import { Written } from '../parts/written.js';

/** @import { LessonShown, StepAnswers } from '../../../messages.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson, shown: LessonShown }} props */
export function Course({ lesson, shown }) {
  const course = lesson.course.value;
  if (!course) return null;
  return html`<p class="of-course">${course.title}</p>
    ${
      shown.shown
        ? html`<${Asked} course=${course} found=${shown.shown} />`
        : html`<${Steps} course=${course} shown=${shown} />`
    }`;
}

/** @param {{ course: WrittenLesson, found: StepAnswers }} props */
function Asked({ course, found }) {
  const step = course.steps[found.step];
  const asks = step && (blockOf(step, 'question') ?? blockOf(step, 'prediction'));
  if (!asks) return null;
  const answered = answeredIn(asks, found);
  const { right, kind } = answered;
  const value = right === null ? '' : number(right, 4);
  return html`<h2><${Written} of=${asks.ask} /></h2>
    <${Answers} question=${answered} />
    ${
      kind === 'number' &&
      right !== null &&
      html`<p class="what">${say(asks.kind === 'prediction' ? 'answer.came' : 'answer.is', { value })}</p>`
    }`;
}

/** @param {{ course: WrittenLesson, shown: LessonShown }} props */
function Steps({ course, shown: { until } }) {
  return html`<ol class="course-way">${course.steps.map(
    ({ title }, i) => html`<li key=${i} class=${until !== null && i > until ? 'closed' : ''}
      aria-current=${i === until ? 'step' : null}><i aria-hidden="true">${i + 1}</i> ${title}</li>`,
  )}</ol>`;
}
