/** What is set up, in the address of the page: whoever has it has the same form. Pure. */

/** @import { Measure, Order, Strategy } from '../told.js' */

/** @type {Strategy[]} */
export const STRATEGIES = ['grid', 'random', 'tpe', 'gp', 'hyperband'];
/** @type {Measure[]} */
export const MEASURES = ['test_loss', 'best_test_loss', 'test_accuracy'];

/** What the page begins with. @type {Order} */
export const FIRST = {
  link: '',
  vary: ['learning_rate=0.003..0.3:log:5', 'width=2|4|8|16'],
  seeds: 3,
  epochs: 100,
  strategy: 'grid',
  measure: 'test_loss',
  trials: null,
  device: 'auto',
  pictures: 1,
  ready: null,
};
const NUMBERS = /** @type {const} */ (['seeds', 'epochs', 'pictures']);
const WORDS = /** @type {const} */ (['strategy', 'measure', 'device', 'ready', 'trials']);
const KEYS = ['sweep', 'link', 'vary', ...WORDS, ...NUMBERS];

/** The address's part behind '#' for what is set up: nothing for what the page begins with, but the link.
 * @param {Order} order @param {string | null} id of the sweep that is shown beside it */
export function writeFragment(order, id = null) {
  const told = new URLSearchParams();
  if (id !== null) told.set('sweep', id);
  if (order.link) told.set('link', order.link.replace(/^#/, ''));
  if (String(order.vary) !== String(FIRST.vary)) {
    if (order.vary.length === 0) told.append('vary', '');
    for (const each of order.vary) told.append('vary', each);
  }
  for (const name of [...WORDS, ...NUMBERS])
    if (order[name] !== FIRST[name] && order[name] !== null) told.set(name, String(order[name]));
  return told.size > 0 ? `#${told}` : '';
}

/** What an address sets up, and which sweep it shows. What makes no sense in it is left as at first. One that
 * has none of this page's keys is a link of the playground.
 * @param {string} hash @returns {{ order: Order, id: string | null, isOnlySweep: boolean }}  isOnlySweep: the
 *   address says nothing of what is set up, so the sweep's own order counts */
export function readFragment(hash) {
  const told = new URLSearchParams(hash.replace(/^#/, ''));
  const id = told.get('sweep');
  const order = { ...FIRST };
  order.link = told.get('link') ?? (KEYS.some((key) => told.has(key)) ? '' : hash.replace(/^#/, ''));
  if (told.has('vary')) order.vary = told.getAll('vary').filter(Boolean).slice(0, 8);
  for (const name of NUMBERS) order[name] = wholeOr(FIRST[name], told.get(name));
  order.trials = wholeOr(null, told.get('trials'));
  const strategy = STRATEGIES.find((each) => each === told.get('strategy'));
  const measure = MEASURES.find((each) => each === told.get('measure'));
  if (strategy) order.strategy = strategy;
  if (measure) order.measure = measure;
  order.device = told.get('device') ?? FIRST.device;
  order.ready = told.get('ready');
  return { order, id, isOnlySweep: id !== null && told.size === 1 };
}

/** @template T @param {T} otherwise @param {string | null} text */
const wholeOr = (otherwise, text) => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise);
