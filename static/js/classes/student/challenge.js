// A challenge of the class: what is asked for, one's own place, and the first five.
import { html, loss, number, readPalette, useEffect, useRef } from '#page';
import { limitsOf } from '../limits.js';
import { paintCell } from '../pictures.js';
import { say } from './saying.js';

/** @import { Board, BoardRow, Challenge as Given, Me } from '../../messages.js' */

/** @param {{ challenge: Given, board: Board | null, me: Me, improve: () => void, close: () => void }}
 *   props */
export function Challenge({ challenge, board, me, improve, close }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  const rows = board?.number === challenge.number ? board.rows : [];
  const { place } = me;
  const limits = limitsOf(challenge, say, number);
  return html`<section ref=${box} class="class-panel" tabindex="-1" aria-labelledby="challenge-title"
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close()}>
    <header><h2 id="challenge-title">${challenge.title || say('challenge')}</h2>
      <button aria-label=${say('close')} onClick=${close}>✕</button></header>
    <p class="soft">${say(challenge.is_open ? 'challenge.how' : 'challenge.over')}</p>
    ${limits.length > 0 && html`<ul>${limits.map((each) => html`<li key=${each}>${each}</li>`)}</ul>`}
    ${
      place
        ? html`<dl><div><dt>${say('place')}</dt>
            <dd>${say('place.of', { n: place.place, of: place.of })}</dd></div>
          <div><dt>${say('best')}</dt><dd>${loss(place.score)}</dd></div>
          <div><dt>${say('tries')}</dt><dd>${number(place.tries)}</dd></div></dl>
        ${place.to_next !== null && html`<p><b>${say('to.next', { by: loss(place.to_next) })}</b></p>`}`
        : html`<p>${say('no.place')}</p>`
    }
    ${
      rows.length > 0 &&
      html`<table class="places"><caption class="visually-hidden">${say('first.places')}</caption>
        <thead class="visually-hidden"><tr><th>${say('place')}</th><td></td><th>${say('who')}</th>
          <th>${say('best')}</th></tr></thead>
        <tbody>${rows.map(
          (row) => html`<${Row} key=${row.person} row=${row} isMine=${row.person === me.person} />`,
        )}</tbody></table>`
    }
    ${challenge.is_open && html`<button class="text strong" onClick=${improve}>${say('improve')}</button>`}
  </section>`;
}

/** @param {{ row: BoardRow, isMine: boolean }} props */
function Row({ row, isMine }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    if (canvas.current) paintCell(canvas.current, row, readPalette());
  }, [row.picture]);
  return html`<tr class=${isMine ? 'mine' : ''}><td>${number(row.place)}</td>
    <td><canvas ref=${canvas} width="32" height="32" aria-hidden="true"></canvas></td>
    <th scope="row">${isMine ? say('you', { name: row.name }) : row.name}</th>
    <td>${loss(row.score)}</td></tr>`;
}
