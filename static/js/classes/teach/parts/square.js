// A square that leads to an address of this server, and the address in full.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { typedAddress } from './durations.js';
import { say } from './texts.js';

/** @typedef {{ address: string, svg: string }} SquareShown */

/** What the server has drawn, by path. */
const drawn = signal(/** @type {Record<string, SquareShown>} */ ({}));
/** @type {Set<string>} */
const asked = new Set();

/** The square of a path of this server; null until it has come. @param {string | null} path */
export function useSquare(path) {
  useEffect(() => {
    if (path === null || asked.has(path)) return;
    asked.add(path);
    fetch('square', { method: 'POST', body: path })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((found) => (drawn.value = { ...drawn.peek(), [path]: found }))
      .catch(() => asked.delete(path)); // the next view asks again
  }, [path]);
  return path === null ? null : (drawn.value[path] ?? null);
}

/** Where people join, for reading; '' until it has come. @param {SquareShown | null} square */
export const joinText = (square) => (square ? say('join.at', { address: typedAddress(square.address) }) : '');

/** @param {{ square: SquareShown | null, label: string }} props */
export function Square({ square, label }) {
  const src = square && `data:image/svg+xml,${encodeURIComponent(square.svg)}`;
  return html`<span class="square">${src && html`<img src=${src} alt=${label} />`}</span>`;
}
