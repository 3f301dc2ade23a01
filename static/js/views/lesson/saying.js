// What lessons say: their own texts, values, and the HTML that the server has made of a lesson's Markdown.
import { html, number, percent, sayer } from '#page';
import { TEXTS } from './texts.js';

export const say = sayer(TEXTS);

/** A piece of a lesson: the server lets no HTML of its author through, and the page runs no script in it.
 * @param {{ of: string, tag?: string, class?: string }} props */
export const Written = ({ of, tag = 'span', class: name }) =>
  html`<${tag} class=${name} dangerouslySetInnerHTML=${{ __html: of }} />`;

/** A value of a run as people read it. @param {string} kind of its name @param {number | null} value */
export function valueText(kind, value) {
  if (value === null) return '–';
  if (kind === 'count' || kind === 'flag') return number(value, 0);
  if (kind === 'share') return percent(value);
  if (kind === 'percent') return `${number(value, 1)}\u00a0%`;
  return number(value, Math.abs(value) < 0.01 ? 4 : 3);
}

/** The letters that are seen of a text. @param {string} text with tags */
export const lettersIn = (text) => text.replace(/<[^>]*>/g, '').length;
