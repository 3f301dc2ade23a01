// The plane with the lines of neurons over it: their regions and margins, to be dragged and turned.
import { html, lockNote, Plane, useEffect, useRef } from '#page';
import { bandOf, movedLine, turnedLine } from '../parts/line_sections.js';
import { reasonOf } from '../parts/parts.js';
import { equationOf, pointsOf, Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';

/** @import { ReadonlySignal, Signal } from '@preact/signals' */
/** @import { Part } from '../../../types.js' */
/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Line, Regions } from '../parts/line_sections.js' */

/** More regions have no room for what is on in them. */
const MOST_LABELS = 24;
/** Of the plane, in its units: below that a label lies over its neighbours. */
const LEAST_AREA = 1.2;
const STEP = 0.1;
const TURN = Math.PI / 60;
/** Where the arms of the cross around a wrong point begin and end, in the plane's units: the point stays. */
const [NEAR, FAR] = [0.13, 0.29];
/** Lines often meet in the middle: their numbers are so far apart along them. */
const GOLDEN = 0.618;

/**
 * @param {InsideProps & { parts: readonly Part[], lines: Line[] | null, regions: Regions | null,
 *   margin: [number, number], isWhole: boolean, wrong?: [number, number][], chosen: Signal<number> }} props
 *   margin: between which sums the activation is steep; wrong: places that are marked
 */
export function LinesOnPlane(props) {
  const { store, palette, canEdit, look, parts, lines, regions, margin, isWhole, wrong, chosen } = props;
  const { view } = store.state.value.roomState;
  const reason = reasonOf(parts);
  const canMove = canEdit && lockNote('by_hand') === undefined;
  const choose = (/** @type {number} */ neuron) => {
    chosen.value = neuron;
    look({ layer: 1, neuron });
  };
  useEffect(() => () => look(null), []);
  const labels = regions && !isWhole && regions.shown.length <= MOST_LABELS ? regions.shown : [];
  const move = (/** @type {number} */ neuron) => (/** @type {ReturnType<typeof movedLine>} */ places) =>
    store.send({ type: 'move_line', neuron, ...places });
  const draggable = (/** @type {Line} */ line, /** @type {number} */ i) =>
    html`<${Draggable} key=${i} line=${line} n=${i + 1} isChosen=${i === chosen.value}
      choose=${() => choose(i)} move=${canMove ? move(i) : null} />`;
  const band = (/** @type {Line} */ line, /** @type {number} */ i) =>
    html`<${Band} key=${i} line=${line} margin=${margin} isChosen=${i === chosen.value} />`;
  return html`<div class="plot-place">
      <${Plane} store=${store} palette=${palette} looked=${null} ghost=${null}
        showTest=${view.show_test_data} discretize=${view.discretize} />
      <svg class="neuron-lines" viewBox="-6 -6 12 12" role="group" aria-label=${say('lines.picture')}>
        ${!isWhole && lines?.map(band)}
        ${regions && isWhole && regions.outlines.map((each) => html`<polygon points=${pointsOf(each)} />`)}
        ${labels.filter(({ area }) => area > LEAST_AREA).map((region) => html`<${Code} ...${region} />`)}
        ${wrong && html`<path class="wrong" d=${wrong.map(crossAt).join('')} aria-hidden="true" />`}
        ${!isWhole && lines?.map(draggable)}
      </svg>
      ${reason && html`<${Waits} reason=${reason} />`}
    </div>`;
}

/** A cross as SVG has it. @param {[number, number]} place */
const crossAt = ([x, y]) => [-1, 1].flatMap((dx) => [-1, 1].map((dy) => armAt(x, -y, dx, dy))).join('');

/** One arm of it. @param {number} x @param {number} y @param {number} dx @param {number} dy */
const armAt = (x, y, dx, dy) => `M${x + NEAR * dx} ${y + NEAR * dy}L${x + FAR * dx} ${y + FAR * dy}`;

/** The strip in which a neuron's activation is steep, or the one edge that it has.
 * @param {{ line: Line, margin: [number, number], isChosen: boolean }} props */
function Band({ line, margin, isChosen }) {
  const edges = margin.filter((z) => z !== 0).map((z) => bandOf(line, z, z));
  const strip = edges.length === 2 ? bandOf(line, ...margin) : null;
  const of = (/** @type {NonNullable<ReturnType<typeof bandOf>>} */ { ends: [x1, y1, x2, y2] }) => ({
    ...{ x1, y1: -y1, x2, y2: -y2 },
  });
  const style = { strokeWidth: `${strip?.width}px` };
  return html`<g class=${isChosen ? 'margin chosen' : 'margin'} aria-hidden="true">
    ${strip && isChosen && html`<line class="strip" ...${of(strip)} style=${style} />`}
    ${edges.map((edge) => edge && html`<line class="edge" ...${of(edge)} />`)}</g>`;
}

