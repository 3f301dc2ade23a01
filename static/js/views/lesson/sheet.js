// The lesson on paper: all its steps with what they ask, and room to answer by pencil; on the screen nothing.
import { html } from '#page';
import { followsToDo } from './blocks.js';
import { say, Written } from './saying.js';

/** @import { Answers, Block, WrittenLesson } from './blocks.js' */

/** @param {{ lesson: WrittenLesson }} props */
export const Sheet = ({ lesson: { title, minutes, steps } }) =>
  html`<section class="lesson-sheet" aria-hidden="true">
    <p class="who"><span>${say('sheet.name')}</span><span>${say('minutes', { n: minutes })}</span></p>
    <h1>${title}</h1>
    ${steps.map(
      (step, i) => html`<article key=${i}><h2>${i + 1}. ${step.title}</h2>
        ${step.parts.filter((_, part) => !followsToDo(step, part)).map(OnPaper)}</article>`,
    )}
  </section>`;

/** @param {Block} part */
function OnPaper(part) {
  switch (part.kind) {
    case 'text':
      return html`<${Written} tag="div" class="lesson-words" of=${part.html} />`;
    case 'question':
    case 'prediction':
      return html`<div class="asked"><p><b><${Written} of=${part.ask} /></b></p><${Room} of=${part} /></div>`;
    case 'task':
      return html`<div class="asked">
        <p><b>${part.ask ? html`<${Written} of=${part.ask} />` : say('task')}</b></p>
        <ul class="boxes">${part.parts.map(({ text }) => html`<li>${text}</li>`)}</ul></div>`;
    case 'puzzle':
      return html`<div class="asked"><p><b>${say('puzzle')}</b></p></div>`;
    default:
      return null; // set-ups are for the page, and hints for who asks for one
  }
}

/** A box for each choice, or a line for the number. @param {{ of: Answers }} props */
const Room = ({ of: { choices } }) =>
  choices
    ? html`<ul class="boxes">${choices.map(({ text }) => html`<li><${Written} of=${text} /></li>`)}</ul>`
    : html`<p class="line"></p>`;
