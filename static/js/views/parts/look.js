// How this browser shows the page, kept in the browser: theme, colours, and what it has seen.
import { signal } from '@preact/signals';
import { t } from '../../text/texts.js';

export const THEMES = ['light', 'dark', 'projector'];
export const PALETTES = ['orange', 'purple'];

const page = document.documentElement;

/** The present theme and palette; a view that reads it is drawn again when it changes. */
export const look = signal({
  theme: page.dataset.theme ?? 'light',
  palette: page.dataset.palette ?? 'orange',
});

/** What the colours of both labels are called.
 * @type {Record<string, [negative: string, positive: string]>} */
const COLOURS = { orange: ['orange', 'blue'], purple: ['purple', 'green'] };

/** The colours of the present palette, for sentences. */
export function coloursInWords() {
  const [negative, positive] = COLOURS[look.value.palette];
  return { negative: t(`colour.${negative}`), positive: t(`colour.${positive}`) };
}

/** @param {string} theme */
export function chooseTheme(theme) {
  page.dataset.theme = theme;
  remember('theme', theme);
  look.value = { ...look.value, theme };
}

/** The next theme in turn. */
export const switchTheme = () => chooseTheme(THEMES[(THEMES.indexOf(look.value.theme) + 1) % THEMES.length]);

/** @param {string} palette */
export function choosePalette(palette) {
  page.dataset.palette = palette;
  remember('palette', palette);
  look.value = { ...look.value, palette };
}

/** A browser that keeps nothing forgets the choice with the page.
 * @param {string} name @param {string} value */
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
