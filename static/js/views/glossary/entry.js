// What a term and a work of the time line have in common: where it is from, and the way to see it.
import { html } from 'htm/preact';
import { say } from './saying.js';

/** @import { SetUp, Source } from './told.js' */

/** The works that something is from. @param {{ sources: Source[] }} props */
export const Cited = ({ sources }) =>
  html`<ul class="cited" aria-label=${say(sources.length > 1 ? 'sources' : 'source')}>${sources.map(
    ({ authors, title, where, year }) =>
      html`<li key=${title}>${authors}: <cite>${title}</cite>. ${where}, ${year}.</li>`,
  )}</ul>`;

/** The way to a set-up that shows it. @param {{ open: SetUp | null }} props */
export const Open = ({ open }) =>
  open &&
  html`<p class="open"><a href=${`./#${open.link}`}
    >${say('see')}: ${open.name}<span aria-hidden="true"> →</span></a></p>`;
