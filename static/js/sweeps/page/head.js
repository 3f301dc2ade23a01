// The bar of the page of sweeps: the way back, how far it is, how good the best is, and what steers it.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { number } from '../../text/texts.js';
import { csvOf } from '../asking.js';
import { TakeReport } from '../report/take_report.js';
import { say } from '../saying.js';
import { bestOf } from '../summary.js';
import { measured } from '../words.js';
import { CHARTS } from './results.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Status } from '../told.js' */
/** @import { Desk } from './desk.js' */

/** So many seeds more at one press. */
const MORE_SEEDS = 1;

/** @param {{ desk: Desk, catalogue: Catalogue }} props */
export function Head({ desk, catalogue }) {
  const status = desk.sweep.status.value;
  return html`<header class="bar">
    <a class="square" href="./" aria-label=${say('back')} title=${say('back')}
      ><svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M19 12H5M11 6l-6 6 6 6" />
      </svg></a>
    <h1 class="brand">${say('title')}</h1>
    ${status && html`<${Progress} status=${status} /><${Figures} desk=${desk} status=${status} />`}
    ${status && html`<${Steering} desk=${desk} status=${status} catalogue=${catalogue} />`}
  </header>`;
}

/** @param {{ status: Status }} props */
function Progress({ status: { n_done, n_trials, state, seconds, seconds_left } }) {
  const share = n_trials > 0 ? Math.min(1, n_done / n_trials) : 0;
  const isRunning = state === 'running';
  const time =
    isRunning && seconds_left !== null
      ? say('left', { time: timeText(seconds_left) })
      : isRunning
        ? ''
        : `${say(`state.${state}`)} · ${timeText(seconds)}`;
  const text = say('done', { done: number(n_done), all: number(n_trials) });
  return html`<div class="progress" data-state=${state}>
    <p><span>${text}</span><span>${time}</span></p>
    <progress max=${n_trials} value=${n_done} aria-label=${text}
      >${number(100 * share, 0)} %</progress></div>`;
}

/** @param {number} seconds */
export function timeText(seconds) {
  if (seconds < 10) return say('time.seconds', { n: number(seconds, 1, true) });
  if (seconds < 90) return say('time.seconds', { n: number(seconds, 0) });
  if (seconds < 5400) return say('time.minutes', { n: number(seconds / 60, 0) });
  return say('time.hours', { n: number(seconds / 3600, 1) });
}

/** @param {{ desk: Desk, status: Status }} props */
function Figures({ desk, status }) {
  const { measure } = status.order;
  const best = useComputed(() => bestOf(desk.sweep.rows.value, status.is_largest_best)).value;
  const figure = (/** @type {string} */ name, /** @type {string} */ value) =>
    html`<div class="figure" data-figure=${name}><span class="label">${say(name)}</span>
      <b>${value}</b></div>`;
  return html`<div class="figures">
    ${figure(`best.${measure}`, measured(measure, best?.value ?? null))}
    ${status.state === 'running' && figure('training', number(status.n_training))}</div>`;
}

/** What can be done with it; who only watches can take it away.
 * @param {{ desk: Desk, status: Status, catalogue: Catalogue }} props */
function Steering({ desk, status, catalogue }) {
  const { id, state, n_done } = status;
  const isSure = useSignal(false);
  const isOurs = desk.secret !== null;
  const isBusy = desk.busy.value !== '';
  const isOver = state === 'done' || state === 'stopped';
  const button = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {() => void} */ press) =>
    html`<button class=${`text ${kind}`} key=${name} disabled=${isBusy} onClick=${press}
      onBlur=${() => (isSure.value = false)}>${say(name)}</button>`;
  const steer = (/** @type {'pause' | 'go_on' | 'more_seeds'} */ what, kind = '', values = {}) =>
    button(what, kind, () => desk.steer(what, values));
  const stop = () => (isSure.value ? desk.steer('stop') : (isSure.value = true));
  return html`<div class="right">
    ${n_done > 0 && html`<a class="quiet" href=${csvOf(id)} download>${say('csv')}</a>`}
    ${
      n_done > 0 &&
      html`<${TakeReport} status=${status} rowsNow=${() => desk.sweep.rows.peek()} charts=${CHARTS}
        catalogue=${catalogue} />`
    }
    ${isOurs && (state === 'done' || state === 'paused') && steer('more_seeds', '', { n: MORE_SEEDS })}
    ${isOurs && !isOver && button(isSure.value ? 'stop.sure' : 'stop', isSure.value ? 'sure' : '', stop)}
    <button class="text outlined-inline" onClick=${desk.another}>${say('another')}</button>
    ${isOurs && state === 'running' && steer('pause', 'strong')}
    ${isOurs && state === 'paused' && steer('go_on', 'strong')}
  </div>`;
}
