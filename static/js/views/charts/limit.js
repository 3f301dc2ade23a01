// A dotted line with its number at the loss that a task asks for, on the chart of the losses.
import { number } from '../../text/texts.js';
import { stroke as strokePath } from '../painting/canvas.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * Marks the limit that the store knows, on a chart whose y is the loss.
 * @param {Store} store @param {Palette} palette
 * @returns {import('uplot').Plugin}
 */
export function limitOf(store, { ink, stroke, type }) {
  const draw = (/** @type {import('uplot')} */ plot) => {
    const limit = store.limit.peek();
    if (limit === null) return;
    const { ctx, bbox } = plot;
    const scale = window.devicePixelRatio || 1;
    const y = plot.valToPos(limit, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) return;
    ctx.save();
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    strokePath(ctx, ink, stroke * scale);
    ctx.font = `${12 * type * scale}px system-ui, sans-serif`;
    ctx.fillStyle = ink;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'bottom';
    ctx.fillText(number(limit, 4), bbox.left + bbox.width, y - 2 * scale);
    ctx.restore();
  };
  return { hooks: { draw: [draw] } };
}
