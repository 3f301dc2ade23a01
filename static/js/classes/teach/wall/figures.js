// A student's network in large: its picture, figures and curve.
import { html } from 'htm/preact';
import { reasonText } from '../../../text/reasons.js';
import { loss, number, percent } from '../../../text/texts.js';
import { Curve } from '../parts/curve.js';
import { Picture } from '../parts/picture.js';
import { say } from '../parts/texts.js';
import { markText } from './students.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Student } from './marks.js' */

/** @param {{ lesson: Lesson, student: Student }} props */
export function Figures({ lesson, student: { cell, mark } }) {
  if (!cell) return html`<p>${say('no.network')}</p>`;
  const fact = (/** @type {string} */ name, /** @type {string} */ value) =>
    html`<div key=${name}><dt>${say(`fact.${name}`)}</dt><dd>${value}</dd></div>`;
  return html`<span class="frame large"><${Picture} lesson=${lesson} cell=${cell} /></span>
    ${mark && html`<p class=${`mark ${mark.kind}`}>${markText(mark)}</p>`}
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
