// The places of a challenge, and the networks that were put aside, as an archive has them.
import { html } from 'htm/preact';
import { sayer } from '../../../text/later.js';
import { say } from '../parts/texts.js';
import { Board } from '../together/board.js';
import { Kept } from '../together/collection.js';
import { OpenLive } from './live.js';

/** @import { Seen } from './archived.js' */

/** @param {Seen} props */
export function Places({ archive, lesson }) {
  const { challenge, board } = archive.archived;
  if (!board || board.rows.length === 0)
    return html`<p class="empty">${sayer(archive.texts)('none.board')}</p>`;
  return html`<h2>${challenge?.title || say('board')}</h2>
    <${Board} lesson=${lesson} board=${board}
      choose=${(/** @type {string} */ person) => (lesson.chosen.value = person)} />`;
}

/** @param {Seen} props */
export function Items({ archive, lesson, status }) {
  const { collection } = archive.archived;
  if (collection.length === 0) return html`<p class="empty">${sayer(archive.texts)('none.collection')}</p>`;
  return html`<h2>${say('tab.collection')}</h2><ul class="collection">${collection.map(
    (item) => html`<li key=${item.number}><${Kept} lesson=${lesson} item=${item} />
      <${OpenLive} archive=${archive} path=${item.state} name=${item.title || item.name}
        status=${status} /></li>`,
  )}</ul>`;
}
