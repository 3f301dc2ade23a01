// All boundaries in one picture, and where the class agrees.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { percent } from '../../../text/texts.js';
import { useSizeOf } from '../../../views/parts/elements.js';
import { bytesOf } from '../../pictures.js';
import { ShowOnProjector } from '../parts/on_projector.js';
import { say } from '../parts/texts.js';
import { paintLayers } from './layers.js';
import { agreement, extremes } from './together.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Students } from './students.js' */

/** @param {{ lesson: Lesson, students: Students }} props */
export function Overlay({ lesson, students }) {
  const signed = students.value.filter(({ cell }) => cell?.kind === 'signed' && !cell.diverged);
  const pictures = signed.map(({ cell }) => bytesOf(cell?.picture ?? ''));
  const ends = pictures.length > 1 ? extremes(pictures) : null;
  const name = (/** @type {number} */ at) => signed[at].person.name;
  return html`<h2>${say('overlay.title')}</h2><p class="what">${say('overlay.what')}</p>
    <div class="beside"><${Layers} lesson=${lesson} chosen=${lesson.chosen.value} />
      <div>${
        ends &&
        html`<dl class="facts"><dt>${say('overlay.agree')}</dt>
          <dd>${say('overlay.part', { share: percent(agreement(pictures)) })}</dd>
          <dt>${say('overlay.nearest')}</dt><dd>${name(ends.nearest)}</dd>
          <dt>${say('overlay.farthest')}</dt><dd>${name(ends.farthest)}</dd></dl>`
      }<${ShowOnProjector} lesson=${lesson} what="overlay" /></div></div>`;
}

/** @param {{ lesson: Lesson, chosen: string | null }} props */
export function Layers({ lesson, chosen }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const cells = useComputed(() => {
    const waiting = new Set(
      lesson.store.people.value.filter((each) => each.waiting).map((each) => each.person),
    );
    return [...lesson.store.cells.value.values()].filter(
      (each) => !each.diverged && !waiting.has(each.person),
    );
  }).value;
  const palette = lesson.palette.value;
  const paint = () => canvas.current && paintLayers(canvas.current, cells, palette, chosen);
  useSizeOf(canvas, paint, []);
  useLayoutEffect(() => void paint(), [cells, palette, chosen]);
  return html`<canvas ref=${canvas} class="layers" role="img"
    aria-label=${say('overlay.label', { n: cells.length })}></canvas>`;
}
