// What the server refused, in the reader's language. The server itself speaks English.
import { labelOf } from './explanations.js';
import { language, number, t } from './texts.js';

/** @typedef {import('../types.d.ts').Notice} Notice */

/**
 * The sentence of a notice: the server's own in English, with what the page calls the field; else one made of
 * its code, the field at fault and its limits.
 * @param {Notice} notice @param {import('../types.d.ts').Catalogue} catalogue
 */
export function noticeText({ text, field, code }, catalogue) {
  if (code === null) return t(text);
  if (language.value.name === 'en')
    return field !== null && text.startsWith(`${field} `)
      ? labelOf(field) + text.slice(field.length)
      : t(text);
  const limit = field === null ? null : (catalogue.options[field]?.limit ?? catalogue.limits[field] ?? null);
  if (field === null) return t(`error.${code}`);
  if (field === 'device') return t('error.device');
  const name = labelOf(field);
  if (limit) return t('error.limit', { name, low: number(limit[0], 12), high: number(limit[1], 12) });
  return t('error.field', { name });
}
