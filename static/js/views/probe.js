// One point, checked by hand: a click on it shows what the network answers and what that costs, live while it trains.
import { html } from 'htm/preact';

import { nearestPoint } from '../nearest.js';
import { loss, number, t } from '../texts.js';
import { DOMAIN } from './heatmap.js';

/** @typedef {import('../main.js').Store} Store */

const REACH = 14; // CSS pixels

/** Lies over the plane, takes the clicks and marks the point. @param {{ store: Store, showTest: boolean }} props */
export function ProbeLayer({ store, showTest }) {
  const probe = store.probe.value?.probe ?? null;
  const span = DOMAIN.high - DOMAIN.low;
  const pick = (/** @type {MouseEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const x = DOMAIN.low + ((event.clientX - box.left) / box.width) * span;
    const y = DOMAIN.high - ((event.clientY - box.top) / box.height) * span;
    const reach = (REACH / box.width) * span;
    const points = store.points.peek();
    const train = points && nearestPoint(points.train, x, y, reach);
    const test = points && showTest ? nearestPoint(points.test, x, y, reach) : null;
    if (train !== null) store.probeAt({ set: 'train', index: train });
    else if (test !== null) store.probeAt({ set: 'test', index: test });
    else store.probeAt(probe ? null : { x: [x, y] });
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const count = (store.points.peek()?.train.length ?? 0) / 3;
    if (event.key === 'Escape') store.probeAt(null);
    if (!by || !count) return;
    event.preventDefault();
    const index = probe?.set === 'train' ? /** @type {number} */ (probe.index) + by : 0;
    store.probeAt({ set: 'train', index: (index + count) % count });
  };
  const place = probe && { left: `${((probe.x[0] - DOMAIN.low) / span) * 100}%`, top: `${((DOMAIN.high - probe.x[1]) / span) * 100}%` };
  return html`<div class="probe-layer" role="group" tabindex="0" aria-label=${t('probe.choose')} onClick=${pick} onKeyDown=${onKeyDown}>
    ${place && html`<i class="probe-mark" style=${place}></i>`}</div>`;
}

/** What is said of the point, in the line above the plane. @param {{ store: Store }} props */
export function ProbeLine({ store }) {
  const probe = store.probe.value?.probe ?? null;
  if (!probe) return null;
  const answers = /** @type {Float32Array} */ (probe.outputs.at(-1));
  const answer = answers.length === 1 ? number(answers[0], 3, true) : Array.from(answers, (each) => number(each, 2, true)).join(' ');
  const isClass = (store.state.value.roomState.n_classes ?? 0) > 2; // classes are numbered from 1 on the page
  const target = number((probe.label ?? 0) + (isClass ? 1 : 0), 2);
  const values = { n: (probe.index ?? 0) + 1, x: number(probe.x[0], 2), y: number(probe.x[1], 2), target, answer, loss: loss(probe.loss), share: number(100 * (probe.share ?? 0), 1, true) };
  const key = probe.set === null ? 'probe.place' : probe.set === 'train' ? 'probe.train' : 'probe.test';
  return html`<span class="probe-line" aria-live="off">${t(key, values)}</span><button class="tiny" aria-label=${t('probe.leave')} title=${t('probe.leave')} onClick=${() => store.probeAt(null)}>✕</button>`;
}

/**
 * The arithmetic of one neuron for the point: what comes in, the sum, what goes out; null without a point.
 * @param {import('../types.d.ts').Probe | null} probe @param {number} layer @param {number} neuron
 */
export function arithmeticOf(probe, layer, neuron) {
  const inputs = probe?.outputs[layer - 1];
  const potentials = probe?.potentials[layer - 1];
  if (!probe || !inputs || !potentials || neuron >= potentials.length) return null;
  return { inputs, potential: potentials[neuron], output: probe.outputs[layer][neuron] };
}
