/**
 * The administrator's page: asks for the numbers every two seconds, with the token in a header. The token is
 * typed, or stands behind the '#', which browsers do not send; it is kept in this page's memory only.
 */

const REFRESH_MS = 2000;

/**
 * @typedef {{ name: string, label: string, help: string, value: number | null }} Reading
 * @typedef {{ id: string, shape: number[], hosts: number, watchers: number, playing: boolean, diverged:
 *   boolean, unkept: boolean, unused_seconds: number }} RoomRow
 */

/** @param {string} hash @returns {string | null} the token of '#token=…' */
export function tokenOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token');
}

/** The cells of a room. @param {RoomRow} room */
export function roomCells({ id, shape, hosts, watchers, playing, diverged, unkept, unused_seconds }) {
  const state = [playing ? 'plays' : 'paused', diverged && 'diverged', unkept && 'not saved'].filter(Boolean);
  const unused = unused_seconds ? `${Math.round(unused_seconds)} s` : '';
  return [id, shape.join('-'), hosts, watchers, state.join(', '), unused].map(String);
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

  /** @param {string} id @param {string[][]} rows */
  const fill = (id, rows) => {
    element(id).replaceChildren(
      ...rows.map((cells) => {
        const row = page.createElement('tr');
        row.append(...cells.map((text) => Object.assign(page.createElement('td'), { textContent: text })));
        return row;
      }),
    );
  };

  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch('api/admin', {
        headers: { Authorization: `Bearer ${token}` },
        cache: 'no-store',
      });
      element('enter').hidden = answer.ok;
      element('shown').hidden = !answer.ok;
      element('say').textContent = answer.ok ? '' : 'The server does not accept this token.';
      if (!answer.ok) return;
      /** @type {{ numbers: Reading[], rooms: RoomRow[] }} */
      const { numbers, rooms } = await answer.json();
      fill('rooms', rooms.map(roomCells));
      fill('numbers', numbers.filter(({ label, value }) => value || !label).map(readingCells));
    } catch {
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
