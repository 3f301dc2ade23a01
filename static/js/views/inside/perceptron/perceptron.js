// One neuron by the perceptron rule: an example at a time, its line turning towards those it is wrong about.
import { html, number, useDrawing, useEffect, useRef, useSignal, useSizeOf } from '#page';
import { cssColour } from '../../../maths/colours.js';
import { emptied } from '../../painting/canvas.js';
import { addPoints, radiusOf } from '../../painting/points.js';
import { choicesOf, choose } from '../parts/choices.js';
import { reasonOf } from '../parts/parts.js';
import { equationOf, pointsOf, Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { ruleOf, sideOf, stripOf, turnedRound } from './rule.js';

/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Palette } from '../../painting/palette.js' */
/** @import { Points } from '../../../types.js' */
/** @import { Line } from '../parts/line_sections.js' */
/** @import { Rule } from './rule.js' */

/** Between two mistakes while it runs, in milliseconds. */
const PACE = 300;
/** How long the arrow of a line is, in units of the plane. */
const ARROW = 0.8;

/** @param {InsideProps} props */
export function Perceptron({ store, palette, canEdit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const isRunning = useSignal(false);
  const parts = store.inside.value?.inside ?? [];
  const rule = ruleOf(parts);
  const draw = () => {
    if (canvas.current && rule) paintSides(canvas.current, palette, rule.now, store.points.peek());
  };
  const ask = useDrawing(draw, () => [store.inside.value, store.points.value]);
  useEffect(ask, [palette]);
  useSizeOf(canvas, draw, []);

  const goTo = (/** @type {number | null} */ at) => {
    if (rule && at !== null) choose(store, () => ({ at: Math.max(0, Math.min(rule.end, at)) }));
  };
  const step = (/** @type {number} */ by) => {
    if (!rule) return;
    choose(store, ({ at = 0 }) => ({ at: Math.max(0, Math.min(rule.end, Math.min(at, rule.end) + by)) }));
  };
  const toMistake = (/** @type {number} */ by) => goTo(by > 0 ? later(rule) : (rule?.earlier ?? 0));
  const isAtEnd = rule !== null && rule.visits >= rule.end;
  const isWanted = rule?.visits === Math.min(rule?.end ?? 0, chosen(store));
  useEffect(() => {
    if (!isRunning.value || !isWanted) return;
    if (isAtEnd || !canEdit) {
      isRunning.value = false;
      return;
    }
    const timer = setTimeout(() => toMistake(1), PACE);
    return () => clearTimeout(timer);
  }, [isRunning.value, rule?.visits, isWanted, canEdit]);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!by || !canEdit) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey && Number.isFinite(by)) toMistake(by);
    else step(by);
  };
  const run = () => {
    if (!isRunning.value && isAtEnd) goTo(0);
    isRunning.value = !isRunning.value;
  };
  const stepper = (/** @type {string} */ of, /** @type {(by: number) => void} */ go) =>
    html`<span class="inside-stepper">${[-1, 1].map((by) => {
      const label = say(`rule.${of}.${by < 0 ? 'back' : 'next'}`);
      return html`${by > 0 && say(`rule.${of}`)}<button class="small" aria-label=${label} title=${label}
        disabled=${!canEdit || !rule || (by < 0 ? rule.visits === 0 : isAtEnd)}
        onClick=${() => go(by)}>${by < 0 ? '←' : '→'}</button>`;
    })}</span>`;
  return html`<div class="inside-update" role="group" tabindex="0" aria-label=${say('rule.name')}
      onKeyDown=${onKeyDown}>
    <div class="boundary-title inside-phases">${stepper('example', step)}${stepper('mistake', toMistake)}
      <button class="text" aria-pressed=${isRunning.value} disabled=${!canEdit || !rule}
        onClick=${run}>${say(isRunning.value ? 'rule.stop' : 'rule.run')}</button></div>
    <div class="plot-place"><div class="plot inside-plot">
      <canvas ref=${canvas} role="img" aria-label=${say('rule.picture')} data-testid="inside"></canvas>
      ${rule ? html`<${Drawing} rule=${rule} />` : html`<${Waits} reason=${reasonOf(parts)} />`}</div></div>
    <div class="foot inside-foot">${rule && html`<${Said} rule=${rule} />`}</div></div>`;
}

