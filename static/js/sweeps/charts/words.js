// What the charts call fields, values, measures and settings.
import { labelOf } from '../../text/explanations.js';
import { number } from '../../text/texts.js';
import { measured as measureInWords, settingInWords, valueInWords } from '../words.js';
import { say } from './saying.js';

/** @import { Row } from '../told.js' */
/** @import { FieldAxis } from '../maths/fields.js' */
/** @import { HeatCell } from '../maths/heat.js' */
/** @import { Spread } from '../maths/spread.js' */

/** What a column is called: a field, the seed, or a result. @param {string} name */
export const columnName = (name) => (labelOf(name) === name ? say(`column.${name}`) : labelOf(name));

/** A value of a field, or a bin of its range, as people read it.
 * @param {string} field @param {string} text @returns {string} */
export function valueText(field, text) {
  const [from, to] = text.split('..');
  return to === undefined ? valueInWords(field, text) : `${valueText(field, from)}–${valueText(field, to)}`;
}

/** A value of the measure, or that the network ran away.
 * @param {number | null} value @param {string} measure */
export const measured = (value, measure) => (value === null ? say('away') : measureInWords(measure, value));

/** Below this a number of an axis is written as a power of ten. */
const SMALL = 0.001;

/** A number of an axis: '0.05', '2·10⁻⁵'. @param {number} value */
export function tickText(value) {
  if (value === 0 || Math.abs(value) >= SMALL) return number(value, 6);
  const [digits, power] = value.toExponential(0).split('e-');
  const raised = power.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
  return `${digits === '1' ? '' : `${digits}·`}10⁻${raised}`;
}

/** The middle of some networks and how far they lie apart, as a sentence.
 * @param {Spread} spread @param {string} measure */
export function spreadText({ middle, low, high, n, nAway }, measure) {
  if (n === 1) return measured(middle, measure);
  if (nAway === n) return say('spread.lost', { n });
  const isWhole = low !== null && high !== null;
  const half = { low: measured(low, measure), high: measured(high, measure) };
  return [
    say('spread.middle', { value: measured(middle, measure) }),
    ...(isWhole ? [say('spread.half', half)] : []),
    say('spread.n', { n }),
    ...(nAway > 0 ? [say('spread.away', { n: nAway })] : []),
  ].join(', ');
}

/** What stands in a cell, as a sentence. @param {HeatCell} cell @param {FieldAxis} across
 * @param {FieldAxis | null} up @param {string} measure */
export function cellText(cell, across, up, measure) {
  const named = (/** @type {FieldAxis} */ axis, /** @type {number} */ i) =>
    `${columnName(axis.name)} ${valueText(axis.name, axis.cells[i].text)}`;
  const where = [...(up ? [named(up, cell.up)] : []), named(across, cell.across)].join(', ');
  return `${where}: ${spreadText(cell.spread, measure)}`;
}

/** A network in words. @param {Row} row @param {string} measure */
export const rowText = ({ values, repeat, value, train_loss: train }, measure) =>
  say('row', {
    setting: settingInWords(values),
    repeat: repeat + 1,
    value: measured(value, measure),
    train: measured(train, 'train_loss'),
  });
