// The signs of a lesson.
import { html } from '#page';

/** Something is done. */
export const Check = () =>
  html`<svg class="sign" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
    ><path d="M4 13l5 5L20 6" /></svg>`;

/** Something is left to do. */
export const Ring = () =>
  html`<svg class="sign" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.6" aria-hidden="true"><circle cx="12" cy="12" r="9" /></svg>`;

/** Somebody has an idea. */
export const Bulb = () =>
  html`<svg class="sign" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" aria-hidden="true"
    ><path d="M9 21h6M9.5 17.5c0-3-3.5-4-3.5-8a6 6 0 0 1 12 0c0 4-3.5 5-3.5 8z" /></svg>`;
