// How fast it trains, measured by what comes: epochs and updates a second.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

import { number, t } from '../texts.js';

const EVERY_MS = 1000;

/** @param {{ store: import('../main.js').Store, playing: boolean }} props */
export function Rate({ store, playing }) {
  const said = useSignal('');
  useEffect(() => {
    said.value = '';
    if (!playing) return;
    let before = { frame: store.frame.peek(), at: performance.now() };
    const measure = () => {
      const now = { frame: store.frame.peek(), at: performance.now() };
      said.value = rateBetween(before, now);
      before = now;
    };
    const timer = setInterval(measure, EVERY_MS);
    return () => clearInterval(timer);
  }, [playing]);
  return html`<div class="rate" aria-hidden="true">${said}</div>`;
}

/** @typedef {{ frame: import('../types.d.ts').Frame | null, at: number }} Seen  at: milliseconds */

/** @param {Seen} before @param {Seen} now */
export function rateBetween(before, now) {
  if (!before.frame || !now.frame || before.frame.generation !== now.frame.generation) return '';
  const seconds = (now.at - before.at) / 1000;
  const rate = (/** @type {number} */ count) => number(Math.round(count / seconds), 0);
  return t('rate', { epochs: rate(now.frame.epoch - before.frame.epoch), updates: rate(now.frame.updates - before.frame.updates) });
}
