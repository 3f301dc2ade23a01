// What is asked of the server about sweeps. All throw Refused, or what fetch throws.
import { addressOf, livesAt } from '../protocol/replicas.js';
import { asked } from '../protocol/rooms.js';

/** @import { Answer, Checked, Order, Status } from './told.js' */

/** @param {string} id @param {string} what */
const pathOf = (id, what = '') => `sweeps/${encodeURIComponent(id)}${what}`;

/** What an order comes to. @param {Order} order @param {AbortSignal} [signal] @returns {Promise<Checked>} */
export const checked = async (order, signal) =>
  (await asked('sweeps/checked', null, { method: 'POST', body: JSON.stringify(order), signal })).json();

/** Starts a sweep. @param {Order} order
 * @returns {Promise<{ id: string, secret: string, status: Status }>} */
export const begin = async (order) => {
  const begun = await (await asked('sweeps', null, { method: 'POST', body: JSON.stringify(order) })).json();
  learn(begun.status);
  return begun;
};

/** The rows after the one of this number; where there are none, and the state is the one that was seen, the
 * answer waits for news, up to some seconds.
 * @param {string} id @param {number} after @param {number} seen the version @param {AbortSignal} [signal]
 * @returns {Promise<Answer>} */
export const rowsAfter = async (id, after, seen, signal) => {
  const path = pathOf(id, `/rows?after=${after}&seen=${seen}`);
  const answer = await (await asked(path, null, { signal })).json();
  learn(answer.status);
  return answer;
};

/** Where a sweep is that was told of. @param {Status} status */
const learn = ({ id, replica }) => livesAt(pathOf(id), replica);

/** Has a sweep do something. @param {string} id @param {string} secret
 * @param {'pause' | 'go_on' | 'stop' | 'more_seeds'} what @param {Record<string, number>} [values]
 * @returns {Promise<Status>} */
export const act = async (id, secret, what, values = {}) =>
  (await asked(pathOf(id, `/${what}`), secret, { method: 'POST', body: JSON.stringify(values) })).json();

/** Removes a sweep and its rows. @param {string} id @param {string} secret */
export const removed = (id, secret) => asked(pathOf(id), secret, { method: 'DELETE' });

/** Where all rows are as a file. @param {string} id */
export const csvOf = (id) => addressOf(pathOf(id, '/csv'));

/** A room that goes on from a network of a sweep.
 * @param {string} id @param {number} setting @param {number} repeat
 * @returns {Promise<{ room: string, token: string }>} with its controls */
export const roomOf = async (id, setting, repeat) =>
  (await asked(pathOf(id, `/trials/${setting}/${repeat}/room`), null, { method: 'POST' })).json();
