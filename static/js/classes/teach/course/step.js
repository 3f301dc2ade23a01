// A step of the open lesson: who is in it, what they answered, and how far everybody may go.
import { html } from 'htm/preact';
import { blockOf } from '../../../views/lesson/blocks.js';
import { answeredIn } from '../../lesson_answers.js';
import { Answers } from '../ask/answers.js';
import { Worded } from '../parts/buttons.js';
import { helpIn } from '../parts/in_lesson.js';
import { standingText } from '../parts/place_text.js';
import { say } from '../parts/texts.js';
import { Written } from '../parts/written.js';

/** @import { LessonShown, PersonShown } from '../../../messages.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson, shown: LessonShown, course: WrittenLesson | null, at: number,
 *   those: PersonShown[] }} props those: who is in it */
export function StepOfAll({ lesson, shown, course, at, those }) {
  const step = course?.steps[at];
  const { until, n_steps: steps } = shown;
  const isPaced = until !== null;
  const open = (/** @type {boolean} */ brings) => lesson.ask({ type: 'set_lesson_step', step: at, brings });
  return html`<section class="course-step" aria-labelledby="course-step">
    <h3 id="course-step">${at === steps ? say('lesson.through') : `${at + 1}. ${step?.title ?? ''}`}</h3>
    ${
      at < steps &&
      html`<div class="row">${
        isPaced &&
        html`<button class="text outlined-inline" disabled=${until === at}
          onClick=${() => open(false)}>${say(until > at ? 'lesson.until.only' : 'lesson.until')}</button>`
      }
      <button class="text outlined-inline" onClick=${() => open(true)}>${say('lesson.bring')}</button></div>`
    }
    ${step && html`<${Asked} lesson=${lesson} shown=${shown} course=${course} at=${at} />`}
    <h4>${say('lesson.who', { n: those.length })}</h4>
    ${
      those.length > 0 &&
      html`<ul class="course-people">${those.map(
        (person) =>
          html`<${Somebody} key=${person.person} lesson=${lesson} course=${course} person=${person} />`,
      )}</ul>`
    }
  </section>`;
}

/** What the step asks, and what was answered so far.
 * @param {{ lesson: Lesson, shown: LessonShown, course: WrittenLesson, at: number }} props */
function Asked({ lesson, shown, course, at }) {
  const asks = blockOf(course.steps[at], 'question') ?? blockOf(course.steps[at], 'prediction');
  if (!asks) return null;
  const { answers } = lesson.store;
  const told = answers.value?.number === shown.number ? answers.value.steps : [];
  const found = told.find(({ step }) => step === at);
  const answered = answeredIn(asks, found);
  const isShown = shown.shown?.step === at;
  const flip = async () => {
    await lesson.ask({ type: 'show_lesson_answers', step: isShown ? null : at });
    await lesson.ask({ type: 'show_on_projector', what: isShown ? 'wall' : 'lesson' });
  };
  return html`<p class="course-asks"><${Written} of=${asks.ask} /></p>
    <${Answers} question=${answered} />
    <div class="row"><${Worded} sign="screen" kind="outlined-inline" pressed=${isShown} press=${flip}
      label=${say(isShown ? 'lesson.answers.hide' : 'lesson.answers.show')} /></div>`;
}

/** @param {{ lesson: Lesson, course: WrittenLesson | null, person: PersonShown }} props */
function Somebody({ lesson, course, person: { person: id, name, lesson: place } }) {
  if (!place) return null;
  const isChosen = lesson.chosen.value === id;
  const help = helpIn(place, course);
  return html`<li><button class=${help.length > 0 ? 'helped' : ''} aria-pressed=${isChosen} data-person=${id}
    onClick=${() => (lesson.chosen.value = isChosen ? null : id)}><b>${name}</b>
    <span>${standingText(place, course)}</span></button></li>`;
}
