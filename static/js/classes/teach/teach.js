// The teacher's page starts here: begins a class or comes back to one, and shows what its role may see.
import { effect, signal } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { labels } from '../../text/explanations.js';
import { reasonsFrom } from '../../text/reasons.js';
import { t } from '../../text/texts.js';
import { look } from '../../views/parts/look.js';
import { ClassStore, parseKey, writeKey } from '../class_store.js';
import { Archived } from './archive/archived.js';
import { OpenArchive, opened } from './archive/opening.js';
import { keptIn, reopen, reopening } from './archive/reopened.js';
import { makeLesson } from './parts/lesson.js';
import { say } from './parts/texts.js';
import { Projector } from './projector/projector.js';
import { Teacher } from './teacher.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Lesson } from './parts/lesson.js' */

const dataOf = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? '{}');
/** @type {Catalogue} */
const catalogue = dataOf('catalogue');
labels.value = dataOf('labels');
reasonsFrom((name) => import(`../../text/reasons_${name}.js`));
const store = new ClassStore(signal);
const lesson = makeLesson(store);

/** A class is in the address: a reload comes back to it, also to one that is kept. */
function comeBack() {
  const secret = keptIn(location.hash);
  const key = parseKey(location.hash);
  if (secret) reopen(secret);
  else if (key) store.enter({ type: 'come_back', ...key });
}

effect(() => {
  const welcome = store.welcome.value;
  if (!welcome) return;
  const hash = `#${writeKey(welcome)}`;
  if (location.hash !== hash) history.replaceState(null, '', hash);
  if (welcome.role !== 'spectator') return;
  document.documentElement.dataset.theme = 'projector'; // of this page alone: nothing is remembered
  look.value = { ...look.peek(), theme: 'projector' };
});
addEventListener('hashchange', () => location.reload());
document.addEventListener('visibilitychange', () => {
  if (store.standing.peek().kind === 'there') store.ask({ type: 'show_page', visible: !document.hidden });
});

/** @param {{ lesson: Lesson }} props */
function Page({ lesson }) {
  if (opened.value) return html`<${Archived} archive=${opened.value} />`;
  if (reopening.value?.isOver) return html`<${Ended} text=${reopening.value.text} />`;
  if (reopening.value) return html`<main class="begin"><p role="status">${reopening.value.text}</p></main>`;
  const standing = store.standing.value;
  const role = store.welcome.value?.role;
  const isKnown = role !== undefined && store.state.value !== null;
  document.title = `${isKnown ? store.state.value?.code : say('title')} – Neural Network Playground`;
  if (standing.kind === 'ended') return html`<${Ended} text=${t(standing.say)} />`;
  if (role === 'student') return html`<${Ended} text=${say('not.teacher')} />`;
  if (standing.kind === 'idle') return html`<${Begin} />`;
  const why = standing.kind === 'lost' ? t(standing.say) : say('coming');
  if (!isKnown) return html`<main class="begin"><p role="status">${why}</p></main>`;
  const view = role === 'spectator' ? Projector : Teacher;
  return html`${
    standing.kind === 'lost' &&
    html`<p class="lost" role="status">${t(standing.say)}
    ${say('lost')}</p>`
  }
    ${
      !store.isKept.value &&
      role !== 'spectator' &&
      html`<p class="unkept" role="status">${say('unkept')}</p>`
    }
    <${view} lesson=${lesson} catalogue=${catalogue} />`;
}

/** Before there is a class. */
function Begin() {
  const begin = () => store.enter({ type: 'begin_class' });
  return html`<main class="begin"><h1>${say('begin.title')}</h1>
    <p>${say('begin.what')}</p><p>${say('begin.privacy')}</p>
    <p><button class="text strong" onClick=${begin}>${say('begin')}</button></p>
    <${OpenArchive} />
    <p><a href="sheet" target="_blank">${say('sheet')}</a></p>
    <p><a href="./">${say('playground')}</a></p></main>`;
}

/** There is nothing more to see. @param {{ text: string }} props */
function Ended({ text }) {
  const again = () => {
    history.replaceState(null, '', location.pathname);
    location.reload();
  };
  return html`<main class="begin"><h1>${say('begin.title')}</h1><p role="alert">${text}</p>
    <p><button class="text outlined-inline" onClick=${again}>${say('begin.another')}</button></p>
    <p><a href="./">${say('playground')}</a></p></main>`;
}

comeBack();
render(html`<${Page} lesson=${lesson} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
