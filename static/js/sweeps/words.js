// The networks of a sweep in words.
import { choiceLabel, labelOf } from '../text/explanations.js';
import { loss, number, percent, t } from '../text/texts.js';
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

/** A value of what is compared, as it is read. @param {string} measure @param {number | null} value */
export const measured = (measure, value) => (measure === 'test_accuracy' ? percent(value) : loss(value));

/** A network: what it is, and what became of it. @param {Row} row @param {Status} status */
export function rowInWords({ values, seed, value }, { order: { measure }, n_seeds }) {
  const own =
    n_seeds > 1 ? `${settingInWords(values)}, ${say('cell.seed', { seed })}` : settingInWords(values);
  if (value === null) return `${own}: ${say('cell.away')}`;
  const name = say(`measure.${measure}`);
  return `${own}: ${say('cell.value', { measure: name, value: measured(measure, value) })}`;
}
