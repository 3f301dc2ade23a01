// What many inputs need in the network's first column, a later part of the page: a picture in the place of
// its pixels, the weights from them as pictures, and a list of the inputs that have no room.
import { html } from '#page';
import { FurtherInputs } from './further.js';
import { DrawOwn } from './pad.js';
import { InputPicture } from './picture.js';
import { FirstWeights, WeightsSwitch } from './weights.js';

export { Pad } from './pad.js';
export { LargeWeights } from './weights.js';

/** @import { Row } from '../../controls/rows.js' */
/** @import { Parts } from '../network/neurons.js' */

/** @param {Parts & { rows: readonly Row[] }} props */
export function ManyInputs({ rows, ...parts }) {
  return rows.map(({ kind, of }, row) => {
    const { store, stage, palette } = parts;
    const place = stage.layout.columns[0][row];
    if (kind === 'picture')
      return html`<${FirstWeights} key="weights" store=${store} stage=${stage} palette=${palette} />
        <${InputPicture} key=${kind} ...${parts} place=${place} />
        <${WeightsSwitch} key="switch" ...${underPicture(stage, palette.type, 1)} />
        <${DrawOwn} key="draw" ...${underPicture(stage, palette.type, 2)} />`;
    if (kind === 'more') return html`<${FurtherInputs} key=${kind} ...${parts} place=${place} of=${of} />`;
    return null;
  });
}

/** A line of small letters. */
const LINE = 24;

/** Where there is room below the picture, in so many lines. @param {Parts['stage']} stage
 * @param {number} type @param {number} lines */
function underPicture({ layout }, type, lines) {
  const { tile, pictureSide: side } = layout;
  const { x, y } = layout.columns[0][0];
  return { left: x + tile - side, top: y + (tile + side) / 2 + lines * LINE * type };
}
