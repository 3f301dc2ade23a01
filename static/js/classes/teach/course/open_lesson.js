// The open lesson: how far everybody may go, how many are in which step, and the one that is looked at.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { labelOf } from '../../../text/explanations.js';
import { number } from '../../../text/texts.js';
import { Segments } from '../parts/buttons.js';
import { byStep, helpIn } from '../parts/in_lesson.js';
import { ShowOnProjector } from '../parts/on_projector.js';
import { say } from '../parts/texts.js';
import { closedIn } from './set_ups.js';
import { StepOfAll } from './step.js';

/** @import { LessonShown, PersonShown } from '../../../messages.js' */
/** @import { Catalogue } from '../../../types.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** So many who have not opened it are named. */
const MOST_NAMED = 8;

/** @param {{ lesson: Lesson, shown: LessonShown, catalogue: Catalogue }} props */
export function OpenLesson({ lesson, shown, catalogue }) {
  const chosen = useSignal(/** @type {number | null} */ (null));
  const { store, course } = lesson;
  const { until, n_steps: steps } = shown;
  const written = course.value;
  const people = store.people.value.filter(({ waiting }) => !waiting);
  const places = byStep(people, steps);
  const at = chosen.value ?? until ?? busiest(places, steps);
  const pace = (/** @type {string} */ way) =>
    lesson.ask({ type: 'set_lesson_step', step: way === 'free' ? null : Math.min(at, steps - 1) });
  const choices = ['free', 'together'].map(
    (each) => /** @type {[string, string]} */ ([each, say(`lesson.way.${each}`)]),
  );
  const missing = people.filter((each) => !each.lesson).map(({ name }) => name);
  return html`<header class="course-head"><h2>${written?.title ?? shown.lesson}</h2>
      <p class="what">${say('lesson.here', { n: people.length - missing.length, all: people.length })}${
        missing.length > 0 &&
        missing.length <= MOST_NAMED &&
        ` ${say('lesson.not.yet', { names: missing.join(', ') })}`
      }</p></header>
    <div class="row"><${Segments} name="way" label=${say('lesson.ways')} choices=${choices}
        present=${until === null ? 'free' : 'together'} choose=${pace} />
      <${ShowOnProjector} lesson=${lesson} what="lesson" />
      <a class="button" href=${`./?lesson=${shown.lesson}`} target="_blank" rel="noopener"
        >${say('lesson.look')}</a>
      <${End} lesson=${lesson} /></div>
    <${Closed} lesson=${lesson} course=${written} catalogue=${catalogue} />
    <div class="course">
      <ol class="course-steps" aria-label=${say('lesson.steps')}>${places.map(
        (those, i) => html`<${Row} key=${i} i=${i} those=${those} all=${people.length} course=${written}
          isClosed=${until !== null && until < steps - 1 && i > until}
          isEnd=${i === steps} isChosen=${i === at}
          choose=${() => (chosen.value = i)} />`,
      )}</ol>
      <${StepOfAll} key=${at} lesson=${lesson} shown=${shown} course=${written} at=${at}
        those=${places[at] ?? []} />
    </div>`;
}

/** The step in which most are. @param {PersonShown[][]} places @param {number} steps */
function busiest(places, steps) {
  const counts = places.slice(0, steps).map((those) => those.length);
  return counts.indexOf(Math.max(...counts));
}

/** @param {{ i: number, those: PersonShown[], all: number, course: WrittenLesson | null, isClosed: boolean,
 *   isEnd: boolean, isChosen: boolean, choose: () => void }} props */
function Row({ i, those, all, course, isClosed, isEnd, isChosen, choose }) {
  const help = those.filter((each) => helpIn(each.lesson, course).length > 0).length;
  const done = those.filter((each) => each.lesson?.step_done && !isEnd).length;
  const name = isEnd ? say('lesson.through') : (course?.steps[i]?.title ?? '');
  const facts = [
    ...(done > 0 ? [say('lesson.ready', { n: done })] : []),
    ...(help > 0 ? [say('lesson.helped', { n: help })] : []),
    ...(isClosed ? [say('lesson.closed')] : []),
  ];
  return html`<li><button class=${isClosed ? 'closed' : ''} aria-current=${isChosen ? 'step' : null}
      onClick=${choose}>
    <i class="number" aria-hidden="true">${isEnd ? '✓' : i + 1}</i>
    <span class="called"><span class="said-only">${isEnd ? '' : `${say('lesson.step', { n: i + 1 })}: `}</span
      ><b>${name}</b>${facts.length > 0 && html`<small>${facts.join(' · ')}</small>`}</span>
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect
      width=${(100 * those.length) / Math.max(1, all)} height="1" /></svg>
    <b class="n">${number(those.length)}<span class="said-only"> ${say('lesson.people')}</span></b>
  </button></li>`;
}

/** What the pace of the class has closed although the lesson needs it.
 * @param {{ lesson: Lesson, course: WrittenLesson | null, catalogue: Catalogue }} props */
function Closed({ lesson, course, catalogue }) {
  const pace = lesson.store.state.value?.pace ?? null;
  const { steps, names } = course ? closedIn(course, catalogue.options, pace) : { steps: [], names: [] };
  if (names.length === 0) return null;
  const open = () => lesson.ask({ type: 'set_pace', fields: null });
  return html`<p class="course-closed" role="status"><span>${say('lesson.pace', {
    steps: steps.map((each) => number(each + 1)).join(', '),
    names: names.map(nameOf).join(', '),
  })}</span> <button class="text outlined-inline" onClick=${open}>${say('lesson.pace.open')}</button></p>`;
}

/** @param {string} name of what can be opened */
const nameOf = (name) =>
  ['layers', 'hidden', 'formulas', 'by_hand', 'table'].includes(name) ? say(`pace.${name}`) : labelOf(name);

/** The way out, which is asked about once more. @param {{ lesson: Lesson }} props */
function End({ lesson }) {
  const isAsked = useSignal(false);
  const end = () => (isAsked.value ? lesson.ask({ type: 'close_lesson' }) : (isAsked.value = true));
  return html`<button class="text outlined-inline" onClick=${end} onBlur=${() => (isAsked.value = false)}
    >${say(isAsked.value ? 'lesson.end.sure' : 'lesson.end')}</button>`;
}
