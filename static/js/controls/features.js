// What the network can be fed: the inputs, the features that have names, and the formulas of an experiment.

/** @import { Experiment, ShownTable } from '../messages.js' */
/** @import { Catalogue } from '../types.js' */

/**
 * @typedef {{ isFormula: boolean, isColumn: boolean, picture: number | null }} About  isFormula: somebody
 *   typed it; isColumn: one of a table's, whose name it has; picture: which of the FEATURES frame's it has,
 *   null for none while it is not fed in
 * @typedef {Catalogue['features'][number] & About} Feature
 */

/**
 * What the rows of the network's first column can be. Formulas are there as long as they are fed in, the
 * inputs of a table always, by the names of its columns and before all others.
 * @param {Catalogue} catalogue @param {Experiment} experiment @param {ShownTable | null} table
 * @returns {Feature[]}
 */
export function featuresOf({ features }, experiment, table) {
  const isNamed = (/** @type {string} */ name) => features.some((each) => each.name === name);
  const formulas = experiment.features.filter((name) => !isNamed(name));
  const pictureOf = (/** @type {string} */ name) => {
    const known = features.findIndex((each) => each.name === name);
    const typed = formulas.indexOf(name);
    return known >= 0 ? known : typed >= 0 ? features.length + typed : null;
  };
  const made = (/** @type {string} */ name, /** @type {Partial<Feature>} */ about) => {
    const own = { name, label: formulaLabel(name), formula: name, of_curve: true };
    const picture = pictureOf(name);
    return { ...own, isFormula: false, isColumn: false, picture, ...about };
  };
  const columns = (table && !table.is_on_plane ? table.names : []).map((label, i) => {
    const formula = `x${i + 1}`;
    const { name = formula } = features.find((each) => each.formula === formula) ?? {};
    return made(name, { label, formula, isColumn: true });
  });
  const isColumn = (/** @type {string} */ name) => columns.some((each) => each.name === name);
  return [
    ...columns,
    ...features.filter(({ name }) => !isColumn(name)).map((each) => made(each.name, each)),
    ...formulas.filter((name) => !isColumn(name)).map((name) => made(name, { isFormula: true })),
  ];
}

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A formula as people write it: x₁² − 3·x₂ of x1^2 - 3*x2. @param {string} formula */
export const formulaLabel = (formula) =>
  formula
    .replace(/\bx(\d+)/g, (_, digits) => `x${[...digits].map((digit) => SUBSCRIPTS[digit]).join('')}`)
    .replace(/\^(\d)(?![\d.e^])/g, (_, digit) => SUPERSCRIPTS[digit])
    .replaceAll('*', '·')
    .replaceAll('-', '−');
