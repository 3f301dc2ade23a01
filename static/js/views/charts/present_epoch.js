// An upright line at the epoch that is seen, on the chart of the losses: the handle stands at its foot.
/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * Marks the epoch that is seen on a chart whose x is the epoch.
 * @param {Store} store @param {Palette} palette
 * @returns {import('uplot').Plugin}
 */
export function presentEpoch(store, { ink }) {
  const draw = (/** @type {import('uplot')} */ plot) => {
    const epoch = store.frame.peek()?.epoch ?? 0;
    if (epoch === 0 || epoch > (plot.scales.x.max ?? 0)) return;
    const { ctx, bbox } = plot;
    const width = window.devicePixelRatio || 1;
    ctx.save();
    ctx.fillStyle = ink;
    ctx.fillRect(Math.round(plot.valToPos(epoch, 'x', true) - width / 2), bbox.top, width, bbox.height);
    ctx.restore();
  };
  return { hooks: { draw: [draw] } };
}
