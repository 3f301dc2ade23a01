/** @import { Me, Presenter } from '../../messages.js' */
/** @import { StoredRoom } from '../../types.js' */

/**
 * In which room somebody of a class is.
 * @typedef {{ kind: 'nowhere' }
 *   | { kind: 'watching', room: string, token: string }
 *   | { kind: 'own', room: string, token: string }
 *   | { kind: 'beginning', from: { room: string, token: string } | null }} Place
 *   beginning: a room of one's own is still to be made, from that of the presenter if there is one
 */

/** @param {Me | null} me @param {Presenter | null} presenter @param {StoredRoom | null} own
 * @returns {Place} */
export function placeOf(me, presenter, own) {
  if (!me || me.waiting) return { kind: 'nowhere' };
  const shown = presenter && presenter.person !== me.person ? presenter : null;
  if (me.follows && shown) return { kind: 'watching', room: shown.room, token: shown.watch };
  if (own) return { kind: 'own', room: own.room, token: own.token };
  return { kind: 'beginning', from: shown && { room: shown.room, token: shown.watch } };
}

/** Whether the page is in its own network, or on its way there. @param {Place} place */
export const isHome = ({ kind }) => kind === 'own' || kind === 'beginning';

/** @param {Place} one
 * @param {Place} other */
export const isSamePlace = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The time that is left as people read it: 12:40. @param {number} ms */
export function timeLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
