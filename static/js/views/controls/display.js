// The button that opens the choices of theme, colours and language.
import { html } from 'htm/preact';

import { chooseLanguage, LANGUAGES, language, t } from '../../text/texts.js';
import { choosePalette, chooseTheme, look, PALETTES, remember, THEMES } from '../parts/look.js';

const ICON = html`<svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="1.8" /><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" /></svg>`;

/** The button and its small panel. */
export function Display() {
  const { theme, palette } = look.value;
  return html`<button popovertarget="display" title=${t('display')} aria-label=${t('display')}>${ICON}</button>
    <div id="display" class="panel" popover role="dialog" aria-label=${t('display')}>
      <${Choice} name="theme" values=${THEMES} present=${theme} choose=${chooseTheme} />
      <${Choice} name="palette" values=${PALETTES} present=${palette} choose=${choosePalette} />
      <fieldset><legend class="label">${t('language')}</legend>
        <div class="segments">${Object.entries(LANGUAGES).map(([name, own]) => html`<label key=${name} lang=${name}><input type="radio" name="language" data-language=${name} checked=${name === language.value.name} onChange=${() => switchLanguage(name)} /><span>${own}</span></label>`)}</div>
      </fieldset>
    </div>`;
}

/** @param {{ name: string, values: readonly string[], present: string, choose: (value: string) => void }}
 *   props */
function Choice({ name, values, present, choose }) {
  return html`<fieldset><legend class="label">${t(name)}</legend>
    <div class="segments">${values.map((value) => html`<label key=${value}><input type="radio" name=${name} checked=${value === present} onChange=${() => choose(value)} /><span>${t(`${name}.${value}`)}</span></label>`)}</div>
  </fieldset>`;
}

/** @param {string} name */
async function switchLanguage(name) {
  await chooseLanguage(name);
  document.documentElement.lang = name;
  remember('language', name);
}
