// A question to the class, and its answers as they come.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { typedText } from '../../../views/parts/elements.js';
import { Segments } from '../parts/buttons.js';
import { ShowOnProjector } from '../parts/on_projector.js';
import { say } from '../parts/texts.js';
import { Answers } from './answers.js';

/** @import { AskRequest } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const MOST_CHOICES = 8;
const LONGEST_CHOICE = 80;
const KINDS = /** @type {const} */ (['choices', 'number', 'text']);

/** @param {{ lesson: Lesson }} props */
export function Question({ lesson }) {
  const question = lesson.store.state.value?.question;
  if (!question) return html`<${Form} lesson=${lesson} />`;
  return html`<h2>${question.text}</h2>
    <p class="what">${say(question.is_open ? 'question.open' : 'question.closed')}</p>
    <${Answers} question=${question} />
    <div class="row"><${ShowOnProjector} lesson=${lesson} what="question" />
      ${
        question.is_open &&
        html`<button class="text strong"
          onClick=${() => lesson.ask({ type: 'close_question' })}>${say('question.close')}</button>`
      }
      <button class="text outlined-inline"
        onClick=${() => lesson.ask({ type: 'take_question_away' })}>${say('question.away')}</button></div>`;
}

/** @param {{ lesson: Lesson }} props */
function Form({ lesson }) {
  const text = useSignal('');
  const kind = useSignal(/** @type {typeof KINDS[number]} */ ('choices'));
  const choices = useSignal(/** @type {string[] | null} */ (null));
  const present = choices.value ?? [say('yes'), say('no')];
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const sent = text.value;
    /** @type {AskRequest} */
    const asked = { type: 'ask', text: sent.trim(), kind: kind.value };
    if (kind.value === 'choices') asked.choices = present.map((each) => each.trim()).filter(Boolean);
    if ((await lesson.ask(asked)) && text.value === sent) text.value = '';
  };
  const set = (/** @type {number} */ at, /** @type {string} */ to) =>
    (choices.value = present.map((each, i) => (i === at ? to : each)));
  return html`<h2>${say('question.title')}</h2><p class="what">${say('question.what')}</p>
    <form class="stack" onSubmit=${submit}><label><span class="label">${say('question.text')}</span>
      <input value=${text.value} required maxlength="500" autocomplete="off"
        onInput=${(/** @type {Event} */ event) => (text.value = typedText(event))} /></label>
    <${Segments} name="kind" label=${say('question.kind')} present=${kind.value}
      choices=${KINDS.map((each) => [each, say(`kind.${each}`)])}
      choose=${(/** @type {any} */ next) => (kind.value = next)} />
    ${
      kind.value === 'choices' &&
      html`${present.map(
        (choice, i) => html`<label key=${i}><span class="label">${say('choice', { n: i + 1 })}</span>
          <input value=${choice} maxlength=${LONGEST_CHOICE} autocomplete="off"
            onInput=${(/** @type {Event} */ event) => set(i, typedText(event))} /></label>`,
      )}
      ${
        present.length < MOST_CHOICES &&
        html`<button type="button" class="text outlined-inline"
          onClick=${() => (choices.value = [...present, ''])}>${say('choice.more')}</button>`
      }`
    }
    <button class="text strong">${say('ask')}</button></form>`;
}
