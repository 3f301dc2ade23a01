// The teacher has paused the class: said over the page, and aside when somebody wants to see the network.
import { html, useLayoutEffect, useState } from '#page';
import { say } from './saying.js';

/** @param {{ sentence: string | null }} props null: nothing is paused */
export function Pause({ sentence }) {
  const [isAside, setAside] = useState(false);
  useLayoutEffect(() => setAside(false), [sentence]);
  const isPaused = sentence !== null;
  return html`<div class=${`class-pause ${isPaused && !isAside ? 'over' : ''}`} role="status">
    ${
      isPaused &&
      (isAside
        ? html`<p><b>${say('paused.short')}.</b> ${sentence}</p>`
        : html`<div><h2>${say('paused')}</h2>${sentence && html`<p>${sentence}</p>`}
          <button class="text" onClick=${() => setAside(true)}>${say('show.network')}</button></div>`)
    }</div>`;
}
