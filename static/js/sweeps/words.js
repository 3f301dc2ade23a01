// The networks of a sweep in words.
import { choiceLabel, labelOf } from '../text/explanations.js';
import { aboutNumber, language, loss, number, percent, t } from '../text/texts.js';
import { say } from './saying.js';

/** @import { Row, Status } from './told.js' */

/** A value of a field, as it is told. @param {string} name @param {string} value */
export function valueInWords(name, value) {
  if (value !== '' && Number.isFinite(Number(value))) return number(Number(Number(value).toPrecision(4)), 12);
  if (value === 'true') return t('yes');
  if (value === 'false') return t('no');
  return choiceLabel(name, value);
}

/** "Learning rate 0.01, neurons in each layer 8". @param {Row['values']} values */
export const settingInWords = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${labelOf(name)} ${valueInWords(name, value)}`)
    .join(', ');

/** How numbers and dates are written: in English as in Britain. */
const written = () => (language.value.name === 'en' ? 'en-GB' : language.value.name);

/** A number of things, in groups of three digits. @param {number} n */
export const countInWords = (n) => n.toLocaleString(written());

/** A date, and the time of the day where its style says so.
 * @param {number} ms since 1970 @param {Intl.DateTimeFormatOptions} style */
export const dateInWords = (ms, style) => new Intl.DateTimeFormat(written(), style).format(ms);

/** Below this a loss of three digits after the decimal sign would be 0. */
const SMALL = 0.0005;
/** Below this it is no more told how small a loss is. */
const LEAST = 1e-6;

/** A loss; of a small one its two leading digits. @param {number | null} value */
export function lossInWords(value) {
  if (value === null || !(value > 0 && value < SMALL)) return loss(value);
  return value < LEAST ? `<\u00a0${number(LEAST, 6)}` : number(aboutNumber(value), 7);
}

/** A value of what is compared, as it is read. @param {string} measure @param {number | null} value */
export const measured = (measure, value) =>
  measure === 'test_accuracy' ? percent(value) : lossInWords(value);

/** A network: what it is, and what became of it. @param {Row} row @param {Status} status */
export function rowInWords({ values, seed, value }, { order: { measure }, n_seeds }) {
  const own =
    n_seeds > 1 ? `${settingInWords(values)}, ${say('cell.seed', { seed })}` : settingInWords(values);
  if (value === null) return `${own}: ${say('cell.away')}`;
  const name = say(`measure.${measure}`);
  return `${own}: ${say('cell.value', { measure: name, value: measured(measure, value) })}`;
}
