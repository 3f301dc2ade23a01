// Buttons with a sign and a word.
import { html } from 'htm/preact';

/** Lines in a square of 24. */
const SIGNS = {
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  clock: 'M12 4a8 8 0 1 0 .01 0zM12 8v4l3 2',
  push: 'M4 12h11M11 7l5 5-5 5M20 5v14',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4v16l13-8z',
  note: 'M4 5h16v11h-9l-4 4v-4H4z',
  sliders: 'M6 4v9M6 17v3M12 4v3M12 11v9M18 4v7M18 15v5M4 15h4M10 9h4M16 13h4',
  gear: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 5v4M8 15v4',
};

/** @param {{ sign: keyof typeof SIGNS }} props */
export const Sign = ({ sign }) =>
  html`<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${SIGNS[sign]} /></svg>`;

/** @param {{ sign: keyof typeof SIGNS, label: string, press: () => unknown, kind?: string,
 *   pressed?: boolean, disabled?: boolean }} props */
export const Worded = ({ sign, label, press, kind = '', pressed, disabled }) =>
  html`<button class=${`text ${kind}`} aria-pressed=${pressed} disabled=${disabled}
    onClick=${press}><${Sign} sign=${sign} />${label}</button>`;

/** A choice of a few, as buttons beside each other.
 * @param {{ name: string, label: string, choices: readonly [string, string][], present: string,
 *   choose: (choice: string) => unknown }} props choices: values and what they are called */
export const Segments = ({ name, label, choices, present, choose }) =>
  html`<div class="segments" role="radiogroup" aria-label=${label}>${choices.map(
    ([value, text]) => html`<label key=${value}><input type="radio" name=${name} checked=${value === present}
      onChange=${() => choose(value)} /><span>${text}</span></label>`,
  )}</div>`;
