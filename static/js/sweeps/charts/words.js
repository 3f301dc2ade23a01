// What the charts call fields, values, measures and settings.
import { labelOf } from '../../text/explanations.js';
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

/** The middle of some networks and how far they lie apart, as a sentence.
 * @param {Spread} spread @param {string} measure */
export function spreadText({ middle, low, high, n, nAway }, measure) {
  const parts = [say(n === 1 ? 'spread.one' : 'spread.middle', { value: measured(middle, measure), n })];
  if (n > 1) {
    parts.push(say('spread.half', { low: measured(low, measure), high: measured(high, measure) }));
    parts.push(say('spread.n', { n }));
  }
  if (nAway > 0 && n > 1) parts.push(say('spread.away', { n: nAway }));
  return parts.join(', ');
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
