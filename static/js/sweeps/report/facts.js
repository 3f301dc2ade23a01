// What a report says in words: what varied, what stayed, how, and the settings as a table.
import { number } from '../../text/texts.js';
import { columnName, measured, valueText } from '../charts/words.js';
import { bestFirst, settingsOf, spreadOf } from '../maths/spread.js';
import { dateInWords } from '../words.js';
import { say } from './saying.js';

/** @import { Row, Status, SweptField } from '../told.js' */
/** @import { Report } from './document.js' */

/** Networks with a picture, and settings in the table. */
export const [MOST_PICTURES, MOST_SETTINGS] = [100, 1000];

/** The fields in one line. @param {Status} status */
export const titleOf = ({ fields }) =>
  say('title', { fields: fields.map(({ name }) => columnName(name)).join(say('and')) });

/** How many networks, how long, when. @param {Status} status */
export const leadOf = ({ n_done: n, n_trials: all, seconds, made_at: at }) =>
  say('lead', { n: number(n, 0), all: number(all, 0), seconds: number(seconds, 1), when: dateText(at) });

/** @param {number} seconds since 1970 */
const dateText = (seconds) => dateInWords(1000 * seconds, { dateStyle: 'long', timeStyle: 'short' });

/** What varied, what stayed, and how. @param {Status} status @param {string} staying in words
 * @returns {Report['facts']} */
export const factsOf = ({ fields, order }, staying) => [
  [say('varied'), fields.map((field) => [columnName(field.name), variedText(field, order.strategy)])],
  [say('stayed'), [['', staying]]],
  [
    say('how'),
    [
      [say('strategy'), say(`strategy.${order.strategy}`)],
      [say('epochs'), number(order.epochs, 0)],
      [say('seeds'), number(order.seeds, 0)],
      [say('measure'), columnName(order.measure)],
    ],
  ],
];

/** @param {SweptField} field @param {string} strategy */
function variedText({ name, values, range }, strategy) {
  if (range === null || strategy === 'grid') return values.map((value) => valueText(name, value)).join('; ');
  const [from, to] = [range.low, range.high].map((end) => valueText(name, String(end)));
  return say(range.by_factors ? 'range.factors' : 'range', { from, to });
}

/** The best networks, each with its address. @param {readonly Row[]} rows @param {Status} status
 * @param {(row: Row) => string} addressOf @param {(row: Row) => string} pictureOf
 * @param {(row: Row) => string} textOf @returns {Report['wall']} */
export function wallOf(rows, status, addressOf, pictureOf, textOf) {
  const best = bestFirst(rows, status.is_largest_best).slice(0, MOST_PICTURES);
  const isAll = best.length === rows.length;
  return {
    title: isAll ? say('wall.all') : say('wall', { n: best.length }),
    pictures: best.map((row) => ({
      picture: pictureOf(row),
      text: textOf(row),
      short: measured(row.value, status.order.measure),
      link: addressOf(row),
    })),
  };
}

/** The median training loss. @param {readonly Row[]} rows */
const trained = (rows) =>
  spreadOf(
    rows.map(({ train_loss: loss }) => loss),
    false,
  ).middle;

/** The settings, the best first. @param {readonly Row[]} rows @param {Status} status
 * @param {(row: Row) => string} addressOf @returns {Report['table']} */
export function tableOf(rows, status, addressOf) {
  const { measure } = status.order;
  const settings = settingsOf(rows, status.is_largest_best);
  const names = status.fields.map(({ name }) => name);
  const told = ['networks', 'epochs.short', 'median', 'half', 'train', 'away', 'parameters'].map((key) =>
    say(key),
  );
  const shown = settings.slice(0, MOST_SETTINGS);
  return {
    title: say('table'),
    note: settings.length > shown.length ? say('table.cut', { n: shown.length, all: settings.length }) : '',
    names: [...names.map(columnName), ...told, ''],
    rows: shown.map(({ values, rows: own, epochs, spread: { middle, low, high, n, nAway } }) => [
      ...names.map((name) => ({ text: valueText(name, values[name]) })),
      { text: number(n, 0) },
      { text: number(epochs, 0) },
      { text: measured(middle, measure) },
      { text: n > 1 ? `${measured(low, measure)} – ${measured(high, measure)}` : '' },
      { text: measured(trained(own), 'train_loss') },
      { text: nAway > 0 ? number(nAway, 0) : '' },
      { text: number(own[0].n_parameters, 0) },
      { text: say('open.short'), link: addressOf(own.find(({ value }) => value === middle) ?? own[0]) },
    ]),
  };
}
