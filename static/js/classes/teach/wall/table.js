// The wall as a table, for the keyboard, for screen readers, and to look something up.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { loss, number } from '../../../text/texts.js';
import { whereText } from '../parts/place_text.js';
import { say } from '../parts/texts.js';
import { COLUMNS, sortedByColumn } from './sorting.js';
import { markText } from './students.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Student } from './marks.js' */
/** @import { Students } from './students.js' */

/** @param {{ lesson: Lesson, students: Students }} props */
export function Table({ lesson, students }) {
  const by = useSignal({ column: 'name', isFalling: false });
  const { column, isFalling } = by.value;
  const sortBy = (/** @type {string} */ name) =>
    (by.value = { column: name, isFalling: name === column && !isFalling });
  const head = (/** @type {string} */ name) => {
    const sort = name !== column ? 'none' : isFalling ? 'descending' : 'ascending';
    return html`<th key=${name} scope="col" aria-sort=${sort}><button
      onClick=${() => sortBy(name)}>${say(`column.${name}`)}<span aria-hidden="true">${
        { none: '', ascending: ' ↑', descending: ' ↓' }[sort]
      }</span></button></th>`;
  };
  return html`<h2>${say('tab.table')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${say('tab.table')}><table class="students">
      <thead><tr>${Object.keys(COLUMNS)
        .filter((name) => name !== 'step' || lesson.store.state.value?.lesson)
        .map(head)}</tr></thead>
      <tbody>${sortedByColumn(students.value, column, isFalling).map(
        (student) => html`<${Row} key=${student.person.person} lesson=${lesson} student=${student} />`,
      )}</tbody></table></div>`;
}

/** @param {{ lesson: Lesson, student: Student }} props */
function Row({ lesson, student: { person, cell, mark } }) {
  const isChosen = lesson.chosen.value === person.person;
  const look = () => (lesson.chosen.value = isChosen ? null : person.person);
  const none = '–';
  const course = lesson.store.state.value?.lesson;
  return html`<tr><th scope="row"><button aria-pressed=${isChosen}
      onClick=${look}>${person.name}</button></th>
    <td>${markText(mark) || none}</td>${
      course && html`<td>${whereText(person.lesson, course.n_steps) || none}</td>`
    }<td>${cell ? number(cell.epoch) : none}</td>
    <td>${cell ? loss(cell.train_loss) : none}</td><td>${cell ? loss(cell.test_loss) : none}</td>
    <td>${cell ? number(cell.parameters) : none}</td></tr>`;
}
