// A network's picture in an element of its own, finer than it came, perhaps with points on it.
import { html } from 'htm/preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { bytesOf, paintCell, SIDE } from '../../classes/pictures.js';
import { upsampleBytes } from '../../maths/upsample.js';
import { readPalette } from '../../views/painting/palette.js';
import { paintGrid } from '../../views/painting/pictures.js';
import { addPoints } from '../../views/painting/points.js';
import { look } from '../../views/parts/look.js';

/** @import { Row } from '../told.js' */

/** So many times as fine as it came. */
const TIMES = 6;

/** @param {{ row: Row, at?: number, points?: readonly number[][] }} props  at: which of its pictures, the
 *   last where it is not said; points: [x₁, x₂, label] */
export function Picture({ row, at = row.pictures.length - 1, points }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { theme, palette: colours } = look.value;
  const palette = useMemo(readPalette, [theme, colours]);
  useLayoutEffect(() => {
    const picture = row.pictures[at];
    if (!canvas.current || picture === undefined) return;
    const { kind, n_outputs } = row;
    if (kind === 'signed')
      paintGrid(
        canvas.current,
        upsampleBytes(bytesOf(picture), SIDE, TIMES),
        SIDE * TIMES,
        points ? palette.pale : palette.full,
      );
    else paintCell(canvas.current, { kind, picture, n_outputs }, palette, true);
    if (points && kind === 'signed') {
      const all = Float32Array.from(points.flat());
      addPoints(canvas.current, [{ points: all, rings: false }], palette, { radius: 1.7, scale: 2 });
    }
  }, [row, at, points, palette]);
  const side = SIDE * TIMES;
  return html`<canvas ref=${canvas} class="ready-picture" width=${side} height=${side}
    aria-hidden="true"></canvas>`;
}
