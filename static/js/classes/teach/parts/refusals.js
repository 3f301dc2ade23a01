// Why something was refused, as a sentence: by the class, or over HTTP.
import { sayer, whyRefused } from '../../../text/later.js';
import { loadReasons, reasonText } from '../../../text/reasons.js';
import { language } from '../../../text/texts.js';
import { CLASS_REASONS, refusalText } from '../../reasons.js';

/** @import { Refusal } from '../../class_store.js' */
/** @import { Texts } from '../../../text/later.js' */

/** A refusal of the class. @param {Refusal} error */
export async function whyNot(error) {
  const { reason } = error;
  if (!reason || reason.code in CLASS_REASONS.en) return refusalText(error, sayer(CLASS_REASONS));
  await loadReasons(language.peek().name);
  return reasonText(reason, true);
}

/** An error of a request about a class. @param {unknown} error @param {Texts} texts by status, or 'failed' */
export function whyNotAsked(error, texts) {
  const { reason } = /** @type {any} */ (error) ?? {};
  const isOfClass = reason && reason.code in CLASS_REASONS.en;
  return isOfClass ? whyNot(/** @type {any} */ (error)) : whyRefused(error, texts);
}
