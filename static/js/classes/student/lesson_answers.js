// What the class answered in a step of its lesson, under what the step asks.
import { html, number } from '#page';
import { answeredIn } from '../lesson_answers.js';
import { Bars } from './answer_bars.js';
import { say } from './saying.js';

/** @import { StepAnswers } from '../../messages.js' */
/** @import { StepAsks } from '../../types.js' */

/** @param {{ asks: StepAsks, found: StepAnswers, mine: number | undefined, isDone: boolean }} props
 *   mine: what was answered here; isDone: before that it is not given away what is right */
export function LessonAnswers({ asks, found, mine, isDone }) {
  const answered = answeredIn(asks, found);
  const { n_answers: n = 0, kind } = answered;
  const right = isDone ? answered.right : null;
  const isPredicted = asks.kind === 'prediction';
  return html`<section class="class-said" aria-label=${say('said')}>
    <p class="soft">${say(isPredicted ? 'said' : 'said.first')} · ${say('closed', { n })}</p>
    <${Bars} question=${answered} mine=${isPredicted ? (mine ?? null) : null} right=${right} />
    ${
      kind === 'number' &&
      right !== null &&
      html`<p class="soft">${say(isPredicted ? 'came.to' : 'right.is', { value: number(right, 4) })}</p>`
    }
  </section>`;
}
