// Why something cannot be, in the reader's language: the server sends codes with values.
import { labelOf } from './explanations.js';
import { number, t } from './texts.js';

/** @import { ReasonShown } from '../messages.js' */
/** @import { Notice } from '../types.js' */

/** A reason as a sentence, with what the page calls the field at fault. @param {ReasonShown} reason @returns {string} */
export function reasonText({ code, values }) {
  const shown = Object.entries(values).map(([name, value]) => [name, inWords(name, value)]);
  return t(`reason.${code}`, Object.fromEntries(shown));
}

/** @param {string} name @param {ReasonShown['values'][string]} value */
function inWords(name, value) {
  if (typeof value === 'object') return reasonText(value);
  if (typeof value === 'number') return number(value, 12);
  return name === 'field' ? labelOf(value) : value;
}

/** The sentence of a notice: the reason for which the server refused something, or a text of the page.
 * @param {Notice} notice */
export const noticeText = ({ text, reason }) => (reason ? reasonText(reason) : t(text));
