// The time line: a drawing of all works at their years, and below it what each one was.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { useSizeOf } from '../parts/elements.js';
import { Cited, Open } from './entry.js';
import { say } from './saying.js';
import { GAP, RADIUS, skyline } from './skyline.js';

/** @import { Era, Event } from './told.js' */

/** Of a row and of the years below all rows, as multiples of the letters' size. */
const ROW = 1.6;
const YEARS = 2;
/** Until it is measured: as wide as paper. */
const UNMEASURED = { width: 700, letters: 12 };

/** @param {{ eras: Era[] }} props */
export function TimeLine({ eras }) {
  const works = eras.flatMap(({ events }) => events);
  const [first, last] = [works[0].source.year, works[works.length - 1].source.year];
  return html`<section aria-labelledby="history">
    <h2 id="history">${say('history', { year: first })}</h2>
    <p class="lead">${say('history.said', { n: works.length, first, last })}</p>
    <${Drawing} works=${works} />
    ${eras.map(
      ({ name, events }) => html`<h3 key=${name}>${name}</h3>
        <ol class="works">${events.map((event) => html`<${Work} key=${event.key} event=${event} />`)}</ol>`,
    )}
  </section>`;
}

/** @param {{ event: Event }} props */
const Work = ({ event: { key, name, text, source, open } }) =>
  html`<li id=${anchor(key)}><b class="year">${source.year}</b>
    <div><p><b>${name}</b> ${text}</p><${Cited} sources=${[source]} /><${Open} open=${open} /></div></li>`;

/** All works at their years. Who cannot see it, or has no mouse, has the list below.
 * @param {{ works: Event[] }} props */
function Drawing({ works }) {
  const box = useRef(/** @type {SVGSVGElement | null} */ (null));
  const size = useSignal(UNMEASURED);
  useSizeOf(
    box,
    (element) => {
      const letters = Number.parseFloat(getComputedStyle(element).fontSize);
      const { clientWidth: width } = element;
      if (width && (width !== size.peek().width || letters !== size.peek().letters))
        size.value = { width, letters };
    },
    [],
  );
  const { width, letters } = size.value;
  const widthOf = measuring(letters);
  const placed = works.map(({ key, name, source }) => ({ key, name, year: source.year }));
  const { marks, rows, decades } = skyline(placed, width, widthOf);
  const floor = rows * ROW * letters;
  const mark = (/** @type {typeof marks[number]} */ { key, name, year, x, row, isLeft, hasYear }) => {
    const y = floor - (row + 0.5) * ROW * letters;
    return html`<a key=${key} href=${`#${anchor(key)}`} tabindex="-1">
      <circle cx=${x} cy=${y} r=${RADIUS} />
      <text x=${x + (isLeft ? -GAP : GAP)} y=${y + 0.35 * letters} text-anchor=${isLeft ? 'end' : 'start'}
        >${hasYear && html`<tspan>${year}</tspan> `}${name}</text></a>`;
  };
  const decade = (/** @type {typeof decades[number]} */ { year, x }) =>
    html`<g key=${year}><line x1=${x} x2=${x} y1="0" y2=${floor} />
      <text x=${Math.max(x, widthOf(String(year)) / 2)} y=${floor + 1.2 * letters}
        text-anchor="middle">${year}</text></g>`;
  return html`<svg ref=${box} class="skyline" viewBox=${`0 0 ${width} ${floor + YEARS * letters}`}
    aria-hidden="true">${decades.map(decade)}${marks.map(mark)}</svg>`;
}

/** Where a work stands in the page. @param {string} key */
const anchor = (key) => `history-${key}`;

/** What measures texts in the page's letters. @param {number} letters their size in pixels */
function measuring(letters) {
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = `${letters}px ${getComputedStyle(document.body).fontFamily}`;
  return (/** @type {string} */ text) => context?.measureText(text).width ?? text.length * letters;
}
