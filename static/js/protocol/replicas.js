/**
 * The one place of the page that knows where things live when several servers share the work: each of these
 * replicas has the rooms, classes and sweeps that are its own under a path such as r2/, and the page's own
 * address leads to any of them. A server that is alone has all of them there.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** So many waits last a second at most: some fifteen seconds, in which another replica has taken over. */
const SHORT_WAITS = 15;
const SHORT_WAIT_MS = 1000;
/** Things whose place is known; of more the one learnt first is looked for again. */
const MOST_KNOWN = 500;
const NAME = /^[a-z0-9-]+$/;

/** Of what: 'rooms/ID', 'classes/ID', 'sweeps/ID', as its addresses begin. Later parts of the page have
 * copies of this file, and know the same. @type {Map<string, string>} */
const bases = (globalThis.replicaBases ??= new Map());

/** What stands before the addresses of something: 'r2/', or '' where any replica is asked.
 * @param {string} subject */
export const baseOf = (subject) => bases.get(subject) ?? '';

/** From now on it is asked for there. @param {string} subject @param {string} replica '' for any */
export function livesAt(subject, replica) {
  bases.delete(subject);
  if (subject === '' || !NAME.test(replica)) return;
  bases.set(subject, `${replica}/`);
  const [oldest] = bases.keys();
  if (bases.size > MOST_KNOWN) bases.delete(oldest);
}

/** Whose a path is; '' if it is everybody's. @param {string} path 'rooms/ID/state' */
export const subjectOf = (path) => /^(rooms|classes|sweeps)\/[^/?]+/.exec(path)?.[0] ?? '';

/** Where a path is found: for a link. @param {string} path */
export const addressOf = (path) => baseOf(subjectOf(path)) + path;

/** How long to wait before another try. A replica that is gone has a successor within seconds, so a page of
 * several asks more often at first. @param {number} attempt from 0 @param {boolean} [areSeveral] */
export function waitBefore(attempt, areSeveral = false) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 1.5 ** attempt);
  return areSeveral ? Math.min(wait, SHORT_WAIT_MS * 1.5 ** Math.max(0, attempt - SHORT_WAITS)) : wait;
}
