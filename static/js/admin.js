/**
 * The administrator's page: asks for the numbers every two seconds, with the token in a header. The token is
 * typed, or stands behind the '#', which browsers do not send; it is kept in this page's memory only. Of
 * several replicas it shows all, with the numbers of one.
 */

import { baseOf, livesAt } from './protocol/replicas.js';

const REFRESH_MS = 2000;
const REFUSED = 401;
/** What is asked of the replica whose numbers are shown. */
const SUBJECT = 'admin';

/**
 * @typedef {{ name: string, version: string, up_seconds: number, rooms: number, playing: number, members:
 *   number, classes: number, frames_per_second: number, processor: number }} ReplicaRow
 * @typedef {{ name: string, label: string, help: string, value: number | null }} Reading
 * @typedef {{ replica: string, id: string, shape: number[], hosts: number, watchers: number, playing:
 *   boolean, diverged: boolean, unkept: boolean, unused_seconds: number }} RoomRow
 */

/** @param {string} hash @returns {string | null} the token of '#token=…' */
export function tokenOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token');
}

/** How long something has lasted, in the two largest units. @param {number} seconds */
export function timeText(seconds) {
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** The cells of a replica. @param {ReplicaRow} replica */
export function replicaCells(replica) {
  const { name, version, up_seconds, rooms, playing, members, classes } = replica;
  const pictures = replica.frames_per_second.toLocaleString('en', { maximumFractionDigits: 0 });
  const processor = `${Math.round(100 * replica.processor)} %`;
  return [name, version, timeText(up_seconds), rooms, playing, members, classes, pictures, processor].map(
    String,
  );
}

/** The cells of a room. @param {RoomRow} room */
export function roomCells({
  replica,
  id,
  shape,
  hosts,
  watchers,
  playing,
  diverged,
  unkept,
  unused_seconds,
}) {
  const state = [playing ? 'plays' : 'paused', diverged && 'diverged', unkept && 'not saved'].filter(Boolean);
  const unused = unused_seconds ? `${Math.round(unused_seconds)} s` : '';
  return [replica, id, shape.join('-'), hosts, watchers, state.join(', '), unused].map(String);
}

/** The cells of a number. @param {Reading} reading */
export function readingCells({ name, label, help, value }) {
  const shown = value === null ? '' : value.toLocaleString('en', { maximumFractionDigits: 3 });
  return [label ? `${name} (${label})` : name, shown, help];
}

/** @param {Document} page */
export function start(page) {
  const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (page.getElementById(id));
  const field = /** @type {HTMLInputElement} */ (page.getElementById('token'));
  let token = '';
  let timer = 0;

  /** Writes only what has changed, so that a button keeps its focus. @param {string} id
   * @param {string[][]} rows */
  const fill = (id, rows) => {
    const body = /** @type {HTMLTableSectionElement} */ (element(id));
    while (body.rows.length > rows.length) body.deleteRow(-1);
    rows.forEach((cells, i) => {
      const row = body.rows[i] ?? body.insertRow();
      cells.forEach((text, j) => {
        const cell = row.cells[j] ?? row.insertCell();
        const place = cell.firstElementChild ?? cell;
        if (place.textContent !== text) place.textContent = text;
      });
    });
    return [...body.rows];
  };

  /** @param {ReplicaRow[]} replicas @param {string} shown the one whose numbers are */
  const showReplicas = (replicas, shown) => {
    element('several').hidden = shown === '';
    element('shown').classList.toggle('one', shown === '');
    element('numbers-of').textContent = shown ? `Numbers of ${shown}` : 'Numbers';
    for (const { cells } of fill('replicas', replicas.map(replicaCells))) {
      const button = cells[0].querySelector('button') ?? page.createElement('button');
      if (!button.parentElement) {
        button.textContent = cells[0].textContent;
        button.addEventListener('click', () => {
          livesAt(SUBJECT, button.textContent ?? '');
          ask();
        });
        cells[0].replaceChildren(button);
      }
      button.setAttribute('aria-pressed', String(button.textContent === shown));
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(`${baseOf(SUBJECT)}api/admin`, {
        headers: { Authorization: `Bearer ${token}` },
        cache: 'no-store',
      });
      if (!answer.ok && answer.status !== REFUSED) throw new Error(`status ${answer.status}`);
      element('enter').hidden = answer.ok;
      element('shown').hidden = !answer.ok;
      element('say').textContent = answer.ok ? '' : 'The server does not accept this token.';
      if (!answer.ok) return;
      /** @type {{ replica: string, replicas: ReplicaRow[], numbers: Reading[], rooms: RoomRow[] }} */
      const { replica, replicas, numbers, rooms } = await answer.json();
      livesAt(SUBJECT, replica);
      showReplicas(replicas, replica);
      fill('rooms', rooms.map(roomCells));
      fill('numbers', numbers.filter(({ label, value }) => value || !label).map(readingCells));
    } catch {
      livesAt(SUBJECT, ''); // another replica may answer
      element('say').textContent = 'The server does not answer.';
    }
    timer = window.setTimeout(ask, REFRESH_MS);
  };

  const enter = (/** @type {string} */ given) => {
    token = given;
    ask();
  };

  element('enter').addEventListener('submit', (event) => {
    event.preventDefault();
    enter(field.value);
    field.value = '';
  });
  const inAddress = tokenOf(location.hash);
  if (inAddress === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  enter(inAddress);
}

if (typeof document !== 'undefined') start(document);
