// A student's network is put aside as it is now, with its whole state where the server can keep it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { asked, ofRoom } from '../../../protocol/rooms.js';
import { typedText } from '../../../views/parts/elements.js';
import { say } from '../parts/texts.js';

/** @import { Cell } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const LONGEST_TITLE = 100;

/** @param {{ lesson: Lesson, person: string, cell: Cell }} props */
export function PutAside({ lesson, person, cell }) {
  const title = useSignal('');
  const said = useSignal('');
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    said.value = say('aside.busy');
    const saved = await savedState(cell);
    const sent = title.value;
    const done = await lesson.ask({ type: 'collect', person, title: sent.trim(), saved });
    said.value = done ? say(saved === null ? 'aside.picture' : 'aside.done') : '';
    if (done && title.value === sent) title.value = '';
  };
  return html`<form class="one-field" onSubmit=${submit}>
    <label><span class="label">${say('aside.title')}</span>
      <input value=${title.value} maxlength=${LONGEST_TITLE} autocomplete="off"
        onInput=${(/** @type {Event} */ event) => (title.value = typedText(event))} /></label>
    <button class="text outlined-inline">${say('aside')}</button></form>
    <p class="why" role="status">${said.value}</p>`;
}

/** The address under which the server keeps the whole state; null where it does not. @param {Cell} cell */
async function savedState({ room, watch }) {
  try {
    return (await (await asked(ofRoom(room, 'saved'), watch, { method: 'POST' })).json()).id;
  } catch {
    return null; // the picture and the figures are put aside all the same
  }
}
