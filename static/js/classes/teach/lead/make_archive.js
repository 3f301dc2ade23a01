// The dialog in which a class is taken away as an archive, or kept on the server.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { sayer, whyRefused } from '../../../text/later.js';
import { Dialog } from '../../../views/parts/dialog.js';
import { later } from '../../../views/parts/later.js';
import { lazy } from '../../../views/parts/lazy.js';
import { say } from '../parts/texts.js';
import { archiveOf } from './archive_of.js';
import { KeepClass } from './keep_class.js';

/** @import { Lesson } from '../parts/lesson.js' */

const Ways = lazy(async () => waysWith(await later('archive')));

/** @param {{ lesson: Lesson, open: boolean, close: () => void }} props */
export const MakeArchive = ({ lesson, open, close }) =>
  html`<${Dialog} name="archive" heading=${say('archive')} open=${open} close=${close}>
    <${Ways} lesson=${lesson} /></${Dialog}>`;

/** What the dialog has in it. @param {any} part the later part */
const waysWith = (part) => {
  const told = sayer(part.TEXTS);
  return (/** @type {{ lesson: Lesson }} */ { lesson }) => {
    const status = useSignal('');
    const isBusy = useSignal(false);
    const make = async () => {
      isBusy.value = true;
      try {
        const made = await archiveOf(part, lesson, { tell: (text) => (status.value = text) });
        part.save(made.name, new Blob([made.content], { type: 'application/zip' }));
        const n = made.missing.length;
        status.value = told(n ? 'made.missing' : 'made', { name: made.name, n });
      } catch (error) {
        status.value = await whyRefused(error, part.TEXTS);
      }
      isBusy.value = false;
    };
    return html`<p>${told('make.what')}</p><p>${told('make.names')}</p>
      <p><button class="text strong" disabled=${isBusy.value} onClick=${make}>${told('make')}</button></p>
      <p role="status">${status.value}</p>
      ${lesson.isTeacher.value && html`<${KeepClass} part=${part} lesson=${lesson} />`}`;
  };
};
