// The pace of a class: what its teacher has opened to the students, as both of them see it.

/** @import { PaceShown } from '../messages.js' */
/** @import { Catalogue } from '../types.js' */

/** New weights and points are always open. */
const ALWAYS_OPEN = ['seed', 'data_seed', 'split_seed'];
/** What can be opened and is no field: the number of layers, features that are typed, weights by hand. */
const NO_FIELDS = ['layers', 'formulas', 'by_hand'];

/** The names of all that can be opened. @param {Catalogue['options']} options */
export const allThings = (options) => [
  ...Object.keys(options).filter((field) => !ALWAYS_OPEN.includes(field)),
  ...NO_FIELDS,
];

/** @param {PaceShown | null} pace null: everything is open @param {string} name */
export const isOpen = (pace, name) => !pace?.fields || pace.fields.includes(name);

/** What is closed. @param {Catalogue['options']} options @param {PaceShown | null} pace */
export const closedThings = (options, pace) => allThings(options).filter((name) => !isOpen(pace, name));

/** Whether an example may be opened. One that the pace does not name may if everything else is open.
 * @param {PaceShown | null} pace @param {string} link */
export const isExampleOpen = (pace, link) => pace?.examples[link] ?? !pace?.fields;
