// The way to the sheet for students, with the code of the class filled in.
import { html } from 'htm/preact';
import { joinPath } from '../../membership.js';
import { say } from './texts.js';

/** @import { Lesson } from './lesson.js' */

/** @param {{ lesson: Lesson }} props */
export function SheetLink({ lesson }) {
  const { value: state } = lesson.store.state;
  const path = state ? joinPath(state).replace('join', 'sheet') : 'sheet';
  return html`<a class="button" href=${path} target="_blank">${say('sheet')}</a>`;
}
