// How this browser shows the page: theme, colours, language. Kept in the browser, and nobody else's business.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';

import { chooseLanguage, language, LANGUAGES, t } from '../texts.js';

export const THEMES = ['light', 'dark', 'projector'];
export const PALETTES = ['orange', 'purple'];

const page = document.documentElement;

/** The present theme and palette; a view that reads it is drawn again when it changes. */
export const look = signal({
  theme: page.dataset.theme ?? 'light',
  palette: page.dataset.palette ?? 'orange',
});

/** @param {string} theme */
export function chooseTheme(theme) {
  page.dataset.theme = theme;
  remember('theme', theme);
  look.value = { ...look.value, theme };
}

/** The next theme in turn. */
export const switchTheme = () => chooseTheme(THEMES[(THEMES.indexOf(look.value.theme) + 1) % THEMES.length]);

/** @param {string} palette */
function choosePalette(palette) {
  page.dataset.palette = palette;
  remember('palette', palette);
  look.value = { ...look.value, palette };
}

/** @param {string} name */
async function switchLanguage(name) {
  await chooseLanguage(name);
  page.lang = name;
  remember('language', name);
}

/** A browser that keeps nothing forgets the choice with the page. @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(`nnp.${name}`, value);
  } catch {
    // Private mode.
  }
}

/** Whether something was remembered on an earlier visit. @param {string} name */
export function remembered(name) {
  try {
    return localStorage.getItem(`nnp.${name}`) !== null;
  } catch {
    return true; // What cannot be remembered is not asked again and again.
  }
}

/** What was remembered, null for nothing. @param {string} name */
export function recalled(name) {
  try {
    return localStorage.getItem(`nnp.${name}`);
  } catch {
    return null;
  }
}

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

/** @param {{ name: string, values: readonly string[], present: string, choose: (value: string) => void }} props */
function Choice({ name, values, present, choose }) {
  return html`<fieldset><legend class="label">${t(name)}</legend>
    <div class="segments">${values.map((value) => html`<label key=${value}><input type="radio" name=${name} checked=${value === present} onChange=${() => choose(value)} /><span>${t(`${name}.${value}`)}</span></label>`)}</div>
  </fieldset>`;
}
