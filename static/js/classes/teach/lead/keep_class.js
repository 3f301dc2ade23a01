// Keeping the class on the server for a while: with or without names, then its private address.
import { signal, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { sayer } from '../../../text/later.js';
import { number } from '../../../text/texts.js';
import { Copy } from '../../../views/parts/copying.js';
import { Segments } from '../parts/buttons.js';
import { whyNotAsked } from '../parts/refusals.js';
import { useSquare } from '../parts/square.js';
import { dated } from '../parts/texts.js';
import { archiveOf } from './archive_of.js';

/** @import { ClassShown, ClassWelcome } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @typedef {{ secret: string, ends_at: number }} Kept */
/** @typedef {{ keeps: boolean, days: number, most_bytes: number }} Terms */

/** What this page has kept: nobody else knows the addresses. */
const places = signal(/** @type {readonly Kept[]} */ ([]));

/** @param {{ part: any, lesson: Lesson }} props part: the later part */
export function KeepClass({ part, lesson }) {
  const told = sayer(part.TEXTS);
  const { store } = lesson;
  const { anonymous } = /** @type {ClassShown} */ (store.state.value).rules;
  const terms = useSignal(/** @type {Terms | null} */ (null));
  const status = useSignal('');
  const names = useSignal('without');
  const isBusy = useSignal(false);
  const key = () => /** @type {ClassWelcome} */ (store.welcome.peek());
  const trying = async (/** @type {() => Promise<unknown>} */ act) => {
    isBusy.value = true;
    try {
      await act();
    } catch (error) {
      status.value = await whyNotAsked(error, part.TEXTS);
    }
    isBusy.value = false;
  };
  useEffect(() => void trying(async () => (terms.value = await part.termsOf(key()))), []);
  const keep = () =>
    trying(async () => {
      const { content, missing } = await archiveOf(part, lesson, {
        most: terms.value?.most_bytes,
        hasNames: anonymous || names.value === 'with',
        tell: (text) => (status.value = text),
      });
      status.value = told('keeping');
      places.value = [await part.keep(key(), content), ...places.value];
      const n = missing.length;
      status.value = n ? told('kept.missing', { n }) : told('kept');
    });
  const choices = ['without', 'with'].map((value) => [value, told(`keep.${value}`)]);
  const called = anonymous ? 'anonymous' : names.value;
  return html`<h3>${told('keep')}</h3>
    ${terms.value?.keeps === false && html`<p>${told('keep.nowhere')}</p>`}
    ${
      terms.value?.keeps &&
      html`<p>${told('keep.what', { days: number(terms.value.days, 1) })}</p>
        ${
          !anonymous &&
          html`<${Segments} name="kept-names" label=${told('keep.names')} choices=${choices}
            present=${names.value} choose=${(/** @type {string} */ value) => (names.value = value)} />`
        }
        <p>${told(`keep.${called}.what`)}</p>
        <p><button class="text outlined-inline" disabled=${isBusy.value}
          onClick=${keep}>${told('keep')}</button></p>`
    }
    <p role="status">${status.value}</p>
    ${places.value.map((each) => html`<${Place} key=${each.secret} kept=${each} told=${told} />`)}`;
}

/** @param {{ kept: Kept, told: ReturnType<typeof sayer> }} props */
function Place({ kept, told }) {
  const path = `teach#kept=${kept.secret}`;
  const address = useSquare(path)?.address ?? new URL(path, location.href).href;
  return html`<p>${told('kept.until', { date: dated(kept.ends_at) })}</p>
    <${Copy} label=${told('kept.address')} text=${address} />`;
}
