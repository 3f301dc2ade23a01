// The places of a challenge, best first.
import { html } from 'htm/preact';
import { loss, number } from '../../../text/texts.js';
import { timeLeft } from '../parts/durations.js';
import { Picture } from '../parts/picture.js';
import { say } from '../parts/texts.js';

/** @import { Board as Told } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const COLUMNS = ['score', 'neurons', 'parameters', 'tries', 'at'];

/** @param {{ lesson: Lesson, board: Told, choose?: (person: string) => void }} props
 *   choose: whose network is looked at; left out where nobody is to be chosen */
export function Board({ lesson, board, choose }) {
  if (board.rows.length === 0) return html`<p class="empty">${say('board.empty')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${say('board')}>
    <table class="students board"><thead><tr><th scope="col">${say('board.place')}</th>
      <td></td><th scope="col">${say('column.name')}</th>
      ${COLUMNS.map((name) => html`<th key=${name} scope="col">${say(`board.${name}`)}</th>`)}</tr></thead>
    <tbody>${board.rows.map((row) => {
      const { person, name, place, score, neurons, parameters, tries, at_seconds } = row;
      return html`<tr key=${person}><td>${number(place)}</td>
        <td><span class="frame small"><${Picture} lesson=${lesson} cell=${row} /></span></td>
        <th scope="row">${
          choose ? html`<button class="text" onClick=${() => choose(person)}>${name}</button>` : name
        }</th>
        <td>${loss(score)}</td><td>${number(neurons)}</td><td>${number(parameters)}</td>
        <td>${number(tries)}</td><td>${timeLeft(1000 * at_seconds)}</td></tr>`;
    })}</tbody></table></div>`;
}
