// The texts of the page in the chosen language, and numbers as that language writes them.
import { signal } from '@preact/signals';
import { formatEpoch, formatLoss, formatNumber, parseNumber } from '../maths/scales.js';

/** What each language calls itself; there is a file of texts for each. @type {Record<string, string>} */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

/** A value in a text: its name, and perhaps what stands there for one of it and for another number. */
const VALUE = /\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g;

/** The page's language, as it was set before the first paint; others are loaded when they are chosen. */
const first = globalThis.document?.documentElement.lang ?? 'en';

/** The chosen language and its texts. Whoever reads it in a view is drawn again when it changes. */
export const language = signal({ name: first, texts: await textsOf(first) });

/** Loads a language and shows it; an unknown one changes nothing. @param {string} name */
export async function chooseLanguage(name) {
  if (name in LANGUAGES) language.value = { name, texts: await textsOf(name) };
}

/** @param {string} name of a language @returns {Promise<Record<string, string>>} by key */
async function textsOf(name) {
  // Each is named: of a name that is put together the bundle takes in the whole folder.
  const { texts } = await (name === 'de' ? import('./de.js') : import('./en.js'));
  return texts;
}

/**
 * The text of a key, with its values filled in. What is no key is returned as it is: sentences of the server.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export const t = (key, values) => filled(language.value.texts[key] ?? key, values);

/** A text with its {values} filled in, and {n:one|some} as the value n wants it.
 * @param {string} text @param {Record<string, string | number>} [values] */
export const filled = (text, values = {}) =>
  text.replace(VALUE, (whole, name, one, some) => {
    if (one === undefined) return String(values[name] ?? whole);
    return String(values[name]) === '1' ? one : some;
  });

/** A number with at most `digits` after the decimal sign.
 * @param {number} value @param {number} [digits] @param {boolean} [fixed] */
export const number = (value, digits, fixed) =>
  beyond(value) ?? localised(formatNumber(value, digits, fixed));

/** A number in its two leading digits: what was measured a moment ago. @param {number} value */
export const aboutNumber = (value) => Number(value.toPrecision(2));

/** A loss: three digits after the decimal sign. @param {number | null} value */
export const loss = (value) => beyond(value) ?? localised(formatLoss(value));

/** Frames bring single floats: what those cannot hold comes as infinity. @param {number | null} value */
function beyond(value) {
  if (value !== Infinity && value !== -Infinity) return null;
  return t('beyond', { sign: value < 0 ? '−' : '' });
}

/** A share of 1 as percent, one digit after the decimal sign. @param {number | null} share */
export const percent = (share) => (share === null ? '–' : `${number(100 * share, 1, true)}\u00a0%`);

/** An epoch in at least six digits. @param {number} value */
export const epochs = (value) => localised(formatEpoch(value));

/** The number that somebody typed, as the language writes numbers or, where that is none of them, with any
 * decimal sign; null for anything else. @param {string} text */
export const typedNumber = (text) => parseNumber(text, language.value.texts.group);

/** The signs of the language in a number with "." and ",". @param {string} text */
function localised(text) {
  const { decimal, group } = language.value.texts;
  return text.replace(/[.,]/g, (sign) => (sign === '.' ? decimal : group));
}
