// What an INSIDE frame says of a network built of boxes, pieces or towers: pure.

import { bytes, floats, partOf } from '../parts/parts.js';

/** @import { Part } from '../../../types.js' */

/**
 * @typedef {object} Built
 * @property {{ low: [number, number?], high: [number, number?], height: number, weight: number }[]} parts
 *   boxes and pieces from low to high, towers over a rectangle; weight: of the first neuron to the output
 * @property {Float32Array} errors of 1, 2, … parts
 * @property {Float32Array | null} curve what it says from x = -6 to 6
 * @property {{ bytes: Uint8Array, size: number } | null} surface what it says to the plane
 */

/** @param {readonly Part[]} parts @returns {Built | null} */
export function builtOf(parts) {
  const made = partOf(parts, 'PARTS');
  const errors = partOf(parts, 'ERRORS');
  const curve = partOf(parts, 'FUNCTION');
  const surface = partOf(parts, 'SURFACE');
  if (!made || !errors) return null;
  return {
    parts: Array.from({ length: made.count }, (_, i) => {
      const [first, ...rest] = floats(made, made.size * i, made.size);
      if (made.size === 4) return { low: [first], high: [rest[0]], height: rest[1], weight: rest[2] };
      const [lowY, highX, highY, height, weight] = rest;
      return { low: [first, lowY], high: [highX, highY], height, weight };
    }),
    errors: floats(errors, 0, errors.count),
    curve: curve ? floats(curve, 0, curve.count) : null,
    surface: surface ? { bytes: bytes(surface, 0, surface.size ** 2), size: surface.size } : null,
  };
}

/**
 * @typedef {{ part: number, x: number, weight: number }} Neuron  x: where it is drawn, below its place
 */

/** The hidden neurons of a curve's network, from the left: two for a box, one for a straight piece.
 * @param {Built} built @param {boolean} isPieces @returns {Neuron[]} */
export const neuronsOf = ({ parts }, isPieces) =>
  parts.flatMap(({ low: [low], high: [high], weight }, part) => {
    const quarter = (high - low) / 4;
    if (isPieces) return [{ part, x: low + quarter, weight }];
    return [
      { part, x: low + quarter, weight },
      { part, x: high - quarter, weight: -weight },
    ];
  });
