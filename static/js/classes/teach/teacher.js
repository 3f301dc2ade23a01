// Who leads the class sees everybody: the head, the tabs, and the student who is looked at.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { Question } from './ask/question.js';
import { TrialTab } from './ask/trial.js';
import { LessonTab } from './course/lesson_tab.js';
import { Head } from './lead/head.js';
import { Lobby } from './lead/lobby.js';
import { MyNetwork } from './lead/my_network.js';
import { Tabs as Views } from './parts/tabs.js';
import { say } from './parts/texts.js';
import { ChallengeTab } from './together/challenge.js';
import { CollectionTab } from './together/collection.js';
import { Compare } from './wall/compare.js';
import { countMarks, MARKS } from './wall/marks.js';
import { Overlay } from './wall/overlay.js';
import { Panel } from './wall/panel.js';
import { useStudents } from './wall/students.js';
import { Table } from './wall/table.js';
import { Wall } from './wall/wall.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Lesson } from './parts/lesson.js' */

const TABS = /** @type {const} */ ([
  'wall',
  'table',
  'overlay',
  'compare',
  'lesson',
  'question',
  'trial',
  'challenge',
  'collection',
  'network',
]);
const VIEWS = {
  wall: Wall,
  table: Table,
  overlay: Overlay,
  compare: Compare,
  lesson: LessonTab,
  question: Question,
  trial: TrialTab,
  challenge: ChallengeTab,
  collection: CollectionTab,
};

/** @param {{ lesson: Lesson, catalogue: Catalogue }} props */
export function Teacher({ lesson, catalogue }) {
  const tab = useSignal(/** @type {typeof TABS[number]} */ ('wall'));
  const hasNetwork = useSignal(false); // once it was opened, it stays
  const students = useStudents(lesson);
  const go = (/** @type {typeof TABS[number]} */ to) => {
    tab.value = to;
    hasNetwork.value ||= to === 'network';
  };
  const View = VIEWS[/** @type {keyof typeof VIEWS} */ (tab.value)];
  return html`<${Head} lesson=${lesson} catalogue=${catalogue} />
    <${Tabs} tab=${tab.value} go=${go} students=${students} />
    <p class="notice" role="alert">${lesson.notice.value}</p>
    <${Lobby} lesson=${lesson} />
    <div class="room" data-tab=${tab.value}>
      <main><div id="view" role="tabpanel" aria-labelledby=${`tab-${tab.value}`}>
        ${View && html`<${View} lesson=${lesson} students=${students} catalogue=${catalogue} />`}
        ${hasNetwork.value && html`<${MyNetwork} lesson=${lesson} isShown=${tab.value === 'network'} />`}
      </div></main>
      ${tab.value !== 'network' && html`<${Panel} lesson=${lesson} students=${students} />`}
    </div>`;
}

/** @param {{ tab: string, go: (tab: any) => void, students: ReturnType<typeof useStudents> }} props */
function Tabs({ tab, go, students }) {
  const counts = useComputed(() => JSON.stringify(countMarks(students.value)));
  const by = JSON.parse(counts.value);
  return html`<nav class="tabs" aria-label=${say('views')}>
    <${Views} label=${say('views')} names=${TABS} called=${(/** @type {string} */ name) => say(`tab.${name}`)}
      present=${tab} go=${go} />
    <p class="counts" data-testid="counts">${[...MARKS]
      .reverse()
      .map((kind) => html`<span><b>${by[kind]}</b> ${say(`count.${kind}`)}</span>${' '}`)}</p></nav>`;
}
