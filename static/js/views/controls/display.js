// The button that opens the choices of theme, colours and language.
import { html } from 'htm/preact';
import { chooseLanguage, LANGUAGES, language, t } from '../../text/texts.js';
import { choosePalette, chooseTheme, look, PALETTES, remember, THEMES } from '../parts/look.js';

const ICON = html`<svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="1.8" />
  <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" /></svg>`;

/** The button and its small panel. */
export function Display() {
  const { theme, palette } = look.value;
  const named = (/** @type {string} */ kind, /** @type {string[]} */ values) =>
    values.map((value) => ({ value, text: t(`${kind}.${value}`) }));
  const languages = Object.entries(LANGUAGES).map(([value, text]) => ({ value, text, language: value }));
  const present = language.value.name;
  const label = t('display');
  return html`<button popovertarget="display" title=${label} aria-label=${label}>${ICON}</button>
    <div id="display" class="panel" popover role="dialog" aria-label=${label}>
      <${Choice} name="theme" choices=${named('theme', THEMES)} present=${theme} choose=${chooseTheme} />
      <${Choice} name="palette" choices=${named('palette', PALETTES)} present=${palette}
        choose=${choosePalette} />
      <${Choice} name="language" choices=${languages} present=${present} choose=${switchLanguage} />
    </div>`;
}

/**
 * @param {{ name: string, choices: { value: string, text: string, language?: string }[], present: string,
 *   choose: (value: string) => void }} props  language: of the text, where it is not the page's
 */
function Choice({ name, choices, present, choose }) {
  const choice = (/** @type {typeof choices[number]} */ { value, text, language }) =>
    html`<label key=${value} lang=${language}><input type="radio" name=${name} data-language=${language}
      checked=${value === present} onChange=${() => choose(value)} /><span>${text}</span></label>`;
  return html`<fieldset><legend class="label">${t(name)}</legend>
    <div class="segments">${choices.map(choice)}</div></fieldset>`;
}

/** @param {string} name */
async function switchLanguage(name) {
  await chooseLanguage(name);
  document.documentElement.lang = name;
  remember('language', name);
}
