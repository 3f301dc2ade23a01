// A table on its way: to the server, which reads it, and then makes it what the room learns from.
import { asked, ofRoom } from '../../protocol/rooms.js';

/** @typedef {{ content: Blob, title: string, text?: string }} Brought  a file, or text that was pasted */
/** @typedef {{ separator: string, decimal: string, header: string }} Dialect  '' is found by looking */
/** @typedef {{ name: string, is_numbers: boolean, n_gaps: number, n_strange: number,
 *   strange: [number, string] | null, n_different: number, low: number | null, high: number | null,
 *   bars: number[], can_be_classes: boolean, words: string[] }} Column */
/** @typedef {'input' | 'target' | 'split' | 'out'} Role */
/** @typedef {{ encoding: string, separator: string | null, decimal: string, has_header: boolean,
 *   n_rows: number, columns: Column[], roles: Role[], rows: (string | null)[][],
 *   gaps: [number, number][] }} Sheet */
/** @typedef {{ roles: Role[], gaps: string, targetAs: string }} Choice */
/** @typedef {{ room: string, token: string }} Key */

/** What is in a table. Throws Refused, or what fetch throws.
 * @param {Key} key @param {Brought} brought @param {Dialect} dialect @returns {Promise<Sheet>} */
export const readTable = (key, brought, dialect) =>
  post(key, 'table/columns', said(dialect), brought.content);

/** The room learns from a table. Throws Refused, or what fetch throws.
 * @param {Key} key @param {Brought} brought @param {Dialect} dialect @param {Choice} choice */
export function useTable(key, brought, dialect, { roles, gaps, targetAs }) {
  const query = said({ ...dialect, gaps, title: brought.title, target_as: targetAs });
  for (const role of roles) query.append('roles', role);
  return post(key, 'table', query, brought.content);
}

/** @param {Record<string, string>} values what is '' is not said */
const said = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value));

/** @param {Key} key @param {string} what @param {URLSearchParams} query @param {Blob} body */
async function post({ room, token }, what, query, body) {
  const answer = await asked(ofRoom(room, `${what}?${query}`), token, { method: 'POST', body });
  return answer.json();
}
