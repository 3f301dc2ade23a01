// A class that is kept on the server, reopened by its address: fetched, shown as an archive, deleted.
import { signal, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { sayer } from '../../../text/later.js';
import { later } from '../../../views/parts/later.js';
import { whyNotAsked } from '../parts/refusals.js';
import { Sure } from '../parts/sure.js';
import { dated, say } from '../parts/texts.js';
import { opened, openWith } from './opening.js';

/** @import { Opened } from './opening.js' */

/** @typedef {{ text: string, isOver: boolean }} Said isOver: it will not come */

/** What is said in the place of a class that was asked for, null where none was. */
export const reopening = signal(/** @type {Said | null} */ (null));

/** The secret of a kept class as it stands behind '#': 'kept=SECRET'. @param {string} hash */
export const keptIn = (hash) => /^#kept=([\w-]+)$/.exec(hash)?.[1] ?? null;

/** Shows what a secret opens, or why it cannot be. @param {string} secret */
export async function reopen(secret) {
  reopening.value = { text: say('kept.coming'), isOver: false };
  /** @type {any} */
  const part = await later('archive').catch(() => null);
  if (!part) return over(say('archive.failed'));
  try {
    const { file, endsAt } = await part.fetchKept(secret);
    const wrong = await openWith(part.readFile, file, part.TEXTS, { kept: { secret, endsAt } });
    if (wrong) over(wrong);
  } catch (error) {
    over(await whyNotAsked(error, part.TEXTS));
  }
}

/** @param {string} text */
function over(text) {
  opened.value = null;
  reopening.value = { text, isOver: true };
}

/** Until when the class is kept, and how it is deleted sooner. @param {{ archive: Opened }} props */
export function KeptUntil({ archive }) {
  const told = sayer(archive.texts);
  const wrong = useSignal('');
  const { kept } = archive;
  if (!kept) return null;
  const forget = async () => {
    try {
      await (await later('archive')).forgetKept(kept.secret);
      over(told('archived.deleted'));
    } catch (error) {
      wrong.value = await whyNotAsked(error, archive.texts);
    }
  };
  return html`<div class="kept-until"><span>${told('archived.until', { date: dated(kept.endsAt) })}</span>
    <${Sure} label=${told('archived.delete')} sure=${told('archived.delete.sure')} act=${forget} />
    <span class="wrong" role="alert">${wrong.value}</span></div>`;
}
