// What is said beside the results: how the connection is, why a sweep does not go on, how long it is kept.
import { useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { whyRefused } from '../../text/later.js';
import { reasonText } from '../../text/reasons.js';
import { say } from '../saying.js';
import { TEXTS } from '../texts.js';
import { dateInWords } from '../words.js';

/** @import { Desk } from './desk.js' */

/** @param {{ desk: Desk }} props */
export function Said({ desk }) {
  const { kind } = desk.sweep.standing.value;
  const status = desk.sweep.status.value;
  const failed = useSignal('');
  useSignalEffect(() => {
    const error = desk.failure.value;
    if (!error) failed.value = '';
    else whyRefused(error, TEXTS).then((text) => (failed.value = text));
  });
  const isThere = kind === 'none' || kind === 'there';
  return html`<div class="said" role="status">
    ${!isThere && html`<p class=${kind}>${say(kind)}</p>`}
    ${status?.why && html`<p class="why">${reasonText(status.why, true)}</p>`}
    ${failed.value && html`<p class="wrong">${failed.value}</p>`}
    ${status && desk.secret === null && html`<p>${say('watching')}</p>`}
  </div>`;
}

/** How long it is kept. @param {{ desk: Desk }} props */
export function Terms({ desk }) {
  const status = desk.sweep.status.value;
  if (!status) return null;
  const until = (/** @type {number} */ seconds) => dateInWords(1000 * seconds, { dateStyle: 'medium' });
  const text = status.ends_at === null ? say('memory') : say('until', { until: until(status.ends_at) });
  return html`<p class="soft terms">${text}</p>`;
}
