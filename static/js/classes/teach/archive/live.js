// A network of an archive as a room of one's own, in another tab.
import { html } from 'htm/preact';
import { asked, ofRoom } from '../../../protocol/rooms.js';
import { sayer, whyRefused } from '../../../text/later.js';
import { freshRoom } from '../parts/own_room.js';

/** @import { Signal } from '@preact/signals' */
/** @import { Opened } from './opening.js' */

/** @param {{ archive: Opened, path: string | null, name: string, status: Signal<string> }} props
 *   path: of the state, null where it is not there; status: what came of it */
export function OpenLive({ archive, path, name, status }) {
  const told = sayer(archive.texts);
  const content = path === null ? undefined : archive.states.get(path);
  if (!content) return html`<p class="what">${told('live.missing')}</p>`;
  const open = async () => {
    const tab = globalThis.open('about:blank'); // now, while the press counts as a wish for a window
    status.value = told('live.opening', { name });
    try {
      const { room, token } = await freshRoom();
      await asked(ofRoom(room, 'state'), token, { method: 'POST', body: new Blob([content]) });
      (tab ?? globalThis).location.assign(new URL(`./#host=${room}.${token}`, location.href).href);
      status.value = told('live.opened', { name });
    } catch (error) {
      tab?.close();
      status.value = await whyRefused(error, archive.texts);
    }
  };
  return html`<button class="text strong" aria-label=${`${told('live')}: ${name}`}
    onClick=${open}>${told('live')}</button>`;
}
