// One point, checked by hand: a click on it shows the network's output for it and its loss, live.
import { html } from 'htm/preact';
import { className } from '../../maths/classes.js';
import { answerInUnits } from '../../maths/looks.js';
import { nearestPoint, nextPoint } from '../../maths/nearest.js';
import { answersOf, placesInUnits } from '../../state/units.js';
import { loss, number, t } from '../../text/texts.js';
import { DOMAIN, shareOf } from '../painting/points.js';
import { pointerPlace } from '../parts/elements.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Probe } from '../../types.js' */

const REACH = 14; // CSS pixels
/** Of more outputs only the largest is told. */
const FEW = 4;
const SPAN = DOMAIN.high - DOMAIN.low;
/** Which way through the points a key goes. @type {Record<string, 1 | -1>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Lies over the plane, takes the clicks and marks the point. Over the plot of a curve too, where the value is
 * upwards.
 * @param {{ store: Store, showTest: boolean, curve?: { limit: number } }} props  limit: the value at the top
 */
export function ProbeLayer({ store, showTest, curve }) {
  const probe = store.probe.value?.probe ?? null;
  const limit = curve?.limit ?? DOMAIN.high;
  const pick = (/** @type {MouseEvent} */ event) => {
    const at = pointerPlace(event);
    const x = DOMAIN.low + (at.x / at.width) * SPAN;
    const y = limit - (at.y / at.height) * 2 * limit;
    const reach = (REACH / at.width) * SPAN;
    const points = store.points.peek();
    const how = { up: /** @type {1 | 2} */ (curve ? 2 : 1), stretch: DOMAIN.high / limit };
    const train = points && nearestPoint(points.train, x, y, reach, how);
    const test = points && showTest ? nearestPoint(points.test, x, y, reach, how) : null;
    if (train !== null) store.probeAt({ set: 'train', index: train });
    else if (test !== null) store.probeAt({ set: 'test', index: test });
    else store.probeAt(probe ? null : { x: [x, curve ? 0 : y] });
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = STEPS[event.key];
    const train = store.points.peek()?.train;
    if (event.key === 'Escape') store.probeAt(null);
    if (!by || !train?.length) return;
    event.preventDefault();
    const present = store.probed();
    const index = present && 'set' in present && present.set === 'train' ? present.index : null;
    store.probeAt({ set: 'train', index: nextPoint(train, index, by, curve !== undefined) });
  };
  const label = t(curve ? 'probe.choose.curve' : 'probe.choose');
  return html`<div class="probe-layer" role="group" tabindex="0" aria-label=${label}
    onClick=${pick} onKeyDown=${onKeyDown}>
    ${probe && curve && html`<${CurveMark} probe=${probe} limit=${limit} />`}
    ${probe && !curve && html`<i class="probe-mark" style=${plotPlace(probe.x[0], probe.x[1], limit)}></i>`}
  </div>`;
}

/** The point of a curve, and the way from it to the network's answer.
 * @param {{ probe: Probe, limit: number }} props */
function CurveMark({ probe, limit }) {
  const within = (/** @type {number} */ value) => Math.max(-limit, Math.min(limit, value));
  const answer = within(/** @type {Float32Array} */ (probe.outputs.at(-1))[0]);
  const value = within(probe.label ?? answer);
  const height = `${(50 * Math.abs(answer - value)) / limit}%`;
  const line = { ...plotPlace(probe.x[0], Math.max(answer, value), limit), height };
  return html`<i class="probe-error" style=${line}></i>
    <i class="probe-mark" style=${plotPlace(probe.x[0], value, limit)}></i>`;
}

/** A place of the plot for the style sheet.
 * @param {number} x @param {number} y @param {number} limit  y at the top */
const plotPlace = (x, y, limit) => ({ left: `${100 * shareOf(x)}%`, top: `${(50 * (limit - y)) / limit}%` });

/** Target, output and loss of the point, in the line above the plane. @param {{ store: Store }} props */
export function ProbeLine({ store }) {
  const probe = store.probe.value?.probe ?? null;
  if (!probe) return null;
  const { n_classes: classes, experiment, table } = store.state.value.roomState;
  const answers = /** @type {Float32Array} */ (probe.outputs.at(-1));
  const [all, best] = [Array.from(answers), answers.indexOf(Math.max(...answers))];
  const many = () =>
    all.length > FEW
      ? `${className(table, best)} (${number(all[best], 2, true)})`
      : all.map((each) => number(each, 2, true)).join(' ');
  const isClass = (classes ?? 0) > 2;
  const range = answersOf(store);
  /** @param {number} value @param {[number, boolean?]} how of a number without units */
  const told = (value, how) => (range ? number(answerInUnits(value, range)) : number(value, ...how));
  const [[x], [y]] = placesInUnits(store, [[probe.x[0]], [probe.x[1]]]);
  const values = {
    n: (probe.index ?? 0) + 1,
    x: number(x, 2),
    y: number(y, 2),
    target: isClass ? className(table, probe.label ?? 0) : told(probe.label ?? 0, [2]),
    answer: answers.length === 1 ? told(answers[0], [3, true]) : many(),
    loss: loss(probe.loss),
    share: number(100 * (probe.share ?? 0), 1, true),
  };
  const key = probe.set ?? (experiment.problem === 'curve' ? 'place.curve' : 'place');
  const leave = t('probe.leave');
  return html`<span class="probe-line" aria-live="off">${t(`probe.${key}`, values)}</span>
    <button class="tiny" aria-label=${leave} title=${leave} onClick=${() => store.probeAt(null)}>✕</button>`;
}
