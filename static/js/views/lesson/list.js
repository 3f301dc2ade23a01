// The list of lessons: how long each one is, what one learns, and how far this browser has come with it.
import { Dialog, html, openLesson, useEffect, useRef } from '#page';
import { useLessons } from './asking.js';
import { allKept } from './place.js';
import { say } from './saying.js';

/** @import { About } from './blocks.js' */
/** @import { Kept } from './place.js' */

/** @param {{ close: () => void }} props */
export function LessonList({ close }) {
  const found = useLessons();
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const kept = allKept();
  useEffect(() => list.current?.querySelector('button')?.focus(), [found]);
  const lessons = Array.isArray(found) ? found : [];
  return html`<${Dialog} name="lessons" heading=${say('lessons')} open close=${close}>
    <p>${say('note')}</p>
    ${found === 'missing' && html`<p role="alert">${say('missing')}</p>`}
    ${Array.isArray(found) && found.length === 0 && html`<p>${say('none')}</p>`}
    <ol ref=${list} aria-busy=${found === null}>${lessons.map(
      (lesson, i) => html`<${Row} key=${lesson.key} lesson=${lesson} n=${i + 1} kept=${kept[lesson.key]} />`,
    )}</ol>
  </${Dialog}>`;
}

/** @param {{ lesson: About, n: number, kept: Kept | undefined }} props */
function Row({ lesson, n, kept }) {
  const { key, title, minutes, level, learnt, n_steps: steps } = lesson;
  const at = Math.min(kept?.at ?? 0, steps - 1);
  const isBegun = kept !== undefined && (at > 0 || kept.done.length > 0);
  const standing = kept?.ended ? say('done') : isBegun ? say('at', { n: at + 1, all: steps }) : '';
  return html`<li><button data-lesson=${key} onClick=${() => openLesson(key)}>
    <i class=${kept?.ended ? 'number done' : 'number'} aria-hidden="true">${kept?.ended ? '✓' : n}</i>
    <span class="about"><b>${title}</b>
      <span class="facts">${say('minutes', { n: minutes })} · ${say(`level.${level}`)}${
        standing && html` · <em>${standing}</em>`
      }</span>
      <span class="first" dangerouslySetInnerHTML=${{ __html: learnt[0] }}></span></span>
  </button></li>`;
}
