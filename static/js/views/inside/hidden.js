// A hidden layer: where it puts the points, and what it makes of the plane's squared paper; from the inputs
// through every layer to the output.
import { html, List, number, percent, useDrawing, useEffect, useRef, useSignal, useSizeOf } from '#page';
import { choicesOf, choose } from './choices.js';
import { paintStage } from './painting.js';
import { reasonOf } from './parts.js';
import { Waits } from './pieces.js';
import { say } from './saying.js';
import { between, stagesOf } from './stages.js';

/** @import { Choices } from './choices.js' */
/** @import { Stage } from './stages.js' */
/** @import { InsideProps } from './inside.js' */

/** As near to a layer as that the slider is at it. */
const SNAP = 0.06;

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
  const { view, experiment } = store.state.value.roomState;
  const parts = store.inside.value?.inside ?? [];
  const stages = stagesOf(parts);
  const last = Math.max(1, (stages.length || experiment.hidden.length + 2) - 1);
  const choices = choicesOf(view.inside);
  /** Where the slider is until everybody is there. */
  const moving = useSignal(/** @type {number | null} */ (null));
  const at = Math.min(last, moving.value ?? choices.at ?? last - 1);
  useEffect(() => {
    moving.value = null;
  }, [choices.at]);

  const goTo = (/** @type {number} */ place) => {
    moving.value = place;
    choose(store, () => ({ at: place }));
  };

  const pick = (/** @type {Choices} */ changes) => choose(store, () => changes);
  const slide = (/** @type {Event} */ event) => {
    const wanted = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    goTo(Math.abs(wanted - Math.round(wanted)) < SNAP ? Math.round(wanted) : wanted);
  };

  const draw = () => {
    const [from, to] = [stages[Math.floor(at)], stages[Math.ceil(at)]];
    if (canvas.current && from && to)
      paintStage(canvas.current, palette, stageBetween(from, to, at % 1), store.points.peek());
  };
  const ask = useDrawing(draw, () => [store.inside.value, store.points.value]);
  useEffect(ask, [at, palette]);
  useSizeOf(canvas, draw, []);

  const stage = stages[Math.round(at)];
  const name = nameOf(Math.round(at), last);
  const isBetween = at % 1 !== 0;
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
      <div class="plot inside-plot"><canvas ref=${canvas} role="img" data-testid="inside"
        aria-label=${say('hidden.picture', { stage: said })}></canvas>
        ${!stage && html`<${Waits} reason=${reasonOf(parts)} />`}
        ${stage && !isBetween && html`<${Reach} reach=${stage.reach} />`}</div>
    </div>
    <div class="foot inside-foot">
      ${
        stage && stage.n > 1 && !isBetween
          ? html`<${Axes} stage=${stage} pick=${pick} canEdit=${canEdit} />`
          : html`<span class="axes">${said}</span>`
      }
      ${
        stage &&
        html`<${Said} stages=${stages} at=${Math.round(at)}
          isNumber=${experiment.problem !== 'classification'} />`
      }
    </div>`;
}

/** What stands at a stop of the slider. @param {number} l @param {number} last */
const stopName = (l, last) =>
  l === 0 ? say('hidden.stop.inputs') : l === last ? say('hidden.stop.output') : number(l);

/** Where something stands below a stop of the slider. @param {number} l @param {number} last */
function placeOf(l, last) {
  const share = `${(100 * l) / last}%`;
  return { left: share, transform: `translateX(-${share})` };
}

/** What is seen, in words. @param {{ stages: Stage[], at: number, isNumber: boolean }} props */
function Said({ stages, at, isNumber }) {
  const { n, axes, spread, apart, cuts } = stages[at];
  const isLast = at === stages.length - 1;
  const next = cuts.length / 3;
  return html`<p class="inside-said">
    ${
      Number.isFinite(apart) &&
      html`<b>${say(isNumber ? 'hidden.fitted' : 'hidden.separable', { share: percent(apart) })}</b>
        <${Apart} stages=${stages} at=${at} isNumber=${isNumber} />`
    }
    ${n === 1 && ` ${say('hidden.one')}`}
    ${n > 2 && axes[0] === 0 && ` ${say('hidden.spread', { share: percent(spread) })}`}
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

/** Which neurons of a larger layer are the axes.
 * @param {{ stage: Stage, pick: (changes: Choices) => void, canEdit: boolean }} props */
function Axes({ stage: { n, axes }, pick, canEdit }) {
  const place = (/** @type {0 | 1} */ axis, /** @type {number} */ chosen) => {
    if (chosen === 0) return pick({ across: undefined, up: undefined });
    const beside = axes[1 - axis];
    const other = beside && beside !== chosen ? beside : chosen === 1 ? 2 : 1;
    pick(axis === 0 ? { across: chosen, up: other } : { across: other, up: chosen });
  };
  const list = (/** @type {'across' | 'up'} */ key, /** @type {0 | 1} */ axis) => {
    const texts = [say('hidden.component', { n: axis + 1 })];
    for (let i = 1; i <= n; i++) texts.push(say('hidden.neuron', { n: i }));
    const label = say(`hidden.${key}`);
    const change = (/** @type {number} */ chosen) => place(axis, chosen);
    return html`<label><span aria-hidden="true">${axis ? '↑' : '→'}</span>
      <${List} label=${label} testId=${`inside-${key}`} texts=${texts} present=${axes[axis]}
      disabled=${!canEdit} change=${change} /></label>`;
  };
  return html`<span class="axes">${list('across', 0)}${list('up', 1)}</span>`;
}

/** What stands at the ends of both axes. @param {{ reach: number }} props */
function Reach({ reach }) {
  const [low, high] = [-reach, reach].map((each) => number(Number(each.toPrecision(2))));
  return html`<span class="tick across" style="left:0">${low}</span>
    <span class="tick across" style="left:50%;transform:translateX(-50%)">0</span>
    <span class="tick across" style="right:0">${high}</span>`;
}

/** @param {Stage} from @param {Stage} to @param {number} share of the way @returns {Stage} */
function stageBetween(from, to, share) {
  if (share === 0) return from;
  return {
    ...from,
    points: between(from.points, to.points, share),
    paper: between(from.paper, to.paper, share),
    cuts: new Float32Array(0),
  };
}
