// Why something cannot be, in the reader's language: the server sends codes with values. The sentences are
// loaded when the first one is needed.
import { signal } from '@preact/signals';

import { choiceLabel, labelOf } from './explanations.js';
import { language, number, t } from './texts.js';

/** @import { ReasonShown } from '../messages.js' */
/** @import { Notice } from '../types.js' */

/** Values that are a choice of the field of the same name. */
const CHOICES = ['activation', 'regularization', 'problem', 'device'];

/** Reasons that are about one field and do not say so. @type {Record<string, string>} */
const FIELD_OF = {
  unknown_device: 'device',
  device_unavailable: 'device',
  no_pieces: 'activation',
  no_step: 'activation',
};

/** A number that was refused, as Python writes it; one with a power of ten is left as it is. */
const NUMBER = /^-?\d{1,15}(\.\d+)?$/;

/** The sentences by their codes, of each language that has been loaded. */
const loaded = signal(/** @type {Record<string, Record<string, string>>} */ ({}));
/** @type {Map<string, Promise<void>>} */
const coming = new Map();
/** @typedef {(name: string) => Promise<{ reasons: Record<string, string> }>} Fetch a language's sentences */
let fetchReasons = /** @type {Fetch} */ (() => Promise.reject(new Error('nobody said where from')));

/** From where the page has the sentences. @param {Fetch} fetch */
export const reasonsFrom = (fetch) => {
  fetchReasons = fetch;
};

/** Loads the sentences of a language; views that have shown a reason are drawn again. @param {string} name */
export function loadReasons(name) {
  const load = async () => {
    const { reasons } = await fetchReasons(name);
    loaded.value = { ...loaded.value, [name]: reasons };
  };
  const known = coming.get(name) ?? load().catch(() => void coming.delete(name));
  coming.set(name, known);
  return known;
}

/** A reason as a sentence, with what the page calls the field at fault; '' until the sentences are loaded.
 * @param {ReasonShown} reason @param {boolean} isWhole whether it stands for itself, with a capital
 * @returns {string} */
export function reasonText({ code, values }, isWhole = false) {
  const sentences = loaded.value[language.value.name];
  if (!sentences) {
    loadReasons(language.value.name);
    return '';
  }
  const field = String(values.field ?? FIELD_OF[code] ?? '');
  const shown = Object.entries(values).map(([name, value]) => [name, inWords(name, value, field)]);
  const text = sentences[code] ?? code;
  return t(isWhole ? text.charAt(0).toUpperCase() + text.slice(1) : text, Object.fromEntries(shown));
}

/** @param {string} name @param {ReasonShown['values'][string]} value @param {string} field at fault */
function inWords(name, value, field) {
  if (typeof value === 'object') return reasonText(value);
  if (typeof value === 'number') return number(value, 12);
  if (name === 'field') return labelOf(value);
  if (CHOICES.includes(name)) return choiceLabel(name, value);
  const called = (/** @type {string} */ each) => choiceLabel(field, each);
  if (name === 'allowed') return listed(value.split(', ').map(called));
  if (name === 'got' && NUMBER.test(value)) return number(Number(value), 12);
  return name === 'got' ? called(value.replace(/^'(.*)'$/, '$1')) : value;
}

/** "A, B or C". @param {string[]} names */
function listed(names) {
  const last = names.slice(-1)[0];
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} ${t('or')} ${last}` : last;
}

/** The sentence of a notice: the reason for which the server refused something, or a text of the page.
 * @param {Notice} notice */
export const noticeText = ({ text, reason }) => (reason ? reasonText(reason, true) : t(text));
