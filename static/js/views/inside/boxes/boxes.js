// A network built by hand: boxes that add up to the curve, straight pieces, or towers in the plane; how many,
// what they leave wrong, and the network of them taken over to be trained on.
import { html, lockNote, number, useEffect, useSignal } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { reasonOf } from '../parts/parts.js';
import { Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { builtOf } from './box_sections.js';
import { CurveOfBoxes, PlaneOfTowers } from './boxes_drawn.js';

/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Built } from './box_sections.js' */

/** By the numbers that the server gives them. */
const ACTIVATIONS = /** @type {const} */ (['step', 'sigmoid', 'relu']);
/** Of the plane there are towers, and none of ReLUs. */
const OF_PLANE = 2;

/** @typedef {'boxes' | 'pieces' | 'towers'} Kind */

/** What a network that is built changes, any of which may be closed. */
const ENTERED = ['by_hand', 'layers', 'hidden', 'activation'];

/** @param {InsideProps} props */
export function Boxes({ store, palette, canEdit }) {
  const { view, experiment } = store.state.value.roomState;
  const choices = choicesOf(view.inside);
  const parts = store.inside.value?.inside ?? [];
  const built = builtOf(parts);
  const n = built?.parts.length ?? 0;
  const of = choices.of ?? 0;
  const isCurve = experiment.problem === 'curve';
  const kind = isCurve ? (ACTIVATIONS[of] === 'relu' ? 'pieces' : 'boxes') : 'towers';
  const picked = useSignal(/** @type {number | null} */ (null));
  const chosen = picked.value !== null && picked.value < n ? picked.value : null;
  useEffect(() => {
    picked.value = null;
  }, [of, isCurve]);
  const pick = (/** @type {number} */ part) => {
    picked.value = part;
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || n === 0 || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    pick(chosen === null ? (by > 0 ? 0 : n - 1) : (chosen + by + n) % n);
  };
  const note = ENTERED.map(lockNote).find((each) => each !== undefined);
  const build = () => store.send({ type: 'build_boxes', activation: ACTIVATIONS[of], n });
  const kinds = ACTIVATIONS.slice(0, isCurve ? ACTIVATIONS.length : OF_PLANE).map(
    (each, k) => html`<button key=${each} class="text" aria-pressed=${k === of} disabled=${!canEdit}
      onClick=${() => choose(store, () => ({ of: k || undefined }))}>${say(`boxes.${each}`)}</button>`,
  );
  const drawing = { store, palette, built, chosen, pick, activation: ACTIVATIONS[of] };
  return html`<div class="inside-update" role="group" tabindex="0" aria-label=${say(`boxes.name.${kind}`)}
      onKeyDown=${onKeyDown}>
    <div class="boundary-title inside-phases inside-kinds">${kinds}</div>
    <div class="plot-place"><div class="plot inside-plot">${
      built && (isCurve ? built.curve : built.surface)
        ? html`<${isCurve ? CurveOfBoxes : PlaneOfTowers} ...${drawing} />`
        : html`<${Waits} reason=${reasonOf(parts)} />`
    }</div></div>
    <div class="foot inside-foot">${
      built &&
      html`<div class="boxes-many">
        <${HowMany} errors=${built.errors} n=${n} label=${say(`boxes.n.${kind}`)} canEdit=${canEdit}
          change=${(/** @type {number} */ wanted) => choose(store, () => ({ n: wanted }))} />
        <button class="boxes-build" disabled=${!canEdit || note !== undefined} title=${note}
          onClick=${build}>${say('boxes.train')}</button></div>
      <${Said} built=${built} kind=${kind} chosen=${chosen} neurons=${neurons(kind, n)} />`
    }</div></div>`;
}

/** How many hidden neurons so many parts have. @param {Kind} kind @param {number} n */
const neurons = (kind, n) => n * { boxes: 2, pieces: 1, towers: 5 }[kind];

/** The number of parts below the error of each number.
 * @param {{ errors: Float32Array, n: number, label: string, canEdit: boolean,
 *   change: (n: number) => void }} props */
function HowMany({ errors, n, label, canEdit, change }) {
  const most = Math.max(...errors) || 1;
  return html`<div class="boxes-errors">
    <svg viewBox=${`0.5 0 ${errors.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      ${Array.from(errors, (error, i) => {
        const height = Math.max(0.04, error / most);
        return html`<rect class=${i + 1 === n ? 'here' : ''} x=${i + 0.6} y=${1 - height} width="0.8"
          height=${height} />`;
      })}</svg>
    <input type="range" min="1" max=${errors.length} step="1" value=${n} disabled=${!canEdit}
      aria-label=${label} onInput=${(/** @type {InputEvent} */ event) =>
        change(Number(/** @type {HTMLInputElement} */ (event.currentTarget).value))} /></div>`;
}

/** @param {{ built: Built, kind: Kind, chosen: number | null, neurons: number }} props */
function Said({ built, kind, chosen, neurons }) {
  const n = built.parts.length;
  const count = say(`boxes.count.${kind}`, { n, all: neurons, error: number(built.errors[n - 1], 3, true) });
  const twice = built.errors[2 * n - 1];
  return html`<p class="inside-said" aria-live="polite"><span><b>${count}</b>
    ${twice !== undefined && ` ${say('boxes.twice', { n: 2 * n, error: number(twice, 3, true) })}`}</span>
    <span>${chosen === null ? say(`boxes.about.${kind}`) : partText(built, kind, chosen)}</span></p>`;
}

/** @param {Built} built @param {Kind} kind @param {number} i */
function partText({ parts }, kind, i) {
  const { low, high, height, weight } = parts[i];
  const short = (/** @type {number} */ value) => number(value, 2);
  const [from, to] = [low[0], high[0]];
  return say(`boxes.part.${kind}`, {
    i: i + 1,
    low: short(from),
    high: short(to),
    left: lessThan(from),
    right: lessThan(to),
    lowUp: short(low[1] ?? 0),
    highUp: short(high[1] ?? 0),
    height: short(height),
    weight: short(weight),
  });
}

/** What a step gets whose wall stands there. @param {number} wall */
const lessThan = (wall) => `x₁ ${wall < 0 ? '+' : '−'} ${number(Math.abs(wall), 2)}`;
