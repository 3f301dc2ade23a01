// The lessons that there are, to open one for everybody.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { language } from '../../../text/texts.js';
import { Segments } from '../parts/buttons.js';
import { fetchLesson } from '../parts/course.js';
import { say } from '../parts/texts.js';
import { Written } from '../parts/written.js';
import { setUpsOf } from './set_ups.js';

/** @import { About } from '../../../views/lesson/blocks.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const WAYS = /** @type {const} */ (['free', 'together']);

/** @param {{ lesson: Lesson }} props */
export function Choose({ lesson }) {
  const found = useSignal(/** @type {About[] | 'missing' | null} */ (null));
  const way = useSignal(/** @type {typeof WAYS[number]} */ ('free'));
  const { name } = language.value;
  useEffect(() => {
    fetch(`lessons/${name}.json`)
      .then((answer) => (answer.ok ? answer.json() : 'missing'))
      .catch(() => 'missing')
      .then((answer) => (found.value = answer));
  }, [name]);
  const open = async (/** @type {string} */ key) => {
    const course = await fetchLesson(key);
    if (!course) return void (lesson.notice.value = say('lesson.missing'));
    const until = way.value === 'together' ? 0 : null;
    const asked = { lesson: key, n_steps: course.n_steps, until, set_ups: setUpsOf(course) };
    lesson.ask({ type: 'open_lesson', ...asked });
  };
  const lessons = Array.isArray(found.value) ? found.value : [];
  const choices = WAYS.map((each) => /** @type {[string, string]} */ ([each, say(`lesson.way.${each}`)]));
  return html`<h2>${say('lesson.title')}</h2><p class="what">${say('lesson.what')}</p>
    <${Segments} name="way" label=${say('lesson.ways')} choices=${choices} present=${way.value}
      choose=${(/** @type {any} */ next) => (way.value = next)} />
    ${found.value === 'missing' && html`<p role="alert">${say('lesson.missing')}</p>`}
    ${found.value !== null && lessons.length === 0 && html`<p class="empty">${say('lesson.none')}</p>`}
    <ol class="lessons-of" aria-busy=${found.value === null}>${lessons.map(
      (each, i) => html`<${Row} key=${each.key} about=${each} n=${i + 1} open=${() => open(each.key)} />`,
    )}</ol>`;
}

/** @param {{ about: About, n: number, open: () => void }} props */
function Row({ about: { key, title, minutes, n_steps: steps, level, learnt }, n, open }) {
  const of = html`<span class="said-only">: ${title}</span>`;
  return html`<li data-lesson=${key}><i class="number" aria-hidden="true">${n}</i>
    <div><b>${title}</b>
      <span class="facts">${say('lesson.facts', { minutes, steps })} · ${say(`level.${level}`)}</span>
      <${Written} of=${learnt[0]} /></div>
    <a class="button" href=${`./?lesson=${key}`} target="_blank" rel="noopener"
      ><span>${say('lesson.look')}${of}</span></a>
    <button class="text strong" onClick=${open}><span>${say('lesson.open')}${of}</span></button></li>`;
}
