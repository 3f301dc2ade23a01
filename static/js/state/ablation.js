/** What is switched off and frozen in a network, as the room's state tells it: pure. */
/** @import { RoomState } from '../messages.js' */

/** Whether a neuron is switched off.
 * @param {RoomState['off']} off @param {number} layer @param {number} neuron */
export const isOff = (off, layer, neuron) => off.some(([l, n]) => l === layer && n === neuron);

/** Whether a weight, or the bias (source null), is frozen.
 * @param {RoomState['frozen']} frozen @param {number} layer @param {number} neuron
 * @param {number | null} source */
export const isFrozen = (frozen, layer, neuron, source) =>
  frozen.some(([l, n, s]) => l === layer && n === neuron && s === source);

/**
 * How a link is marked: with a dot where its weight is frozen, pale where a neuron at one of its ends is off.
 * @param {Pick<RoomState, 'off' | 'frozen'>} state
 * @typedef {{ layer: number, neuron: number, source: number | null }} LinkPlace source: null for several
 * @returns {(link: LinkPlace) => { frozen: boolean, pale: boolean }}
 */
export function linkMarks({ off, frozen }) {
  const dark = new Set(off.map(([layer, neuron]) => `${layer}-${neuron}`));
  const fixed = new Set(frozen.map((place) => place.join('-')));
  return ({ layer, neuron, source }) => ({
    frozen: fixed.size > 0 && fixed.has(`${layer}-${neuron}-${source}`),
    pale: dark.size > 0 && (dark.has(`${layer}-${neuron}`) || dark.has(`${layer - 1}-${source}`)),
  });
}
