// What the class sees: how to join, the wall without marks under pioneers' names, and what the teacher shows.
import { html } from 'htm/preact';
import { codeShown, joinPath } from '../../membership.js';
import { Answers } from '../ask/answers.js';
import { Plot } from '../ask/plot.js';
import { resultsOf } from '../ask/results.js';
import { fieldName } from '../ask/trial.js';
import { timeLeft } from '../parts/durations.js';
import { Picture } from '../parts/picture.js';
import { joinText, Square, useSquare } from '../parts/square.js';
import { say } from '../parts/texts.js';
import { Board } from '../together/board.js';
import { Kept } from '../together/collection.js';
import { crowdOf } from '../wall/crowd.js';
import { Layers } from '../wall/overlay.js';
import { Course } from './course.js';

/** @import { ClassShown } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson }} props */
export function Projector({ lesson }) {
  const { store, clock } = lesson;
  const state = /** @type {ClassShown} */ (store.state.value);
  const square = useSquare(joinPath(state));
  const people = store.people.value.filter(({ waiting }) => !waiting);
  const ends = store.endsAt.value;
  const beside = shown(lesson, state);
  const isEmpty = people.length === 0 && !beside; // then joining has the whole screen
  return html`<div class=${`projector ${isEmpty ? 'lobby-of-all' : ''}`}><header>
      <${Square} square=${square} label=${say('square')} />
      <div class="code"><span>${joinText(square)}</span>
        <h1 data-testid="code">${codeShown(state.code)}</h1></div>
      <div class="figure"><span class="label">${say('here')}</span>
        <b data-testid="here">${people.filter(({ here }) => here).length}</b></div>
      ${
        ends !== null &&
        html`<div class="figure"><span class="label">${say('time.left')}</span>
          <b role="timer">${timeLeft(ends - clock.value)}</b></div>`
      }</header>
    ${
      state.paused !== null &&
      html`<p class="paused" role="status"><b>${say('paused')}</b>
      ${' '}${state.paused}</p>`
    }
    <main class=${beside ? 'halves' : ''}>
      <section class="ours"><h2>${say('our.networks')}</h2>
        ${people.length === 0 && html`<p>${say('our.soon')}</p>`}
        <ul class="our-wall" data-crowd=${crowdOf(people.length)}>${people.map(
          ({ person, name }) => html`<${One} key=${person} lesson=${lesson} id=${person} name=${name} />`,
        )}</ul></section>
      ${beside && html`<section class="shown" data-testid="shown">${beside}</section>`}</main></div>`;
}

/** @param {{ lesson: Lesson, id: string, name: string }} props */
function One({ lesson, id, name }) {
  const cell = lesson.store.cells.value.get(id) ?? null;
  const isPresented = lesson.store.state.value?.presenter?.person === id;
  return html`<li class=${isPresented ? 'presented' : ''}><span class="frame"><${Picture} lesson=${lesson}
    cell=${cell} /></span><span>${name}</span></li>`;
}

/** What stands beside the wall; null where there is nothing of what the teacher shows.
 * @param {Lesson} lesson @param {ClassShown} state */
function shown(lesson, { on_projector: what, presenter, question, trial, challenge, lesson: course }) {
  const { people, cells } = lesson.store;
  const [board, collection] = [lesson.store.board.value, lesson.store.collection.value];
  if (what === 'overlay')
    return html`<h2>${say('overlay.title')}</h2><${Layers} lesson=${lesson} chosen=${null} />`;
  if (what === 'question' && question)
    return html`<h2>${question.text}</h2><${Answers} question=${question} />`;
  if (what === 'lesson' && course) return html`<${Course} lesson=${lesson} shown=${course} />`;
  if (what === 'trial' && trial) {
    const { results } = resultsOf(trial, people.value, cells.value);
    return html`<h2>${trial.title || say('trial.title')}</h2>
      <${Plot} results=${results} field=${fieldName(trial.field)} />`;
  }
  if (what === 'board' && challenge && board?.number === challenge.number)
    return html`<h2>${challenge.title || say('challenge')}</h2><${Board} lesson=${lesson} board=${board} />`;
  if (what === 'collection' && collection && collection.items.length > 0)
    return html`<div class="pair">${collection.items.map(
      (item) => html`<${Kept} key=${item.number} lesson=${lesson} item=${item} />`,
    )}</div>`;
  if (what === 'network' && presenter)
    return html`<h2>${presenter.name ?? say('presented.network')}</h2>
      <iframe key=${presenter.room} name="projector" title=${say('presented.network')}
        src=${`./#watch=${presenter.room}.${presenter.watch}`}></iframe>`;
  return null;
}
