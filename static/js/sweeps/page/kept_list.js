// The sweeps that this browser has started, to be opened again.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { say } from '../saying.js';
import { dateInWords } from '../words.js';

/** @import { KeptSweep } from '../kept.js' */
/** @import { Desk } from './desk.js' */

/** @param {{ desk: Desk }} props */
export function KeptList({ desk }) {
  const sure = useSignal('');
  const present = desk.id.value;
  desk.busy.value; // what was done may have changed the list
  const entries = desk.kept.list();
  if (entries.length === 0) return null;
  const dated = (/** @type {number} */ ms) => dateInWords(ms, { dateStyle: 'short', timeStyle: 'short' });
  const entry = (/** @type {KeptSweep} */ { id, title, at }) => {
    const isSure = sure.value === id;
    const remove = say(isSure ? 'kept.sure' : 'kept.remove', { title });
    return html`<li key=${id}>
      <a href=${`#sweep=${id}`} aria-current=${id === present ? 'true' : null}
        >${title}<small>${dated(at)}</small></a>
      <button class=${isSure ? 'small sure' : 'small quiet'} aria-label=${remove} title=${remove}
        onClick=${() => (isSure ? desk.remove(id) : (sure.value = id))} onBlur=${() => (sure.value = '')}
        >${isSure ? '?' : '✕'}</button></li>`;
  };
  return html`<details class="kept"><summary><h2>${say('kept')}</h2></summary>
    <ul>${entries.map(entry)}</ul></details>`;
}
