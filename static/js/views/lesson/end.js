// The end of a lesson: what was learnt, where it comes from, and where to go on.
import { html, led, openLesson, useEffect, useRef } from '#page';
import { isEmbedded } from './embedding.js';
import { say, Written } from './saying.js';

/** @import { About, WrittenLesson } from './blocks.js' */

/** @param {{ lesson: WrittenLesson, next: About | undefined, again: () => void }} props */
export function End({ lesson, next, again }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return html`<div class="read">
    <h2 ref=${heading} tabindex="-1">${say('ended')}</h2>
    <h3>${say('learnt.end')}</h3>
    <ul>${lesson.learnt.map((each) => html`<li><${Written} of=${each} /></li>`)}</ul>
    <${Source} lesson=${lesson} />
    <div class="ways">
      ${
        next &&
        !isEmbedded() &&
        !led.value &&
        html`<button class="next" onClick=${() => openLesson(next.key)}
          >${say('next.lesson', { title: next.title })}</button>`
      }
      ${
        !isEmbedded() &&
        !led.value &&
        html`<button class="text outlined" onClick=${() => openLesson('')}>${say('all')}</button>`
      }
      <button class="text" onClick=${again}>${say('again')}</button>
    </div></div>`;
}

/** The lecture that a lesson goes with. @param {{ lesson: WrittenLesson }} props */
function Source({ lesson: { source } }) {
  if (!source) return null;
  const { course, lecture, address } = source;
  const text = lecture ? say('source.lecture', { course, lecture }) : say('source', { course });
  return html`<p class="soft">${
    address ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${text}</a>` : text
  }</p>`;
}
