// The texts that a later part of the page brings along: a table for each language, with the same keys.

import { loadReasons, reasonText } from './reasons.js';
import { filled, language } from './texts.js';

/** @typedef {Record<string, Record<string, string>>} Texts by language and key */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/** What says texts in the page's language. @param {Texts} texts @returns {Say} */
export const sayer = (texts) => (key, values) =>
  filled((texts[language.value.name] ?? texts.en)[key] ?? key, values);

/** Why something was refused, as a sentence: by the server's reason, else by its status.
 * @param {unknown} error @param {Texts} texts @returns {Promise<string>} */
export async function whyRefused(error, texts) {
  const { status = 0, reason = null } = /** @type {any} */ (error) ?? {};
  const { name } = language.peek();
  const own = texts[name] ?? texts.en;
  if (!reason) return own[status] ?? own.failed;
  await loadReasons(name);
  return reasonText(reason, true);
}
