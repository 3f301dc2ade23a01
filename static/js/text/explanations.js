// What each option, its choices and the controls are called and mean: read from the project's documents, in
// the chosen language.
import { signal } from '@preact/signals';
import { language } from './texts.js';

/**
 * @typedef {{ label: string, choices: Record<string, string> }} Labels
 * @typedef {{ label: string, text: string }} ChoiceExplained
 * @typedef {{ key: string, name: string }} Word  a term of the glossary
 * @typedef {{ label: string, text: string, formula: string, choices: Record<string, ChoiceExplained>,
 *   words: Word[] }} Explained
 */

/** By language and field; without them, fields are called by their names. */
export const labels = signal(/** @type {Record<string, Record<string, Labels>>} */ ({}));
/** By field, once one was opened; after a change of language the old ones until the new ones have come. */
export const explanations = signal(/** @type {Record<string, Explained>} */ ({}));
/** The language of the explanations that are there or on their way. */
let explained = '';

/**
 * Fetches what fields mean in a language, unless it is there; without a connection the next call tries again.
 * @param {string} name of the language @param {typeof fetch} get
 */
export async function loadExplanations(name, get = fetch) {
  if (explained === name) return;
  explained = name;
  const found = await fetched(`explanations/${name}.json`, get);
  if (explained !== name) return;
  if (found) explanations.value = found;
  else explained = '';
}

/** @param {string} address @param {typeof fetch} get
 * @returns {Promise<any>} null when there is no connection */
async function fetched(address, get) {
  try {
    const answer = await get(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** What a field is called. @param {string} field */
export const labelOf = (field) => labels.value[language.value.name]?.[field]?.label ?? field;

/** What a choice of a field is called. @param {string} field @param {string} name */
export function choiceLabel(field, name) {
  const choices = labels.value[language.value.name]?.[field]?.choices ?? {};
  return Object.hasOwn(choices, name) ? choices[name] : name;
}

/** The explanations of controls that are no options.
 * @param {Record<string, unknown>} options of the catalogue */
export const controlsExplained = (options) =>
  Object.entries(explanations.value).filter(([name]) => !(name in options));
