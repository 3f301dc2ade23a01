// A hidden layer: where it puts the points, and what it makes of the plane's squared paper; from the inputs
// through every layer to the output.
import { html, number, percent, useDrawing, useEffect, useRef, useSignal, useSizeOf } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { paintStage } from '../parts/painting.js';
import { reasonOf } from '../parts/parts.js';
import { Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { stageBetween, stagesOf } from '../parts/stages.js';
import { TURNABLE, useTurning } from '../parts/turning.js';
import { axesOf } from './axes.js';
import { Axes, nameOfAxis } from './axes_of_layer.js';
import { paintDeep } from './deep.js';

/** @import { Choices } from '../parts/choices.js' */
/** @import { Stage } from '../parts/stages.js' */
/** @import { InsideProps } from '../parts/parts.js' */

/** As near to a layer as that the slider is at it. */
const SNAP = 0.06;
/** From where a space is seen at first. */
const EYE = { turn: 30, tilt: 72 };
/** From straight above to straight below. */
const TILTS = /** @type {const} */ ([0, 180]);

/** The layer's output is behind its number. @param {number} at @param {number} last */
const nameOf = (at, last) =>
  at === 0
    ? say('hidden.stage.inputs')
    : at === last
      ? say('hidden.stage.output')
      : say('hidden.stage.layer', { n: at });

/** @param {InsideProps} props */
export function Hidden({ store, palette, canEdit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { roomState, notices, phase } = store.state.value;
  const { view, experiment } = roomState;
  const parts = store.inside.value?.inside ?? [];
  const stages = stagesOf(parts);
  const last = Math.max(1, (stages.length || experiment.hidden.length + 2) - 1);
  const choices = choicesOf(view.inside);
  /** Where the slider is until everybody is there, at the place that was told last. */
  const moving = useSignal(/** @type {number | null} */ (null));
  const at = Math.min(last, moving.value ?? choices.at ?? last - 1);
  useEffect(() => {
    if (choicesOf(store.wanted().view.inside).at === choices.at) moving.value = null;
  }, [choices.at, notices, phase]);

  const goTo = (/** @type {number} */ place) => {
    moving.value = place;
    choose(store, () => ({ at: place }));
  };

  const pick = (/** @type {Choices} */ changes) => choose(store, () => changes);
  const slide = (/** @type {Event} */ event) => {
    const wanted = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    goTo(Math.abs(wanted - Math.round(wanted)) < SNAP ? Math.round(wanted) : wanted);
  };

  const isBetween = at % 1 !== 0;
  const { eye, handlers } = useTurning(store, EYE, TILTS, canEdit);
  const draw = () => {
    const [from, to] = [stages[Math.floor(at)], stages[Math.ceil(at)]];
    if (!canvas.current || !from || !to) return;
    const seen = stageBetween(from, to, at % 1);
    if (!seen.isDeep) return paintStage(canvas.current, palette, seen, store.points.peek());
    const names = isBetween ? [] : from.axes.map(nameOfAxis);
    paintDeep(canvas.current, palette, seen, store.points.peek(), { eye, names });
  };
  const ask = useDrawing(draw, () => [store.inside.value, store.points.value]);
  useEffect(ask, [at, palette, eye.turn, eye.tilt]);
  useSizeOf(canvas, draw, []);

  const stage = stages[Math.round(at)];
  const isDeep = stage?.isDeep ?? false;
  const name = nameOf(Math.round(at), last);
  const said = isBetween
    ? say('hidden.between', { from: nameOf(Math.floor(at), last), to: nameOf(Math.ceil(at), last) })
    : name;
  const stop = (/** @type {number} */ l) =>
    html`<span key=${l} class=${at === l ? 'here' : ''} style=${placeOf(l, last)}>
      ${stopName(l, last)}</span>`;
  return html`<div class="boundary-title inside-way">
      <input type="range" min="0" max=${last} step="0.05" value=${at} disabled=${!canEdit}
        aria-label=${say('hidden.at')} aria-valuetext=${said} onInput=${slide} />
      <div aria-hidden="true">${Array.from({ length: last + 1 }, (_, l) => stop(l))}</div>
    </div>
    <div class="plot-place">
      <div class=${isDeep ? 'plot inside-plot turnable' : 'plot inside-plot'}
        ...${isDeep ? { ...handlers, ...TURNABLE, 'aria-label': say('turn') } : {}}>
        <canvas ref=${canvas} role="img" data-testid="inside"
          aria-label=${say('hidden.picture', { stage: said })}></canvas>
        ${!stage && html`<${Waits} reason=${reasonOf(parts)} />`}
        ${stage && !isDeep && !isBetween && html`<${Reach} reach=${stage.reach} />`}</div>
    </div>
    <div class="foot inside-foot">
      ${
        stage && stage.n > 1 && !isBetween
          ? html`<${Axes} shown=${axesOf(choices, stage.n)} pick=${pick} canEdit=${canEdit} />`
          : html`<span class="axes">${said}</span>`
      }
      ${
        stage &&
        html`<${Said} stages=${stages} at=${Math.round(at)}
          isNumber=${experiment.problem !== 'classification'} />`
      }
    </div>`;
}

/** So many stops have room for the whole names of the first and the last. */
const ROOMY = 5;

/** What stands at a stop of the slider. @param {number} l @param {number} last */
function stopName(l, last) {
  if (l > 0 && l < last) return number(l);
  const name = l === 0 ? 'hidden.stop.inputs' : 'hidden.stop.output';
  return say(last < ROOMY ? name : `${name}.short`);
}

/** Where something stands below a stop of the slider. @param {number} l @param {number} last */
function placeOf(l, last) {
  const share = `${(100 * l) / last}%`;
  return { left: share, transform: `translateX(-${share})` };
}

/** What is seen, in words. @param {{ stages: Stage[], at: number, isNumber: boolean }} props */
function Said({ stages, at, isNumber }) {
  const { n, axes, isDeep, spread, apart, cuts } = stages[at];
  const isLast = at === stages.length - 1;
  const next = cuts.length / 3;
  const isSome = n > axes.length && axes[0] === 0;
  return html`<p class="inside-said">
    ${
      Number.isFinite(apart) &&
      html`<b>${say(isNumber ? 'hidden.fitted' : 'hidden.separable', { share: percent(apart) })}</b>
        <${Apart} stages=${stages} at=${at} isNumber=${isNumber} />`
    }
    ${n === 1 && ` ${say('hidden.one')}`}
    ${isSome && ` ${say(isDeep ? 'hidden.spread.deep' : 'hidden.spread', { share: percent(spread) })}`}
    ${!isLast && ` ${next === 1 ? say('hidden.cut') : say('hidden.cuts', { n: next })}`}</p>`;
}

/** The same in every layer, as far as it is known: a bar and a number below each stop of the slider.
 * @param {{ stages: Stage[], at: number, isNumber: boolean }} props */
function Apart({ stages, at, isNumber }) {
  const last = stages.length - 1;
  const known = stages.flatMap(({ apart }, l) => (Number.isFinite(apart) ? [{ apart, l }] : []));
  const words = known.map(({ apart, l }) => `${nameOf(l, last)} ${number(100 * apart, 0)}`).join(', ');
  const bar = (/** @type {{ apart: number, l: number }} */ { apart, l }) => {
    const height = `${Math.round(100 * Math.max(0, apart))}%`;
    return html`<span key=${l} class=${at === l ? 'here' : ''} style=${placeOf(l, last)}>
      <i><i style=${{ height }}></i></i>${number(100 * apart, 0)}</span>`;
  };
  const label = say(isNumber ? 'hidden.fitted.all' : 'hidden.separable.all', { shares: words });
  return html`<span class="inside-apart" role="img" aria-label=${label}>${known.map(bar)}</span>`;
}

/** What stands at the ends of both axes. @param {{ reach: number }} props */
function Reach({ reach }) {
  const [low, high] = [-reach, reach].map((each) => number(Number(each.toPrecision(2))));
  return html`<span class="tick across" style="left:0">${low}</span>
    <span class="tick across" style="left:50%;transform:translateX(-50%)">0</span>
    <span class="tick across" style="right:0">${high}</span>`;
}
