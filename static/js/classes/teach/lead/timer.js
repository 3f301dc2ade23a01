// How long there is for something.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { typedNumber } from '../../../text/texts.js';
import { Dialog } from '../../../views/parts/dialog.js';
import { typedText } from '../../../views/parts/elements.js';
import { say } from '../parts/texts.js';

/** @import { Lesson } from '../parts/lesson.js' */

const USUAL_MINUTES = [2, 5, 10, 15];

/** @param {{ lesson: Lesson, open: boolean, close: () => void }} props */
export function Timer({ lesson, open, close }) {
  const typed = useSignal('20');
  const set = async (/** @type {number | null} */ seconds) => {
    if (await lesson.ask({ type: 'set_timer', seconds })) close();
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const minutes = typedNumber(typed.value);
    if (minutes !== null && minutes > 0) set(60 * minutes);
  };
  return html`<${Dialog} name="timer" heading=${say('timer')} open=${open} close=${close}>
    <div class="row">${USUAL_MINUTES.map(
      (n) => html`<button key=${n} class="text outlined-inline"
        onClick=${() => set(60 * n)}>${say('minutes', { n })}</button>`,
    )}</div>
    <form class="one-field" onSubmit=${submit}><label><span class="label">${say('timer.minutes')}</span>
      <input inputmode="decimal" value=${typed.value}
        onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))} /></label>
      <button class="text strong">${say('timer.start')}</button></form>
    ${
      lesson.store.endsAt.value !== null &&
      html`<p><button class="text outlined-inline"
        onClick=${() => set(null)}>${say('timer.end')}</button></p>`
    }</${Dialog}>`;
}
