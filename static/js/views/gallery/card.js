// One saved run: its picture and curve, its name and dates, and what can be done with it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { sayer, whyRefused } from '../../text/later.js';
import { language } from '../../text/texts.js';
import { save } from '../files/saving.js';
import { Copy } from '../parts/copying.js';
import { addressOf, contentOf, forget as forgetKept } from '../saved/places.js';
import { Curve } from './curve.js';
import { TEXTS } from './texts.js';

/** @import { Entry } from '../saved/gallery.js' */

const say = sayer(TEXTS);
const GONE = 'saved_unknown';

/** @param {{ entry: Entry, forget: (entry: Entry, said: string) => void }} props
 *   forget: takes it off the list */
export function Card({ entry, forget }) {
  const { id, title, at, endsAt, picture, curve } = entry;
  const said = useSignal('');
  const isSure = useSignal(false);
  const { name: spoken } = language.value;
  const dated = (/** @type {number} */ ms) =>
    new Date(ms).toLocaleDateString(spoken, { dateStyle: 'medium' });
  const address = addressOf(location, id);
  /** Does something and says why, where it does not work. @param {() => Promise<unknown>} act */
  const doing = (act) => async () => {
    said.value = say('working');
    try {
      await act();
      said.value = '';
    } catch (error) {
      said.value = await whyRefused(error, TEXTS);
    }
  };
  const download = doing(async () => save(`${fileName(title)}.nnp`, await contentOf(id)));
  const remove = doing(async () => {
    await forgetKept(entry).catch((error) => {
      if (error.reason?.code !== GONE) throw error; // it is gone already
    });
    forget(entry, say('deleted', { title }));
  });
  const press = () => (isSure.value ? remove() : (isSure.value = true));
  const what = (/** @type {string} */ key) => `${say(key)}: ${title}`;
  return html`<li class="saved-run">
    <a class="pictures" href=${address} tabindex="-1" aria-hidden="true">
      ${picture ? html`<img src=${picture} alt="" />` : html`<span class="no-picture"></span>`}
      <${Curve} curve=${curve} />
    </a>
    <h2><a href=${address} dir="auto" translate="no">${title}</a></h2>
    <p>${say('saved', { at: dated(at) })}<br />${say('until', { until: dated(endsAt) })}</p>
    <${Copy} label=${what('address')} text=${address} />
    <div class="ways">
      <a class="button" href=${address} aria-label=${what('open')}>${say('open')}</a>
      <button aria-label=${what('download')} onClick=${download}>${say('download')}</button>
      <button class=${isSure.value ? 'sure' : ''} aria-label=${what(isSure.value ? 'sure' : 'delete')}
        onClick=${press} onBlur=${() => (isSure.value = false)}
        >${say(isSure.value ? 'sure' : 'delete')}</button>
    </div>
    <p role="status" class="said">${said.value}</p>
  </li>`;
}

/** A title as the name of a file: letters, digits and lines alone. @param {string} title */
export const fileName = (title) => title.replace(/[^\p{L}\p{N}-]+/gu, '_').replace(/^_+|_+$/g, '') || 'run';
