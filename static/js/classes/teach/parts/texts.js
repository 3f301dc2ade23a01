// What says the texts of the page in its language.
import { sayer } from '../../../text/later.js';
import { language } from '../../../text/texts.js';
import { duration } from './durations.js';
import { de } from './texts_de.js';
import { en } from './texts_en.js';
import { LESSON_TEXTS } from './texts_lesson.js';

export const TEXTS = { en: { ...en, ...LESSON_TEXTS.en }, de: { ...de, ...LESSON_TEXTS.de } };
export const say = sayer(TEXTS);

/** How long something has been so. @param {number} seconds */
export function lasting(seconds) {
  const { unit, n } = duration(seconds);
  return say(unit, { n });
}

/** A day, as it is written. @param {number} seconds since 1970 */
export const dated = (seconds) =>
  new Date(1000 * seconds).toLocaleDateString(language.value.name, { dateStyle: 'long' });
