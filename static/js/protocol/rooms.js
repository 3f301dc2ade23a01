// What is asked of a room over HTTP: files, tables, points, saved runs.
import { baseOf, livesAt, subjectOf, waitBefore } from './replicas.js';

/** Why nothing came of a request: a status, and the server's reason if it has one. */
export class Refused extends Error {
  /** @param {number} status @param {any} reason */
  constructor(status, reason = null) {
    super(`status ${status}`);
    this.status = status;
    this.reason = reason;
  }
}

/** What a proxy says for a replica that it does not reach, */
const UNREACHED = [502, 503, 504];
/** and a replica of what lives at another one, which it names. */
const ELSEWHERE = 421;
/** So many waits, of a second at most: by then another replica has taken over. */
const MOST_WAITS = 12;

/** @typedef {{ get: typeof fetch, wait: (ms: number) => Promise<unknown> }} World */

/** The answer to a request, which goes on to the replica that has what it is about. Throws Refused, or what
 * fetch throws.
 * @param {string} path @param {string | null} token it stands in a header, so that no log has it
 * @param {{ method?: string, body?: BodyInit, signal?: AbortSignal }} how @param {World} [world] */
export async function asked(path, token, { method = 'GET', body, signal } = {}, world = browser) {
  const subject = subjectOf(path);
  const headers = { Authorization: `Bearer ${token}` };
  let waits = 0;
  let areSeveral = false;
  let hasFollowed = false; // since the last wait: replicas may name each other for a while
  for (;;) {
    const base = baseOf(subject);
    areSeveral ||= base !== '';
    const answer = await world.get(base + path, { method, body, signal, headers }).catch((error) => {
      if (signal?.aborted || !areSeveral) throw error;
      return null;
    });
    if (answer?.ok) return answer;
    const told = await answer?.json().catch(() => null);
    const isElsewhere = answer?.status === ELSEWHERE;
    const isUnreached = !answer || (areSeveral && !told && UNREACHED.includes(answer.status));
    if (!(isElsewhere || isUnreached) || waits === MOST_WAITS)
      throw new Refused(answer?.status ?? 0, told?.reason);
    livesAt(subject, (isElsewhere && told?.replica) || '');
    areSeveral = true;
    hasFollowed = isElsewhere && !hasFollowed;
    if (!hasFollowed) await world.wait(waitBefore(waits++, true));
  }
}

/** @type {World} */
const browser = {
  get: (...request) => fetch(...request),
  wait: (ms) => new Promise((end) => setTimeout(end, ms)),
};

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
