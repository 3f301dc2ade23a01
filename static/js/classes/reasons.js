// Why a class does not do something: what its pages add to their texts, since nobody else needs it.
import { reasons as de } from './reasons_de.js';
import { reasons as en } from './reasons_en.js';

/** @import { Refusal } from './class_store.js' */

/** The sentences by language and code; the first for what the class itself could not say.
 * @type {Record<string, Record<string, string>>} */
export const CLASS_REASONS = {
  en: { unheard: 'the class did not answer; try again when it is in reach', ...en },
  de: { unheard: 'die Klasse hat nicht geantwortet; bitte noch einmal, wenn sie erreichbar ist', ...de },
};

/** A refusal as a sentence. @param {Refusal} error
 * @param {(key: string, values?: Record<string, any>) => string} say with CLASS_REASONS among its texts */
export function refusalText({ message, reason }, say) {
  const text = reason ? say(reason.code, reason.values) : message;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
}
