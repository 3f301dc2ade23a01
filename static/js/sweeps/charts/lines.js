// A canvas of many lines as an element, in the colour that the style sheet gives it.
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { look } from '../../views/parts/look.js';
import { LineLayer } from './layer.js';

/** How strong a thin line is among so many. @param {number} n */
export const thinness = (n) => Math.min(0.5, Math.max(0.05, 3 / Math.sqrt(n + 1)));

/** @param {{ of: string, width: number, height: number, lines: readonly any[],
 *   draw: (context: CanvasRenderingContext2D, line: any) => void }} props
 *   of: what all lines depend on */
export function Lines({ of, width, height, lines, draw }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const layer = useRef(/** @type {LineLayer<any> | null} */ (null));
  layer.current ??= new LineLayer();
  const { theme } = look.value;
  useLayoutEffect(() => {
    if (!canvas.current || width === 0) return;
    const colour = getComputedStyle(canvas.current).color;
    layer.current?.draw(canvas.current, {
      ...{ key: `${theme} ${of}`, width, height, lines },
      draw: (context, line) => {
        context.strokeStyle = colour;
        draw(context, line);
      },
    });
  }, [of, width, height, lines, theme]);
  useEffect(() => () => layer.current?.end(), []);
  return html`<canvas ref=${canvas} class="lines" aria-hidden="true"
    style=${{ width: `${width}px`, height: `${height}px` }} />`;
}
