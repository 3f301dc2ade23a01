/** Which fields can vary, how the form asks for each, and with what it begins: pure. */

import { isMeaningful } from '../../controls/options.js';
import { SHAPES } from '../naming.js';
import { writeVary } from './vary.js';

/** @import { Experiment } from '../../messages.js' */
/** @import { Catalogue } from '../../types.js' */

export const MOST_FIELDS = 4;
/** Of the choices of a field, ticked at first. */
const MOST_TICKED = 6;

/** Those that are varied most, in the order of the list. */
const USUAL = [
  ...['learning_rate', 'width', 'depth', 'hidden', 'activation', 'optimizer', 'batch_size', 'initializer'],
  ...['regularization', 'regularization_rate', 'dropout', 'noise', 'n_points', 'train_percent', 'seed'],
];
/** What they begin with; others begin with their limits, or with all their choices. */
/** @type {Record<string, string>} */
const FIRST = {
  learning_rate: '0.003..0.3:log:5',
  width: '2|4|8|16',
  depth: '1..4:4',
  hidden: '2|4|8|4,2|8,4',
  batch_size: '1..100:log:5',
  regularization_rate: '0.001..0.1:log:3',
  dropout: '0..0.6:4',
  noise: '0..50:6',
  n_points: '50..1000:log:4',
  train_percent: '10..90:5',
  seed: '1|2|3|4|5',
  clip_norm: '0.1..10:log:3',
  patience: '5..80:log:5',
  features: 'x;y|x;y;xSquared;ySquared|x;y;sinX;sinY',
};

/** @typedef {'number' | 'choice' | 'text'} Kind of a field: numbers, ticks, or texts with | between them */

/** What a field varies between. @param {string} name @param {Catalogue} catalogue @returns {Kind} */
export function kindOf(name, { options }) {
  if (SHAPES.includes(name)) return 'number';
  const { kind } = options[name] ?? { kind: '' };
  if (kind === 'number' || kind === 'whole') return 'number';
  return kind === 'choice' || kind === 'flag' ? 'choice' : 'text';
}

/** Whether a field has whole numbers. @param {string} name @param {Catalogue} catalogue */
export const isWhole = (name, { options }) => SHAPES.includes(name) || options[name]?.kind === 'whole';

/** The choices of a field. @param {string} name @param {Catalogue} catalogue */
export const choicesOf = (name, { options }) =>
  options[name].kind === 'flag' ? ['true', 'false'] : options[name].names;

/** The names of all fields that can vary, the usual ones first. Those that mean nothing in the experiment
 * come last, since another field may make them mean something.
 * @param {Catalogue} catalogue @param {Experiment} experiment */
export function variable({ options }, experiment) {
  const names = [...Object.keys(options).filter((name) => options[name].kind !== 'table'), ...SHAPES];
  const usual = USUAL.filter((name) => names.includes(name));
  const others = names.filter((name) => !usual.includes(name));
  const means = (/** @type {string} */ name) =>
    SHAPES.includes(name) || isMeaningful(options[name], experiment);
  return [...usual, ...others.filter(means), ...others.filter((name) => !means(name))];
}

/** How a field varies that has just been added. @param {string} name @param {Catalogue} catalogue
 * @param {Experiment} experiment */
export function firstVary(name, catalogue, experiment) {
  if (FIRST[name]) return `${name}=${FIRST[name]}`;
  const option = catalogue.options[name];
  const kind = kindOf(name, catalogue);
  if (kind === 'choice')
    return writeVary({ name, span: null, values: choicesOf(name, catalogue).slice(0, MOST_TICKED) });
  if (kind === 'number' && option.limit) {
    const [low, high] = option.limit;
    const n = isWhole(name, catalogue) ? Math.min(5, high - low + 1) : 5;
    return writeVary({ name, span: { low, high, n, byFactors: low > 0 && high / low > 100 }, values: [] });
  }
  const present = experiment[/** @type {keyof Experiment} */ (name)];
  return writeVary({ name, span: null, values: [String(present ?? '')] });
}
