// A small picture of what the network says, for the list of what was saved.
import { curveOf, gridOf } from '../../protocol/frames.js';
import { hasPicture, paintOutcome } from '../painting/outcome.js';
import { readPalette } from '../painting/palette.js';

/** @import { Store } from '../../state/store.js' */

const SIDE = 96;

/** The picture as a data address; empty where there is none. @param {Store} store */
export function thumbnail(store) {
  const frame = store.frame.peek();
  if (!frame) return '';
  const last = frame.layers.length;
  const outcome = {
    decision: frame.decision ?? null,
    grid: gridOf(frame, last, 0),
    answer: curveOf(frame.curves, last, 0),
  };
  if (!hasPicture(outcome)) return '';
  const canvas = document.createElement('canvas');
  paintOutcome(canvas, outcome, readPalette(), SIDE);
  const small = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  small.getContext('2d')?.drawImage(canvas, 0, 0, SIDE, SIDE);
  return small.toDataURL('image/png');
}
