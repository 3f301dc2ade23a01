// What a student's network answers over the plane, painted again only when it has changed.
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { paintCell, SIDE } from '../../pictures.js';

/** @import { Cell } from '../../../messages.js' */
/** @import { Lesson } from './lesson.js' */

/** A network without numbers, or without anything, is one that answers nothing.
 * @param {{ lesson: Lesson, cell: Cell | null }} props */
export function Picture({ lesson, cell }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const palette = lesson.palette.value;
  const shown = cell && !cell.diverged ? cell : null;
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    if (shown) paintCell(element, shown, palette, true);
    else Object.assign(element, { width: SIDE, height: SIDE }); // which empties it
  }, [shown?.picture, palette]);
  return html`<canvas ref=${canvas} class="picture" aria-hidden="true"></canvas>`;
}
