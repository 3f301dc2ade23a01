// All networks stop, and everybody reads why.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { Dialog } from '../../../views/parts/dialog.js';
import { typedText } from '../../../views/parts/elements.js';
import { say } from '../parts/texts.js';

/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson, open: boolean, close: () => void }} props */
export function Pause({ lesson, open, close }) {
  const typed = useSignal('');
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (await lesson.ask({ type: 'pause_all', sentence: typed.value.trim() })) close();
  };
  return html`<${Dialog} name="pause" heading=${say('pause.all')} open=${open} close=${close}>
    <form class="stack" onSubmit=${submit}><label><span class="label">${say('pause.label')}</span>
      <input value=${typed.value} placeholder=${say('pause.sentence')} maxlength="500" autocomplete="off"
        onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))} /></label>
      <button class="text strong">${say('pause.now')}</button></form></${Dialog}>`;
}
