// The terms of the playground, each with what it means, and the history of neural networks.
import { html } from 'htm/preact';
import { chooseLanguage, LANGUAGES, language } from '../../text/texts.js';
import { remember } from '../parts/look.js';
import { Cited, Open } from './entry.js';
import { say } from './saying.js';
import { TimeLine } from './time_line.js';

/** @import { Term, Told } from './told.js' */

/** @param {{ told: Record<string, Told> }} props  told: by language */
export function GlossaryPage({ told }) {
  const { eras, terms } = told[language.value.name];
  return html`<header class="over">
      <a class="button" href="./">${say('back')}</a>
      <nav aria-label=${say('title')}><a href="#terms">${say('terms')}</a>
        <a href="#history">${say('history.short')}</a></nav>
      <${Languages} />
    </header>
    <main>
      <h1>${say('title')}</h1>
      <p class="lead">${say('lead')}</p>
      <section aria-labelledby="terms">
        <h2 id="terms">${say('terms')}</h2>
        <nav class="index" aria-label=${say('terms.all')}><ul>${terms.map(
          ({ key, name }) => html`<li key=${key}><a href=${`#${key}`}>${name}</a></li>`,
        )}</ul></nav>
        <div class="terms">${terms.map((term) => html`<${Entry} key=${term.key} term=${term} />`)}</div>
      </section>
      <${TimeLine} eras=${eras} />
    </main>`;
}

/** @param {{ term: Term }} props */
const Entry = ({ term: { key, name, also, text, formula, sources, open } }) =>
  html`<article id=${key}>
    <h3>${name} <span class="also"
      ><span class="visually-hidden">${say('also')}: </span>${also.join(', ')}</span></h3>
    <p>${text}</p>
    ${formula && html`<pre>${formula}</pre>`}
    <${Cited} sources=${sources} /><${Open} open=${open} />
  </article>`;

/** Remembered, as where the playground's is chosen. */
function Languages() {
  const choose = (/** @type {string} */ name) => {
    remember('language', name);
    chooseLanguage(name);
  };
  return html`<div class="languages" role="radiogroup" aria-label=${say('language')}>${Object.entries(
    LANGUAGES,
  ).map(
    ([name, text]) => html`<label key=${name} lang=${name}><input type="radio" name="language"
      checked=${name === language.value.name} onChange=${() => choose(name)} /><span>${text}</span></label>`,
  )}</div>`;
}
