// A step of a lesson: its way, its text, and what there is to do, in the order in which they were written.
import { html, led, useEffect, useRef, useState } from '#page';
import { blockOf, followsToDo, toDo } from './blocks.js';
import { Hints } from './hints.js';
import { showsOf } from './open_controls.js';
import { Pointed, ToLit } from './pointed.js';
import { Prediction } from './prediction.js';
import { Puzzle } from './puzzle.js';
import { Question } from './question.js';
import { say, Written } from './saying.js';
import { useFollowed, useSetUp } from './set_up.js';
import { useOwnCurve, useShown } from './shown.js';
import { Task } from './task.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Block, WrittenLesson } from './blocks.js' */
/** @import { Answer, Kept } from './place.js' */

/** What each kind of block is shown as. */
const VIEWS = { question: Question, prediction: Prediction, task: Task, puzzle: Puzzle };

/** @param {{ store: Store, lesson: WrittenLesson, at: number, kept: Kept, done: () => void,
 *   answer: (given: Answer) => void, canEdit: boolean,
 *   helped: (more: { hints?: number, solution?: boolean }) => void }} props helped: what help was taken */
export function Step({ store, lesson, at, kept, done, answer, canEdit, helped }) {
  const step = lesson.steps[at];
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [isAllOpen, setAllOpen] = useState(false);
  const setUp = blockOf(step, 'set-up');
  const isDone = kept.done.includes(at);
  const given = kept.answers[at];
  const isSaid = !blockOf(step, 'prediction') || given !== undefined;
  const shows = isAllOpen ? null : showsOf(lesson.steps, at, isSaid);
  const begin = useSetUp(store, lesson, at, isDone, canEdit);
  useFollowed(store, step);
  useShown(store, shows, isSaid ? (setUp?.light ?? []) : [], toDo(step));
  useOwnCurve(store, shows);
  useEffect(() => {
    place.current?.querySelector('h2')?.focus({ preventScroll: true });
    scrollTo({ top: 0 }); // on a phone the plot stands over the text
  }, []);
  const wasDone = useRef(isDone);
  useEffect(() => {
    const outcome = place.current?.querySelector('.outcome + .said, .task .standing');
    if (isDone && !wasDone.current) outcome?.scrollIntoView({ block: 'nearest' }); // else it may be unseen
    wasDone.current = isDone;
  }, [isDone]);
  const shown = led.value?.shown?.step === at ? led.value : null;
  // What was told of the step before says nothing of this one.
  const before = useRef(store.standing.peek());
  const standing = store.standing.value === before.current ? null : store.standing.value;
  const common = { store, standing, step, isDone, done, given, answer, canEdit };
  const block = (/** @type {Block} */ part, /** @type {number} */ i) => {
    if (!isDone && followsToDo(step, i)) return null;
    if (part.kind === 'text')
      return html`<${Written} key=${i} tag="div" class="lesson-words" of=${part.html} />`;
    if (part.kind === 'set-up' || part.kind === 'hint') return null;
    return html`<${VIEWS[part.kind]} key=${i} of=${part} ...${common} />
      ${
        shown &&
        (part.kind === 'question' || part.kind === 'prediction') &&
        html`<${shown.Answers} asks=${part} found=${shown.shown} mine=${given?.given}
          isDone=${isDone} />`
      }`;
  };
  const way = lesson.steps.map((_, i) => {
    const standing = i === at ? 'now' : i < at || kept.done.includes(i) ? 'done' : 'left';
    return html`<li class=${standing} aria-current=${i === at ? 'step' : null}
      ><span class="visually-hidden">${say(`step.${standing}`, { n: i + 1 })}</span></li>`;
  });
  return html`<div class="read" ref=${place}>
    <p class="label">${say('at', { n: at + 1, all: lesson.steps.length })}</p>
    <ol class="way">${way}</ol>
    <h2 tabindex="-1">${step.title}</h2>
    ${step.parts.map(block)}
    <${Hints} store=${store} step=${step} isDone=${isDone} canEdit=${canEdit}
      helped=${helped} />
    ${setUp?.say && isSaid && !isDone && html`<${Pointed} light=${setUp.light ?? []} text=${setUp.say} />`}
    ${!canEdit && html`<p class="soft">${say('watching')}</p>`}
    ${
      canEdit &&
      html`<p class="controls-of soft">
        ${
          (shows || isAllOpen) &&
          html`<span>${say('controls')}</span>
          <button class="text" onClick=${() => setAllOpen(!isAllOpen)}
            >${say(isAllOpen ? 'close.again' : 'open.all')}</button>`
        }
        ${
          step.link &&
          html`<button class="text" title=${say('set.up.title')} onClick=${begin}>${say('set.up')}</button>`
        }
        <${ToLit} light=${setUp?.light ?? []} />
      </p>`
    }
  </div>`;
}