/** The visit of the next mistake, or of the end. @param {Rule | null} rule */
const later = (rule) => rule && (rule.later ?? rule.end);

/** How many visits are chosen. @param {InsideProps['store']} store */
const chosen = (store) => choicesOf(store.state.value.roomState.view.inside).at ?? 0;

/** The line before and after, the example, and what lies between the classes or clashes.
 * @param {{ rule: Rule }} props */
function Drawing({ rule: { before, now, best, bound, example, clash } }) {
  const sides = [-1, 1].map((side) => clash.filter(({ label }) => label > 0 === side > 0));
  return html`<svg class="neuron-lines of-rule" viewBox="-6 -6 12 12" aria-hidden="true">
    ${best && bound && html`<polygon class="gap" points=${pointsOf(stripOf(best, bound.gap))} />`}
    ${sides.map(
      (side) => side.length > 1 && html`<polygon points=${pointsOf(side.map(({ x, y }) => [x, y]))} />`,
    )}
    ${clash.map(
      ({ x, y }) => html`<rect class="clash" x=${x - 0.24} y=${-y - 0.24} width="0.48" height="0.48" />`,
    )}
    ${example?.isMistake && before.ends && html`<${Straight} line=${before} of="was" />`}
    ${now.ends && html`<${Straight} line=${now} of="is" />`}
    ${example && html`<circle class="example" cx=${example.x} cy=${-example.y} r="0.36" />`}</svg>`;
}

/** A line, and for the present one the side that it takes for the class above 0.
 * @param {{ line: Line, of: 'was' | 'is' }} props */
function Straight({ line: { ends, normal }, of }) {
  const [x1, y1, x2, y2] = ends ?? [];
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const length = Math.hypot(...normal) || 1;
  const [dx, dy] = [(ARROW * normal[0]) / length, (ARROW * normal[1]) / length];
  const stroke = (/** @type {string} */ name) =>
    html`<line class=${name} x1=${x1} y1=${-y1} x2=${x2} y2=${-y2} />`;
  return html`<g class=${of}>${stroke('halo')}${stroke('stroke')}${
    of === 'is' &&
    html`<line class="stroke" x1=${x} y1=${-y} x2=${x + dx} y2=${-(y + dy)} />
      <circle class="head" cx=${x + dx} cy=${-(y + dy)} r="0.13" />`
  }</g>`;
}

/** @param {{ rule: Rule }} props */
function Said({ rule: { visits, mistakes, isDone, end, example, bound, now } }) {
  const present = isDone
    ? 'rule.done'
    : !example
      ? 'rule.begin'
      : example.isMistake
        ? 'rule.wrong'
        : 'rule.right';
  return html`<p class="inside-said" aria-live="polite"><span>
      <b>${say('rule.count', { visits: number(visits, 0), mistakes: number(mistakes, 0) })}</b>
      ${example && ` ${equationOf(now)} = 0.`} ${say(present)}
      ${!isDone && bound && visits === end && ` ${say('rule.end', { visits: number(end, 0) })}`}</span>
    <span>${
      bound
        ? say('rule.bound', {
            reach: number(Number(bound.reach.toPrecision(4)), 6),
            gap: number(Number(bound.gap.toPrecision(4)), 6),
            most: number(Math.floor(bound.mistakes), 0),
          })
        : say('rule.never')
    }</span></p>`;
}

/** What the neuron takes for which class, and the points. @param {HTMLCanvasElement} canvas
 * @param {Palette} palette @param {Line} line @param {Points | null} points */
function paintSides(canvas, palette, line, points) {
  const context = emptied(canvas);
  const { clientWidth: side } = canvas;
  const fill = (/** @type {number} */ label, /** @type {Line | ReturnType<typeof turnedRound>} */ of) => {
    context.beginPath();
    for (const [x, y] of sideOf(of)) context.lineTo(((x + 6) / 12) * side, ((6 - y) / 12) * side);
    context.fillStyle = cssColour(label, palette.pale);
    context.fill();
  };
  fill(1, line);
  fill(-1, turnedRound(line));
  if (!points) return;
  const radius = radiusOf(points.train.length / 3, side);
  const scale = canvas.width / side;
  context.setTransform(1, 0, 0, 1, 0, 0);
  const sets = [{ points: points.train, rings: false }];
  addPoints(canvas, sets, palette, { radius, scale, labels: points.labels });
}
