// What each option, its choices and the controls are called and mean: read from the project's documents, in the chosen language.
import { signal } from '@preact/signals';

/**
 * @typedef {{ label: string, text: string }} ChoiceExplained
 * @typedef {{ label: string, text: string, formula: string, choices: Record<string, ChoiceExplained> }} Explained
 */

/** By field. Whoever reads it in a view is drawn again when the language changes. */
export const explanations = signal(/** @type {Record<string, Explained>} */ ({}));

/**
 * Fetches what a language says; without it, fields are called by their names.
 * @param {string} language @param {typeof fetch} get
 */
export async function loadExplanations(language, get = fetch) {
  try {
    const answer = await get(`explanations/${language}.json`);
    if (answer.ok) explanations.value = await answer.json();
  } catch {
    // No connection: what is there stays.
  }
}

/** What a field is called. @param {string} field */
export const labelOf = (field) => explanations.value[field]?.label ?? field;

/** What a choice of a field is called. @param {string} field @param {string} name */
export const choiceLabel = (field, name) => explanations.value[field]?.choices[name]?.label ?? name;

/** What is said of the controls that are no options. @param {Record<string, unknown>} options of the catalogue */
export const controlsExplained = (options) => Object.entries(explanations.value).filter(([name]) => !(name in options));