/** Which neurons are on in a region. @param {{ x: number, y: number, code: number[] }} props */
function Code({ x, y, code }) {
  const width = 0.34 * code.length + 0.22;
  return html`<g transform=${`translate(${x} ${-y})`} aria-hidden="true">
    <rect class="code" x=${-width / 2} y="-0.25" width=${width} height="0.5" rx="0.25" />
    ${code.map((isOn, i) => {
      const at = 0.34 * (i - (code.length - 1) / 2);
      return html`<circle class=${isOn ? 'on' : ''} cx=${at} cy="0" r="0.11" />`;
    })}</g>`;
}

/** A line with its number, the side on which the neuron is on, and two ends to be turned at.
 * @param {{ line: Line, n: number, isChosen: boolean, choose: () => void,
 *   move: ((places: ReturnType<typeof movedLine>) => void) | null }} props */
function Draggable({ line, n, isChosen, choose, move }) {
  const { ends, normal } = line;
  const from = useRef(
    /** @type {{ ends: number[], x: number, y: number, grip: 'line' | 0 | 1 } | null} */ (null),
  );
  if (!ends) return null;
  const [x1, y1, x2, y2] = ends;
  const share = 0.3 + 0.4 * ((GOLDEN * n) % 1);
  const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  const length = Math.hypot(...normal) || 1;
  const [dx, dy] = [(0.8 * normal[0]) / length, (0.8 * normal[1]) / length];
  const begin = (/** @type {'line' | 0 | 1} */ grip) => (/** @type {PointerEvent} */ event) => {
    choose();
    if (!move) return;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    from.current = { ends, grip, ...placeOf(event) };
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    if (!from.current || !move) return;
    const at = placeOf(event);
    move(movedLine(from.current.ends, from.current.grip, at.x - from.current.x, at.y - from.current.y));
  };
  const end = () => (from.current = null);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by || !move) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = by;
    move(
      event.shiftKey
        ? turnedLine(ends, -TURN * (right - up))
        : movedLine(ends, 'line', STEP * right, STEP * up),
    );
  };
  const grips = { onPointerMove: drag, onPointerUp: end, onPointerCancel: end };
  return html`<g class=${isChosen ? 'chosen' : ''} tabindex="0" role="button" onFocus=${choose}
      aria-label=${say('lines.line', { n, equation: equationOf(line) })} onKeyDown=${onKeyDown}>
    <line class="halo" x1=${x1} y1=${-y1} x2=${x2} y2=${-y2} />
    <line class="stroke" x1=${x1} y1=${-y1} x2=${x2} y2=${-y2} />
    <line class="grip" x1=${x1} y1=${-y1} x2=${x2} y2=${-y2} onPointerDown=${begin('line')} ...${grips} />
    <line class="stroke arrow" x1=${x} y1=${-y} x2=${x + dx} y2=${-(y + dy)} />
    <circle class="head" cx=${x + dx} cy=${-(y + dy)} r="0.11" />
    <circle class="number" cx=${x} cy=${-y} r="0.3" onPointerDown=${begin('line')} ...${grips} />
    <text x=${x} y=${-y + 0.13}>${n}</text>
    ${
      move &&
      isChosen &&
      [0, 1].map((k) => {
        const [ex, ey] = k ? inward(x2, y2, x1, y1) : inward(x1, y1, x2, y2);
        const circle = (/** @type {string} */ name, /** @type {number} */ r) => html`<circle class=${name}
          cx=${ex} cy=${-ey} r=${r} onPointerDown=${begin(/** @type {0 | 1} */ (k))} ...${grips} />`;
        return html`${circle('around', 0.75)}${circle('end', 0.3)}`; // the first has room for a finger
      })
    }</g>`;
}

/** A little from one place towards another, so that what is there is seen whole.
 * @param {number} x @param {number} y @param {number} toX @param {number} toY */
function inward(x, y, toX, toY) {
  const share = Math.min(0.25, 0.6 / (Math.hypot(toX - x, toY - y) || 1));
  return [x + share * (toX - x), y + share * (toY - y)];
}

/** Where a pointer is in the plane. @param {PointerEvent} event */
function placeOf(event) {
  const svg = /** @type {SVGElement} */ (event.currentTarget).closest('svg');
  const { left, top, width, height } = /** @type {SVGSVGElement} */ (svg).getBoundingClientRect();
  return { x: ((event.clientX - left) / width) * 12 - 6, y: 6 - ((event.clientY - top) / height) * 12 };
}
