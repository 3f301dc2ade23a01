// A question to the class: choices, a number or a text, and what all have answered when it is closed.
import { html, number, typedNumber, useState } from '#page';
import { refusalText } from '../reasons.js';
import { Bars } from './answer_bars.js';
import { say } from './saying.js';

/** @import { Question as QuestionShown } from '../../messages.js' */
/** @import { ClassStore } from '../class_store.js' */

/** @typedef {{ school: ClassStore, question: QuestionShown, mine: string | number | null }} Props */

/** @param {Props} props mine: what was answered so far */
export function Question({ school, question, mine }) {
  const [isAside, setAside] = useState(false);
  if (isAside && !question.is_open) return null;
  return html`<details class="class-card question" open>
    <summary><small>${say('question')}</small><h3>${question.text}</h3></summary>
    <p class="visually-hidden" role="status">${say('question')}: ${question.text}</p>
    ${
      question.is_open
        ? html`<${Asked} school=${school} question=${question} mine=${mine} />`
        : html`<${Answers} question=${question} mine=${mine} />
          <div class="ways"><button class="text" onClick=${() => setAside(true)}>${say('close')}</button>
          </div>`
    }</details>`;
}

/** While it is open. @param {Props} props */
function Asked({ school, question, mine }) {
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState('');
  const give = async (/** @type {string | number} */ answer) => {
    const error = await school.ask({ type: 'give_answer', answer });
    setRefusal(error ? refusalText(error, say) : '');
    if (!error) setTyped((now) => (now === typed ? '' : now)); // somebody may have typed on
  };
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const meant = question.kind === 'text' ? typed : typedNumber(typed);
    if (meant === null) setRefusal(say('not.a.number'));
    else give(meant);
  };
  const present = typeof mine === 'number' ? number(mine, 12) : mine;
  const field = {
    id: 'class-answer',
    maxLength: 500,
    value: typed,
    onInput: (/** @type {any} */ event) => setTyped(event.currentTarget.value),
  };
  return html`
    ${
      question.kind === 'choices'
        ? html`<div class="choices" role="group" aria-label=${say('answer')}>${question.choices.map(
            (choice, i) =>
              html`<button key=${i} class="outlined" aria-pressed=${mine === i} onClick=${() => give(i)}
                >${choice}</button>`,
          )}</div>`
        : html`<form onSubmit=${send}><label for="class-answer">${say('answer')}</label>
          ${
            question.kind === 'number'
              ? html`<input inputmode="text" autocomplete="off" ...${field} />`
              : html`<textarea rows="2" ...${field}></textarea>`
          }
          <button class="text strong" disabled=${typed.trim() === ''}>${say('send')}</button></form>`
    }
    <p role="status">${
      refusal || (mine !== null && `${question.kind === 'choices' ? '' : `${present}. `}${say('sent')}`)
    }</p>`;
}

/** What all have answered. @param {Pick<Props, 'question' | 'mine'>} props */
function Answers({ question, mine }) {
  const texts = question.kind === 'text' ? (question.answers ?? []) : [];
  return html`<p class="soft">${say('closed', { n: question.n_answers ?? 0 })}</p>
    <${Bars} question=${question} mine=${mine} />
    ${texts.length > 0 && html`<ul>${texts.map((text, i) => html`<li key=${i}>${text}</li>`)}</ul>`}`;
}
