// What the network can be fed: the features that have names, and the formulas of an experiment.

/** @import { Experiment } from '../messages.js' */
/** @import { Catalogue } from '../types.js' */

/** @typedef {Catalogue['features'][number] & { isFormula: boolean }} Feature */

/** The rows of the network's first column. Formulas are there as long as they are fed in.
 * @param {Catalogue} catalogue @param {Experiment} experiment @returns {Feature[]} */
export function featuresOf({ features }, experiment) {
  const formulas = experiment.features.filter((name) => !features.some((each) => each.name === name));
  return [
    ...features.map((each) => ({ ...each, isFormula: false })),
    ...formulas.map((name) => ({
      name,
      label: formulaLabel(name),
      formula: name,
      of_curve: true,
      isFormula: true,
    })),
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
