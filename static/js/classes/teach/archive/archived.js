// A class as it was: its wall and all else that was kept, to be looked at.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { sayer } from '../../../text/later.js';
import { language, t } from '../../../text/texts.js';
import { codeShown } from '../../membership.js';
import { Answers } from '../ask/answers.js';
import { Plot } from '../ask/plot.js';
import { resultsOf } from '../ask/results.js';
import { fieldName } from '../ask/trial.js';
import { Tabs } from '../parts/tabs.js';
import { say } from '../parts/texts.js';
import { Compare } from '../wall/compare.js';
import { Figures } from '../wall/figures.js';
import { Layers } from '../wall/overlay.js';
import { useStudents } from '../wall/students.js';
import { Table } from '../wall/table.js';
import { Wall } from '../wall/wall.js';
import { Items, Places } from './kept.js';
import { lessonOf } from './known.js';
import { OpenLive } from './live.js';
import { KeptUntil } from './reopened.js';

/** @import { Signal } from '@preact/signals' */
/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Students } from '../wall/students.js' */
/** @import { Opened } from './opening.js' */

/** @typedef {{ archive: Opened, lesson: Lesson, students: Students, status: Signal<string> }} Seen */

/** @type {Record<string, (seen: Seen) => unknown>} */
const VIEWS = {
  wall: Wall,
  table: Table,
  overlay: ({ lesson }) => html`<h2>${say('overlay.title')}</h2>
    <${Layers} lesson=${lesson} chosen=${lesson.chosen.value} />`,
  compare: Compare,
  question: Asked,
  trial: Tried,
  board: Places,
  collection: Items,
};
const TABS = Object.keys(VIEWS);

/** @param {{ archive: Opened }} props */
export function Archived({ archive }) {
  const { code, made } = archive.archived;
  const told = sayer(archive.texts);
  const lesson = useMemo(() => lessonOf(archive.archived), [archive]);
  const students = useStudents(lesson);
  const tab = useSignal(TABS[0]);
  const status = useSignal('');
  const date = new Date(made).toLocaleDateString(language.value.name, { dateStyle: 'long' });
  const title = told('archived', { code: codeShown(code), date });
  document.title = `${title} – Neural Network Playground`;
  const called = (/** @type {string} */ name) => say(name === 'board' ? 'board' : `tab.${name}`);
  const seen = { archive, lesson, students, status };
  return html`<header class="head"><div><h1>${title}</h1><p class="what">${told('archived.what')}</p></div>
      <button class="text outlined-inline"
        onClick=${close}>${told('archived.close')}</button>
      <${KeptUntil} archive=${archive} /></header>
    <nav class="tabs" aria-label=${say('views')}><${Tabs} label=${say('views')} names=${TABS} called=${called}
      present=${tab.value} go=${(/** @type {string} */ to) => (tab.value = to)} /></nav>
    <p class="paused" role="status" hidden=${status.value === ''}>${status.value}</p>
    <div class="room"><main><div id="view" role="tabpanel" aria-labelledby=${`tab-${tab.value}`}>
        <${VIEWS[tab.value]} ...${seen} /></div></main>
      <${Chosen} ...${seen} /></div>`;
}

/** The page begins anew, without what is behind '#'. */
function close() {
  history.replaceState(null, '', location.pathname);
  location.reload();
}

/** Who is looked at. @param {Seen} props */
function Chosen({ archive, lesson, students, status }) {
  const id = lesson.chosen.value;
  const student = students.value.find(({ person }) => person.person === id);
  const kept = archive.archived.students.find(({ person }) => person === id);
  if (!student || !kept) return null;
  const close = () => (lesson.chosen.value = null);
  return html`<aside class="student" aria-labelledby="panel-title" key=${id}>
    <header><h2 id="panel-title">${kept.name}</h2>
      <button aria-label=${t('close')} onClick=${close}>✕</button></header>
    <${Figures} lesson=${lesson} student=${student} />
    <${OpenLive} archive=${archive} path=${kept.state} name=${kept.name} status=${status} /></aside>`;
}

/** What was asked. @param {Seen} props */
function Asked({ archive }) {
  const { question } = archive.archived;
  if (!question) return html`<p class="empty">${sayer(archive.texts)('none.question')}</p>`;
  return html`<h2>${question.text}</h2><${Answers} question=${question} />`;
}

/** What the class made together. @param {Seen} props */
function Tried({ archive, lesson }) {
  const { trial } = archive.archived;
  if (!trial) return html`<p class="empty">${sayer(archive.texts)('none.trial')}</p>`;
  const { results } = resultsOf(trial, lesson.store.people.value, lesson.store.cells.value);
  return html`<h2>${trial.title || say('trial.title')}</h2>
    <${Plot} results=${results} field=${fieldName(trial.field)} chosen=${lesson.chosen.value}
      choose=${(/** @type {string} */ person) => (lesson.chosen.value = person)} />`;
}
