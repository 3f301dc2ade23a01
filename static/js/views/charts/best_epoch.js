// A dotted line with its name at the best epoch, on the chart of the losses.
import { t } from '../../text/texts.js';
import { stroke as strokePath } from '../painting/canvas.js';
/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * Marks early stopping's best epoch on a chart whose x is the epoch.
 * @param {Store} store @param {Palette} palette
 * @returns {import('uplot').Plugin}
 */
export function bestEpoch(store, { ink, stroke, type }) {
  const draw = (/** @type {import('uplot')} */ plot) => {
    const best = store.frame.peek()?.best ?? null;
    if (best === null) return;
    const { ctx, bbox } = plot;
    const scale = window.devicePixelRatio || 1;
    const x = plot.valToPos(best, 'x', true);
    if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) return;
    const text = t('best');
    ctx.save();
    ctx.fillStyle = ink;
    ctx.setLineDash([2 * scale, 2 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    strokePath(ctx, ink, stroke * scale);
    ctx.font = `${12 * type * scale}px system-ui, sans-serif`;
    const isNearTheEnd = x + ctx.measureText(text).width + 6 * scale > bbox.left + bbox.width;
    ctx.textAlign = isNearTheEnd ? 'right' : 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(text, x + (isNearTheEnd ? -4 : 4) * scale, bbox.top);
    ctx.restore();
  };
  return { hooks: { draw: [draw] } };
}
