// An experiment of the class: everybody trains with another value, and the results make one picture.
import { html } from 'htm/preact';
import { csvOf } from '../../../maths/tables.js';
import { labelOf } from '../../../text/explanations.js';
import { ShowOnProjector } from '../parts/on_projector.js';
import { say } from '../parts/texts.js';
import { Plot } from './plot.js';
import { resultsOf } from './results.js';
import { TrialForm, WIDTH } from './trial_form.js';

/** @import { Catalogue } from '../../../types.js' */
/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Students } from '../wall/students.js' */

/** What the value of a trial is called. @param {string} field */
export const fieldName = (field) => (field === WIDTH ? say('width') : labelOf(field));

/** @param {{ lesson: Lesson, students: Students, catalogue: Catalogue }} props */
export function TrialTab({ lesson, students, catalogue }) {
  const trial = lesson.store.state.value?.trial;
  if (!trial) return html`<${TrialForm} lesson=${lesson} catalogue=${catalogue} />`;
  const people = students.value.map(({ person }) => person);
  const { results, missing } = resultsOf(trial, people, lesson.store.cells.value);
  const field = fieldName(trial.field);
  const all = results.length + missing.length;
  const rows = results.map(({ name, value, train, test, epoch }) => [name, value, train, test, epoch]);
  const csv = csvOf(['name', trial.field, 'train_loss', 'test_loss', 'epoch'], rows);
  return html`<h2>${trial.title || say('trial.title')}</h2><p class="what">${say('trial.each')}</p>
    <div class="beside"><${Plot} results=${results} field=${field} chosen=${lesson.chosen.value}
        choose=${(/** @type {string} */ person) => (lesson.chosen.value = person)} />
      <div><dl class="facts"><dt>${say('trial.field')}</dt><dd>${field}</dd>
          <dt>${say('trial.arrived')}</dt>
          <dd data-testid="arrived">${say('here.of', { here: results.length, all })}</dd>
          ${missing.length > 0 && html`<dt>${say('trial.missing')}</dt><dd>${missing.join(', ')}</dd>`}</dl>
        <div class="row"><${ShowOnProjector} lesson=${lesson} what="trial" />
          <a class="button" download="experiment.csv"
            href=${`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`}>${say('trial.csv')}</a>
          <button class="text outlined-inline"
            onClick=${() => lesson.ask({ type: 'end_trial' })}>${say('trial.end')}</button>
        </div></div></div>`;
}
