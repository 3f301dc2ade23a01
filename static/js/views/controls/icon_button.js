// Buttons with a sign in place of words.
import { html } from 'htm/preact';

/** Filled shapes in a square of 24. */
const SHAPES = {
  play: html`<path d="M6 3.5v17l15-8.5z" />`,
  pause: html`<rect x="5" y="4" width="5" height="16" rx="1" />
    <rect x="14" y="4" width="5" height="16" rx="1" />`,
  step: html`<path d="M5 4l11 8-11 8z" /><rect x="17.5" y="4" width="2.5" height="16" rx="1" />`,
  // A die: weights are drawn anew.
  reset: html`<path fill-rule="evenodd" d="M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1
    3-3zM8 6.2a1.8 1.8 0 1 0 .01 0zM16 6.2a1.8 1.8 0 1 0 .01 0zM12 10.2a1.8 1.8 0 1 0 .01 0zM8 14.2a1.8 1.8
    0 1 0 .01 0zM16 14.2a1.8 1.8 0 1 0 .01 0z" />`,
};
/** Lines in the same square; `size` in CSS pixels. */
const LINES = {
  undo: { d: 'M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3', size: 18, join: 'round' },
  redo: { d: 'M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h3', size: 18, join: 'round' },
  restart: { d: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5', size: 20, join: 'miter' },
};

/** @typedef {keyof typeof SHAPES | keyof typeof LINES} Sign */

/**
 * @param {{ sign: Sign, label: string, title?: string, press: () => unknown, disabled?: boolean,
 *   kind?: string }} props  title: if it is longer than the label; kind: a `worded` one shows its label too,
 *   where there is room
 */
export function IconButton({ sign, label, title = label, press, disabled, kind }) {
  return html`<button class=${kind} title=${title} aria-label=${label} disabled=${disabled} data-sign=${sign}
    onClick=${press}><${Icon} sign=${sign} />${kind === 'worded' && html`<span>${label}</span>`}</button>`;
}

/** @param {{ sign: Sign }} props */
export function Icon({ sign }) {
  if (sign in SHAPES) {
    return html`<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"
      >${SHAPES[/** @type {keyof typeof SHAPES} */ (sign)]}</svg>`;
  }
  const { d, size, join } = LINES[/** @type {keyof typeof LINES} */ (sign)];
  return html`<svg width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" stroke-linejoin=${join} aria-hidden="true"
    ><path d=${d} /></svg>`;
}
