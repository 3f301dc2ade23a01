/** @import { ClientMessage, RoomState } from '../messages.js' */
/** What has been asked of the server and is not yet so: whatever is chosen next begins from there. Over a
 * slow network a second click would else take the first one back. */

/** What may put another set-up in the present one's place. @type {ClientMessage['type'][]} */
export const OPENS = ['open_link', 'go_to_run', 'undo', 'redo'];
/** Requests that wait for their answer; of more the oldest count as answered. */
const MOST_ASKED = 64;
/** Requests that wait for a welcome; more are not kept. */
export const MOST_HELD = 16;

export class Wanted {
  /** By the ids of the requests. @type {Map<number, ClientMessage>} */
  #asked = new Map();
  /** @type {ClientMessage[] | null} null: the room has welcomed this page */
  #held = [];

  /** Another connection, which owes no answers; what waited for one that did not come about is forgotten. */
  begin() {
    this.#asked.clear();
    this.#held = [];
  }

  /** Keeps what is asked for before the welcome. @param {ClientMessage} message
   * @returns {boolean} whether it waits now; else it can be sent */
  hold(message) {
    if (this.#held === null) return false;
    if (this.#held.length < MOST_HELD) this.#held.push(message);
    return true;
  }

  /** The room has welcomed the page. @returns {ClientMessage[]} what waited for that */
  release() {
    const held = this.#held ?? [];
    this.#held = null;
    return held;
  }

  /** @param {number} id @param {ClientMessage} message */
  ask(id, message) {
    this.#asked.set(id, message);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MOST_ASKED) this.#asked.delete(oldest);
  }

  /** @param {number | null} id of the request that was carried out or refused */
  answered(id) {
    if (id !== null) this.#asked.delete(id);
  }

  /** The room as it will be once all that was asked for is carried out. @param {RoomState} room */
  after(room) {
    const asked = [...this.#asked.values()];
    const opened = asked.findLastIndex(({ type }) => OPENS.includes(type)); // what that brings is not known
    return asked.slice(opened + 1).reduce(afterRequest, room);
  }
}

/** @param {RoomState} room @param {ClientMessage} request @returns {RoomState} */
function afterRequest(room, request) {
  if (request.type === 'change') return { ...room, experiment: { ...room.experiment, ...request.changes } };
  if (request.type === 'set_view') return { ...room, view: { ...room.view, ...request.changes } };
  if (request.type !== 'set_speed') return room;
  const { epochs_per_second: epochs, updates_per_second: updates } = request;
  if (updates != null) return { ...room, speed: updates, speed_unit: 'update' };
  return { ...room, speed: epochs ?? null, speed_unit: 'epoch' };
}
