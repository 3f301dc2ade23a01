// What is asked of a room over HTTP: files, tables, points, saved runs.

/** Why nothing came of a request: a status, and the server's reason if it has one. */
export class Refused extends Error {
  /** @param {number} status @param {any} reason */
  constructor(status, reason = null) {
    super(`status ${status}`);
    this.status = status;
    this.reason = reason;
  }
}

/** The answer to a request. Throws Refused, or what fetch throws.
 * @param {string} path @param {string | null} token it stands in a header, so that no log has it
 * @param {{ method?: string, body?: BodyInit, signal?: AbortSignal }} how */
export async function asked(path, token, { method = 'GET', body, signal } = {}) {
  const answer = await fetch(path, { method, body, signal, headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Refused(answer.status, (await answer.json().catch(() => null))?.reason);
  return answer;
}

/** The path of something that a room has. @param {string | null} room @param {string} what */
export const ofRoom = (room, what) => `rooms/${encodeURIComponent(room ?? '')}/${what}`;

/** A new room that goes on from the run of another.
 * @param {string | null} room @param {string | null} token of the other one: to watch it is enough
 * @returns {Promise<{ room: string, token: string }>} with its controls. Throws as `asked` does. */
export const roomFrom = async (room, token) =>
  (await asked(ofRoom(room, 'state/room'), token, { method: 'POST' })).json();

/** A file that came, with the name that the server gives it.
 * @param {Response} answer @param {string} otherwise its name where it has none */
export async function fileIn(answer, otherwise) {
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? otherwise, content: await answer.blob() };
}
