// A student's network in large: its picture, figures and curve.
import { html } from 'htm/preact';
import { reasonText } from '../../../text/reasons.js';
import { loss, number, percent } from '../../../text/texts.js';
import { Curve } from '../parts/curve.js';
import { Picture } from '../parts/picture.js';
import { standingText, whereText } from '../parts/place_text.js';
import { say } from '../parts/texts.js';
import { markText } from './students.js';

/** @import { LessonPlace } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Student } from './marks.js' */

/** @param {{ lesson: Lesson, student: Student }} props */
export function Figures({ lesson, student: { person, cell, mark } }) {
  const place = html`<${Place} lesson=${lesson} place=${person.lesson} />`;
  if (!cell) return html`${place}<p>${say('no.network')}</p>`;
  const fact = (/** @type {string} */ name, /** @type {string} */ value) =>
    html`<div key=${name}><dt>${say(`fact.${name}`)}</dt><dd>${value}</dd></div>`;
  return html`<span class="frame large"><${Picture} lesson=${lesson} cell=${cell} /></span>
    ${mark && !mark.help && html`<p class=${`mark ${mark.kind}`}>${markText(mark)}</p>`}
    ${place}
    ${cell.stuck && html`<p class="why">${reasonText(cell.stuck, true)}</p>`}
    <dl class="large-figures">${fact('epoch', number(cell.epoch))}${fact('train', loss(cell.train_loss))}
      ${fact('test', loss(cell.test_loss))}</dl>
    <${Curve} cell=${cell} width=${300} height=${72} />
    <dl class="facts">${
      cell.accuracy !== null &&
      html`<dt>${say('fact.accuracy')}</dt>
        <dd>${percent(cell.accuracy)}</dd>`
    }
      <dt>${say('fact.neurons')}</dt><dd>${number(cell.n_neurons)}</dd>
      <dt>${say('fact.parameters')}</dt><dd>${number(cell.parameters)}</dd></dl>`;
}

/** Where somebody is in the lesson of the class.
 * @param {{ lesson: Lesson, place: LessonPlace | null }} props */
function Place({ lesson, place }) {
  const steps = lesson.store.state.value?.lesson?.n_steps;
  if (!steps || !place) return null;
  const standing = standingText(place, lesson.course.value);
  return html`<p class="in-step"><b>${whereText(place, steps)}</b> ${standing}</p>`;
}
