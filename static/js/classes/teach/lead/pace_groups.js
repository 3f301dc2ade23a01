// What a teacher opens and closes together, and the usual choices of it.
import { allThings, isExampleOpen, isOpen } from '../../pace.js';

/** @import { ClassClientMessage, PaceShown } from '../../../messages.js' */
/** @import { Catalogue } from '../../../types.js' */

/** @typedef {{ name: string, things: readonly string[] }} Group */
/** @typedef {Extract<ClassClientMessage, { type: 'set_pace' }>} SetPace */

/** In the order of the page; what is of none of them stands with its group of settings. */
const FIRST = {
  data: ['problem', 'dataset', 'regression_dataset', 'curve_dataset', 'noise', 'train_percent'],
  table: ['table'],
  features: ['features'],
  formulas: ['formulas'],
  layers: ['layers'],
  hidden: ['hidden'],
  activation: ['activation', 'layer_activations', 'steepness'],
  by_hand: ['by_hand'],
  learning_rate: ['learning_rate'],
  batch_size: ['batch_size'],
  regularization: ['regularization', 'regularization_rate', 'l1_ratio'],
};
/** Groups of settings as the drawer has them. */
const SETTINGS = ['descent', 'points', 'task', 'network', 'overfitting', 'seeds'];

/** All that can be opened, in groups. @param {Catalogue['options']} options @returns {Group[]} */
export function paceGroups(options) {
  const first = Object.entries(FIRST).map(([name, things]) => ({ name, things }));
  const named = first.flatMap(({ things }) => things);
  const left = allThings(options).filter((name) => !named.includes(name));
  const settings = SETTINGS.map((name) => ({
    name,
    things: left.filter((field) => options[field].group === name),
  }));
  return [...first, ...settings];
}

/** The usual choices: which groups are open, and whether the examples are. */
export const PRESETS = /** @type {const} */ ({
  all: { groups: null, examples: true },
  usual: { groups: Object.keys(FIRST), examples: true },
  data: { groups: ['data', 'features'], examples: true },
  none: { groups: [], examples: false },
});

/** @typedef {keyof typeof PRESETS} Preset */

/** A pace as it is asked for. @param {Catalogue['options']} options
 * @param {ReadonlySet<string>} open the things that are @param {Record<string, boolean>} examples by link
 * @returns {SetPace} */
export function asked(options, open, examples) {
  const all = allThings(options);
  const fields = all.every((name) => open.has(name)) ? null : all.filter((name) => open.has(name));
  const isEverything = fields === null && Object.values(examples).every(Boolean);
  return { type: 'set_pace', fields, examples: isEverything ? {} : examples };
}

/** @param {Catalogue['options']} options @param {Preset} preset @param {readonly string[]} links of examples
 * @returns {SetPace} */
export function askedBy(options, preset, links) {
  const { groups, examples } = PRESETS[preset];
  const chosen = paceGroups(options).filter(({ name }) => groups === null || isAmong(groups, name));
  const open = new Set(chosen.flatMap(({ things }) => things));
  return asked(options, open, Object.fromEntries(links.map((link) => [link, examples])));
}

/** The preset that a pace is, if it is one.
 * @param {Catalogue['options']} options @param {PaceShown | null} pace @param {readonly string[]} links */
export function presetOf(options, pace, links) {
  const presets = /** @type {Preset[]} */ (Object.keys(PRESETS));
  const now = pace ?? { fields: null, examples: {} };
  return presets.find((each) => {
    const wanted = { examples: {}, ...askedBy(options, each, links) };
    const all = allThings(options);
    return (
      all.every((name) => isOpen(wanted, name) === isOpen(now, name)) &&
      links.every((link) => isExampleOpen(wanted, link) === isExampleOpen(now, link))
    );
  });
}

/** @param {readonly string[]} groups @param {string} name */
const isAmong = (groups, name) => groups.includes(name);
