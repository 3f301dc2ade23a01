// The student who is looked at, beside the wall: their network in large, and what can be done.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { t } from '../../../text/texts.js';
import { typedText } from '../../../views/parts/elements.js';
import { Check } from '../../../views/parts/list.js';
import { Worded } from '../parts/buttons.js';
import { say } from '../parts/texts.js';
import { Figures } from './figures.js';
import { PutAside } from './put_aside.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Student } from './marks.js' */
/** @import { Students } from './students.js' */

const LONGEST_NOTE = 500;
const LONGEST_NAME = 24;

/** @param {{ lesson: Lesson, students: Students }} props */
export function Panel({ lesson, students }) {
  const id = lesson.chosen.value;
  const student = students.value.find(({ person }) => person.person === id);
  if (!student) return null;
  const close = () => {
    lesson.chosen.value = null;
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-person="${id}"]`))?.focus();
  };
  return html`<aside class="student" aria-labelledby="panel-title" key=${id}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close()}>
    <header><h2 id="panel-title">${student.person.name}</h2>
      <button aria-label=${t('close')} onClick=${close}>✕</button></header>
    <${Figures} lesson=${lesson} student=${student} />
    <${Deeds} lesson=${lesson} student=${student} /></aside>`;
}

/** @param {{ lesson: Lesson, student: Student }} props */
function Deeds({ lesson, student: { person, cell } }) {
  const open = useSignal(/** @type {'note' | 'rename' | 'aside' | 'remove' | null} */ (null));
  const showName = useSignal(false);
  const presenter = lesson.store.state.value?.presenter;
  const isShown = presenter?.person === person.person;
  const id = person.person;
  const present = async () => {
    if (isShown) {
      await lesson.ask({ type: 'present' });
      await lesson.ask({ type: 'show_on_projector', what: 'wall' });
    } else if (await lesson.ask({ type: 'present', person: id, show_name: showName.value }))
      await lesson.ask({ type: 'show_on_projector', what: 'network' });
  };
  const flipName = () => {
    showName.value = !showName.value;
    if (isShown) lesson.ask({ type: 'present', person: id, show_name: showName.value });
  };
  const unfold = (/** @type {'note' | 'rename' | 'aside' | 'remove'} */ what) =>
    (open.value = open.value === what ? null : what);
  const after = (/** @type {Promise<boolean>} */ asked) => asked.then((done) => done && (open.value = null));
  const sendNote = (/** @type {string} */ text) => after(lesson.ask({ type: 'send_note', person: id, text }));
  const rename = (/** @type {string} */ name) => after(lesson.ask({ type: 'rename', person: id, name }));
  const whole = cell?.room && cell.watch ? `./#watch=${cell.room}.${cell.watch}` : null;
  return html`<div class="deeds">
    <${Worded} sign="screen" kind="strong wide" pressed=${isShown} disabled=${!cell} press=${present}
      label=${say(isShown ? 'present.end' : 'present')} />
    <label class="check"><${Check} isOn=${isShown ? presenter?.name !== null : showName.value}
      change=${flipName} />${say('present.name')}</label>
    <div class="two"><button class="text outlined-inline" aria-expanded=${open.value === 'note'}
        onClick=${() => unfold('note')}>${say('note')}</button>
      <button class="text outlined-inline" aria-expanded=${open.value === 'rename'}
        onClick=${() => unfold('rename')}>${say('rename')}</button></div>
    ${
      person.note &&
      open.value !== 'note' &&
      html`<p class="why"
      >${say('note.sent', { text: person.note })}</p>`
    }
    ${
      open.value === 'note' &&
      html`<${OneField} label=${say('note.label')} present=${person.note} most=${LONGEST_NOTE}
        button=${say('send')} send=${sendNote} />`
    }
    ${
      open.value === 'rename' &&
      html`<${OneField} label=${say('rename.label')} present=${person.name} most=${LONGEST_NAME}
        button=${say('rename')} send=${rename} />`
    }
    <div class="two">${
      whole &&
      html`<a class="button" href=${whole} target="_blank"
        rel="noopener">${say('whole')}</a>
      <button class="text outlined-inline" aria-expanded=${open.value === 'aside'}
        onClick=${() => unfold('aside')}>${say('aside')}</button>`
    }
      <button class="text outlined-inline" aria-expanded=${open.value === 'remove'}
        onClick=${() => unfold('remove')}>${say('remove')}</button></div>
    ${open.value === 'aside' && cell && html`<${PutAside} lesson=${lesson} person=${id} cell=${cell} />`}
    ${
      open.value === 'remove' &&
      html`<p class="why">${say('remove.sure', { name: person.name })}</p>
        <button class="text strong"
          onClick=${() => after(lesson.ask({ type: 'remove', person: id }))}>${say('remove.yes')}</button>`
    }</div>`;
}

/** @param {{ label: string, present: string, most: number, button: string,
 *   send: (text: string) => unknown }} props */
function OneField({ label, present, most, button, send }) {
  const typed = useSignal(present);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send(typed.value.trim());
  };
  return html`<form class="one-field" onSubmit=${submit}><label><span class="label">${label}</span>
    <input value=${typed.value} maxlength=${most} autocomplete="off"
      onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))} /></label>
    <button class="text outlined-inline">${button}</button></form>`;
}
