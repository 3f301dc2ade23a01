// Where a card stands beside what it is about.

/** @import { Size } from '../parts/common.js' */
/** @import { Bounds } from './stage.js' */

/** Twice what is between a neuron and the card over or under it. */
const GAP = 16;

/**
 * To the right of what was picked, else to its left, else under or over it; on it only where there is no room
 * beside it at all.
 * @param {{ x: number, y: number, back: number }} picked @param {Size} own @param {Bounds} bounds
 */
export function cardPlace({ x, y, back }, own, bounds) {
  const lowest = Math.max(bounds.top, bounds.bottom - own.height);
  const top = Math.max(bounds.top, Math.min(y, lowest));
  if (x + own.width <= bounds.right) return { left: x, top };
  if (back - own.width >= bounds.left) return { left: back - own.width, top };
  const isRight = back - bounds.left <= bounds.right - x;
  const left = isRight ? Math.max(bounds.left, bounds.right - own.width) : bounds.left;
  const under = y + x - back - GAP; // what was picked is as high as wide, with room at either side
  const over = y - own.height - GAP / 2;
  if (under <= lowest) return { left, top: under };
  if (over >= bounds.top) return { left, top: over };
  return { left, top: under - lowest < bounds.top - over ? lowest : bounds.top }; // where it hides less
}
