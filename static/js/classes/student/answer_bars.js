// What a class has answered, as bars; one's own answer is named, and the one that was right.
import { html, number } from '#page';
import { barsOf } from './bars.js';
import { say } from './saying.js';

/** @import { Question } from '../../messages.js' */

/** @param {{ question: Pick<Question, 'kind' | 'choices' | 'counts' | 'answers'>,
 *   mine: string | number | null, right?: number | null }} props right: the choice that was, from 0; the
 *   choices of a lesson, which has some, are HTML */
export function Bars({ question, mine, right }) {
  const bars = barsOf(question, mine, (value) => number(value, 4));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const isOfLesson = right !== undefined && question.kind === 'choices';
  const called = (/** @type {string} */ label) =>
    isOfLesson ? html`<span dangerouslySetInnerHTML=${{ __html: label }}></span>` : label;
  const row = (/** @type {typeof bars[number]} */ { label, count, isMine }, /** @type {number} */ i) => {
    const isRight = isOfLesson && i === right;
    const sign = isRight && html`<b>✓<span class="visually-hidden"> ${say('right')}</span></b> `;
    return html`<tr key=${i} class=${isMine ? 'mine' : ''}>
      <th scope="row">${sign}${called(label)}${isMine && html`<small> (${say('mine')})</small>`}</th>
      <td><i style=${{ width: `${(100 * count) / most}%` }}></i></td><td>${number(count)}</td></tr>`;
  };
  if (bars.length === 0) return null;
  return html`<table class="bars"><tbody>${bars.map(row)}</tbody></table>`;
}
