// A question: one may try again until it is right, and hears why each answer is or is not.
import { html, useEffect, useRef } from '#page';
import { isRight, toDo } from './blocks.js';
import { Choices, Typed } from './choices.js';
import { say, Written } from './saying.js';
import { Check } from './signs.js';

/** @import { Question as Asked, Step } from './blocks.js' */
/** @import { Answer } from './place.js' */

/** @param {{ of: Asked, step: Step, given: Answer | undefined, done: () => void,
 *   answer: (given: Answer) => void }} props */
export function Question({ of: question, step, given, done, answer }) {
  const choose = (/** @type {number} */ chosen) => {
    answer({ given: chosen });
    if (isRight(question, chosen) && toDo(step) === 'question') done();
  };
  const way = question.choices ? Choices : Typed;
  const feedback = useRef(/** @type {HTMLElement | null} */ (null));
  const known = useRef(given);
  useEffect(() => {
    // It may be out of sight on a phone.
    if (given !== known.current) feedback.current?.scrollIntoView({ block: 'nearest' });
    known.current = given;
  }, [given]);
  return html`<fieldset class="question">
    <legend><${Written} of=${question.ask} /></legend>
    <${way} of=${question} name="lesson-question" chosen=${given?.given} given=${given?.given}
      button=${say('check')} choose=${choose} />
    <div ref=${feedback} class="feedback" aria-live="polite">
      ${given && html`<${Said} of=${question} given=${given.given} />`}</div>
  </fieldset>`;
}

/** What is said of an answer. @param {{ of: Asked, given: number }} props */
function Said({ of: question, given }) {
  const isSo = isRight(question, given);
  const feedback = question.choices
    ? question.choices[given]?.feedback
    : question.feedback?.[isSo ? 'right' : 'wrong'];
  return html`<p class="said">${isSo && html`<${Check} />`}<span>
    <b>${say(isSo ? 'right' : 'wrong')}</b>${' '}${
      feedback && html`<${Written} of=${feedback} />`
    }</span></p>`;
}
