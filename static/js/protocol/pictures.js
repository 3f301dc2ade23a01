/**
 * Pictures from the few bytes in which they came, exactly. The other end is server/frames/packing.py, and the
 * layout is in server/frames/layout.py: a width for each eight cells, four bits each; then the numbers of the
 * cells, of so many bits; each number, unfolded, is a cell less what its neighbours let expect.
 */

const BLOCK = 8;
const MOST_BITS = 8;

/**
 * @param {Uint8Array} packed @param {number} count of the pictures @param {number} size cells a side
 * @param {string} name of what these bytes are, for the error
 * @returns {Uint8Array} the pictures one after the other, row by row
 * @throws {RangeError} a sentence, when these are not the bytes of so many pictures; before more memory is
 * taken than sixteen times what they take
 */
export function unpack(packed, count, size, name) {
  const blocks = Math.ceil((count * size * size) / BLOCK);
  const begin = Math.ceil(blocks / 2);
  if (packed.length < begin)
    throw new RangeError(`${name} must have ${begin} bytes of widths, got ${packed.length}`);
  const expected = begin + sumOfWidths(packed, blocks, name);
  if (packed.length !== expected)
    throw new RangeError(`${name} must have ${expected} bytes, got ${packed.length}`);
  const cells = new Uint8Array(blocks * BLOCK);
  readNumbers(packed, begin, cells);
  addUp(cells, count, size);
  return cells.subarray(0, count * size * size);
}

/** @param {Uint8Array} packed @param {number} blocks @param {string} name */
function sumOfWidths(packed, blocks, name) {
  let sum = 0;
  for (let block = 0; block < blocks; block++) {
    const width = widthOf(packed, block);
    if (width > MOST_BITS)
      throw new RangeError(`${name} must have widths of at most ${MOST_BITS}, got ${width}`);
    sum += width;
  }
  return sum;
}

/** @param {Uint8Array} packed @param {number} block */
const widthOf = (packed, block) => (packed[block >> 1] >> (4 * (block & 1))) & 15;

/** Puts the numbers of all blocks, unfolded, into the cells.
 * @param {Uint8Array} packed @param {number} begin of the numbers @param {Uint8Array} cells */
function readNumbers(packed, begin, cells) {
  let at = begin;
  for (let cell = 0; cell < cells.length; cell += BLOCK) {
    const width = widthOf(packed, cell >> 3);
    if (width === 0) continue;
    const mask = (1 << width) - 1;
    let bits = 0;
    let have = 0;
    for (let i = cell; i < cell + BLOCK; i++) {
      if (have < width) {
        bits |= packed[at++] << have;
        have += 8;
      }
      const number = bits & mask;
      bits >>= width;
      have -= width;
      cells[i] = (number >> 1) ^ -(number & 1);
    }
  }
}

/** Turns what was not expected into the cells: left + above − the one between + it, with 0 beyond the edges.
 * @param {Uint8Array} cells @param {number} count @param {number} size */
function addUp(cells, count, size) {
  const area = size * size;
  for (let picture = 0; picture < count; picture++) {
    const first = picture * area;
    for (let row = first; row < first + area; row += size) {
      let ahead = 0; // of the cell above
      for (let cell = row; cell < row + size; cell++) {
        ahead += cells[cell];
        cells[cell] = row === first ? ahead : ahead + cells[cell - size];
      }
    }
  }
}
