// A lesson beside the playground: its head, the step that is open, and the ways back and on.
import { html, led, openLesson, useEffect, useRef, useState } from '#page';
import { useLesson, useLessons } from './asking.js';
import { toDo } from './blocks.js';
import { isEmbedded, placeToBegin, useTelling } from './embedding.js';
import { End } from './end.js';
import { keep, keepToo, keptOf } from './place.js';
import { say } from './saying.js';
import { useGivingBack } from './set_up.js';
import { Sheet } from './sheet.js';
import { Step } from './step.js';

/** @import { Store } from '../../state/store.js' */
/** @import { LedLesson } from '../../types.js' */
/** @import { WrittenLesson } from './blocks.js' */
/** @import { Answer, Kept } from './place.js' */

/** @param {{ store: Store, name: string, canEdit: boolean }} props */
export function Book({ store, name, canEdit }) {
  const lesson = useLesson(name);
  useEffect(() => {
    const names = isEmbedded() ? ['in-lesson', 'embedded'] : ['in-lesson'];
    document.documentElement.classList.add(...names);
    return () => document.documentElement.classList.remove(...names);
  }, []);
  if (lesson && lesson !== 'missing' && 'steps' in lesson)
    return html`<${Open} store=${store} lesson=${lesson} canEdit=${canEdit} />`;
  return html`<aside class="lesson" aria-label=${say('lesson')}>
    <${Head} of="" title=${lesson === null ? '…' : say('lesson')} />
    <div class="read">${
      lesson &&
      html`<p role="alert">${say(lesson === 'missing' ? 'not.there' : 'faulty')}</p>
        ${lesson !== 'missing' && html`<ul>${lesson.faults.map((each) => html`<li>${each}</li>`)}</ul>`}`
    }</div></aside>`;
}

/** @param {{ store: Store, lesson: WrittenLesson, canEdit: boolean }} props */
function Open({ store, lesson, canEdit }) {
  const { key, title, steps } = lesson;
  const course = led.value;
  const [kept, setKept] = useState(() => course?.begun() ?? placeToBegin(lesson, keptOf(key)));
  const [help, setHelp] = useState({ at: -1, hints: 0, solution: false });
  useTelling(store, lesson, kept);
  useGivingBack(store, lesson, canEdit);
  const all = useLessons();
  const others = Array.isArray(all) ? all : [];
  const place = others.findIndex((each) => each.key === key);
  const change = (/** @type {(before: Kept) => Kept} */ next) =>
    setKept((before) => {
      const after = next(before);
      (course ? keepToo : keep)(key, after);
      return after;
    });
  const last = course?.last ?? steps.length;
  const at = Math.min(kept.at, steps.length, last);
  const step = steps[at];
  const go = (/** @type {number} */ to) =>
    change((before) => ({ ...before, at: to, ...(to === steps.length && { ended: true }) }));
  const done = () =>
    change((before) => (before.done.includes(at) ? before : { ...before, done: [...before.done, at] }));
  const answer = (/** @type {Answer} */ given) =>
    change((before) => ({ ...before, answers: { ...before.answers, [at]: given } }));
  const isDone = !step || !toDo(step) || kept.done.includes(at);
  const isLast = at === steps.length - 1;
  const mayGoOn = isDone && at < last;
  const closed = isDone ? 'next.class' : `next.${step && toDo(step)}`;
  const taken = help.at === at ? help : { at, hints: 0, solution: false };
  const brought = useRef(course?.brought);
  useEffect(() => {
    if (course && course.brought !== brought.current && kept.at < course.start) go(course.start);
    brought.current = course?.brought;
  }, [course?.brought]);
  useEffect(() => {
    if (kept.at > last) go(last);
  }, [last]);
  useReport(
    course,
    { step: at, done: isDone, hints: taken.hints, solution: taken.solution },
    kept.answers[at],
  );
  return html`<aside class="lesson" aria-label=${`${say('lesson')}: ${title}`}>
    <${Head} title=${title}
      of=${place < 0 || isEmbedded() ? say('lesson') : say('of', { n: place + 1, all: others.length })} />
    ${
      step
        ? html`<${Step} key=${at} store=${store} lesson=${lesson} at=${at} kept=${kept} done=${done}
            answer=${answer} canEdit=${canEdit}
            helped=${(/** @type {Partial<typeof help>} */ more) => setHelp({ ...taken, ...more })} />`
        : html`<${End} lesson=${lesson} next=${others[place + 1]} again=${() => go(0)} />`
    }
    <footer>
      <button class="text" disabled=${at === 0} onClick=${() => go(at - 1)}
        ><${Arrow} />${say('back')}</button>
      ${step && !mayGoOn && html`<small id="lesson-next">${say(closed)}</small>`}
      ${
        step &&
        html`<button class="next" disabled=${!mayGoOn} aria-describedby=${mayGoOn ? null : 'lesson-next'}
          onClick=${() => go(at + 1)}>${say(isLast ? 'end' : 'next')}</button>`
      }
    </footer></aside>
    <${Sheet} lesson=${lesson} />`;
}

/** Tells the class where one is, whenever something of it has changed.
 * @param {LedLesson | null} course
 * @param {{ step: number, done: boolean, hints: number, solution: boolean }} at
 * @param {Answer | undefined} given */
function useReport(course, at, given) {
  const { given: answer = null, outcome = null, right = null } = given ?? {};
  const standing = { ...at, answer, outcome, right };
  useEffect(() => course?.report(standing), [course?.number, ...Object.values(standing)]);
}

/** @param {{ of: string, title: string }} props of: which of all lessons it is */
function Head({ of, title }) {
  const course = led.value;
  return html`<header>
    ${
      !course &&
      !isEmbedded() &&
      html`<button aria-label=${say('all')} title=${say('all')} onClick=${() => openLesson('')}
        ><${Arrow} /></button>`
    }
    <div><small>${course ? say('of.class') : of}</small><b>${title}</b></div>
    ${
      (course || !isEmbedded()) &&
      html`<button class="text" title=${say(course ? 'aside.title' : 'leave.title')}
        onClick=${() => (course ? course.putAside() : openLesson(null))}
        >${say(course ? 'aside' : 'leave')}</button>`
    }
  </header>`;
}

/** To the left. */
const Arrow = () =>
  html`<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
    ><path d="M20 12H4M11 5l-7 7 7 7" /></svg>`;
