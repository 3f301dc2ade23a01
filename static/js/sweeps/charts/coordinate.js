// An axis of the parallel coordinates. An interval of it is chosen by dragging, or with two handles by key.
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { say } from './saying.js';
import { columnName, tickText, valueText } from './words.js';

/** @import { Coordinate as Axis, Interval } from '../maths/parallel.js' */
/** @import { Room } from './parallel.js' */

/** A key moves a handle so far, where the axis has no ticks of its own. */
const STEP = 0.05;
/** What is dragged less than this is a press: it lights all lines. */
const LEAST = 0.02;
/** Half the width in which a press is one on the axis. */
const HIT = 14;
const TICKS = 7;
/** Where names stand, in the first line and in the second. */
const NAMES = [13, 29];
/** @type {Record<string, 1 | -1 | undefined>} */
const STEPS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

/**
 * @param {{ axis: Axis, room: Room, at: number, n: number, interval: Interval | null,
 *   change: (interval: Interval | null) => void }} props  at: counted from the left; n: of all axes
 */
export function Coordinate({ axis, room, at, n, interval, change }) {
  const { y } = room;
  const x = room.x(at);
  const name = columnName(axis.name);
  const ticks = axis.ticks(TICKS);
  const [low, high] = interval ?? [0, 1];
  const isLast = at === n - 1;
  const anchor = at === 0 ? 'start' : isLast ? 'end' : 'middle';
  const shift = at === 0 ? -24 : isLast ? 40 * room.type : 0;
  const line = NAMES[room.isTight ? at % 2 : 0] * room.type;
  const handle = (/** @type {0 | 1} */ end) =>
    html`<${Handle} end=${end} axis=${axis} x=${x} y=${y} interval=${[low, high]} change=${change} />`;
  return html`<g class=${`axis ${interval ? 'is-narrowed' : ''}`}>
    <text class="name" x=${x + shift} y=${line} text-anchor=${anchor}><title>${name}</title>${
      name.length > room.letters ? `${name.slice(0, room.letters - 1).trimEnd()}…` : name
    }</text>
    <path class="rule" d=${`M${x} ${y(1)}V${y(0)}`} />
    ${interval && html`<path class="interval" d=${`M${x} ${y(low)}V${y(high)}`} />`}
    ${ticks.map(
      ({ text, at: share }) => html`<g key=${text}><path class="rule" d=${`M${x - 3} ${y(share)}h6`} />
        <text class="tick" x=${x + 6} y=${y(share) + 4}>${textOf(axis, text)}</text></g>`,
    )}
    ${
      axis.isAwayShown &&
      html`<text class="tick away" x=${x - 6} y=${y(1) + 4} text-anchor="end"
        >${say('away.short')}</text>`
    }
    <${Strip} x=${x} y=${y} isNarrowed=${interval !== null} change=${change} />${handle(0)}${handle(1)}</g>`;
}

/** What stands at a tick. @param {Axis} axis @param {string} text */
const textOf = ({ name, isField }, text) => (isField ? valueText(name, text) : tickText(Number(text)));

/** Where an axis can be dragged along.
 * @param {{ x: number, y: (share: number) => number, isNarrowed: boolean,
 *   change: (interval: Interval | null) => void }} props */
function Strip({ x, y, isNarrowed, change }) {
  const began = useRef(/** @type {number | null} */ (null));
  const shareOf = (/** @type {PointerEvent} */ event) => {
    const drawing = /** @type {SVGElement} */ (event.currentTarget).closest('svg');
    const top = drawing?.getBoundingClientRect().top ?? 0;
    return Math.min(1, Math.max(0, (event.clientY - top - y(0)) / (y(1) - y(0))));
  };
  const press = (/** @type {PointerEvent} */ event) => {
    began.current = shareOf(event);
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    if (began.current === null) return;
    const to = shareOf(event);
    const interval = /** @type {const} */ ([Math.min(to, began.current), Math.max(to, began.current)]);
    if (interval[1] - interval[0] > LEAST) change(interval);
  };
  const release = (/** @type {PointerEvent} */ event) => {
    if (began.current !== null && Math.abs(shareOf(event) - began.current) <= LEAST) change(null);
    began.current = null;
  };
  const keep = (/** @type {Event} */ event) => isNarrowed && event.stopPropagation(); // it chooses no line
  return html`<rect class="hit" x=${x - HIT} y=${y(1) - 8} width=${2 * HIT} height=${y(0) - y(1) + 16}
    onPointerDown=${press} onPointerMove=${drag} onPointerUp=${release} onPointerCancel=${release}
    onClick=${keep} />`;
}

/** An end of the interval, moved by keyboard: to the next tick of a field, else by steps.
 * @param {{ end: 0 | 1, axis: Axis, x: number, y: (share: number) => number, interval: Interval,
 *   change: (interval: Interval | null) => void }} props */
function Handle({ end, axis, x, y, interval: [low, high], change }) {
  const ticks = axis.ticks(TICKS);
  const share = end ? high : low;
  const move = (/** @type {number} */ to) => change(end ? [Math.min(low, to), to] : [to, Math.max(high, to)]);
  const press = (/** @type {KeyboardEvent} */ event) => {
    const by = STEPS[event.key];
    if (event.key === 'Escape' || event.key === 'Delete') change(null);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(1);
    else if (by) move(stepped(share, by, axis.isField ? ticks : []));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const near = ticks.toSorted((a, b) => Math.abs(a.at - share) - Math.abs(b.at - share))[0];
  const by = end ? -7 : 7;
  return html`<path class="handle" d=${`M${x - 7} ${y(share) - 0.1 * by}h14l-7 ${by}z`} role="slider"
    tabindex="0" aria-orientation="vertical" aria-valuemin="0" aria-valuemax="100"
    aria-label=${say(end ? 'parallel.to' : 'parallel.from', { name: columnName(axis.name) })}
    aria-valuenow=${Math.round(100 * share)} aria-valuetext=${near ? textOf(axis, near.text) : ''}
    onKeyDown=${press} />`;
}

/** A handle's next place. @param {number} share @param {number} by 1 or -1
 * @param {readonly { at: number }[]} ticks */
function stepped(share, by, ticks) {
  const beyond = ticks.map(({ at }) => at).filter((at) => (at - share) * by > 1e-6);
  if (beyond.length > 0) return by > 0 ? Math.min(...beyond) : Math.max(...beyond);
  if (ticks.length > 0) return by > 0 ? 1 : 0;
  return Math.min(1, Math.max(0, share + by * STEP));
}
