"""What neurons say over a plane as pictures of bytes, and pictures of bytes as fewer bytes.

A cell's byte is 127 + 127 times the mean of the values that it covers, from -1 to 1. What is packed are the
differences to what a cell's neighbours let expect, folded so that small ones have few bits: a width for each
eight cells, two in a byte; then each eight cells as so many bytes.
"""

import numpy as np

from engine.backends.compiled.lanes.rows import DONE, FAILED, called
from engine.backends.compiled.lanes.words import joined, n_bits, put_word, word_at

BLOCK = 8
ALIGNED = 4  # bytes
LARGEST = np.float32(np.finfo(np.float32).max)
WHOLE = np.float32(12582912)  # added and taken away again it leaves a whole number, halves to the even one


def pictures(values, layers, n_layers, side, gap, sums, cells, folded, packed, n_packed):
    """Packs the pictures of so many layers, each of side × side values. Of each layer `layers` has where its
    values begin in `values`, how many there are from one picture to the next, how many pictures and to which
    resolution they are made smaller; `n_packed` gets how many bytes it takes. One layer stands behind the
    other, each after so many bytes as are left free and filled up with zeros to a multiple of 4."""
    try:
        end = 0
        for layer in range(n_layers):
            at, columns = layers[4 * layer], layers[4 * layer + 1]
            n, resolution = layers[4 * layer + 2], layers[4 * layer + 3]
            _draw(values, at, columns, n, side, resolution, sums, cells)
            n_packed[layer] = _pack(cells, n, resolution, folded, packed, end + gap)
            end += gap + n_packed[layer]
            while end % ALIGNED:
                packed[end] = np.uint8(0)
                end += 1
    except Exception:
        return FAILED
    return DONE


def pack(cells, n, resolution, folded, packed, n_packed):
    """Packs n pictures of bytes."""
    try:
        n_packed[0] = _pack(cells, n, resolution, folded, packed, 0)
    except Exception:
        return FAILED
    return DONE


@called
def _draw(values, first, columns, n, side, resolution, sums, cells):
    """Fills the cells of n pictures from `first` on; `sums` has room for a row of values."""
    covered = side // resolution
    area = np.float32(covered * covered)
    for picture in range(n):
        for row in range(resolution):
            at = first + picture * columns + row * covered * side
            for k in range(side):
                sums[k] = _finite(values[at + k])
            for below in range(at + side, at + covered * side, side):
                for k in range(side):
                    sums[k] += _finite(values[below + k])
            _add_neighbours(sums, covered, resolution)
            to = (picture * resolution + row) * resolution
            for k in range(resolution):
                cells[to + k] = _byte(sums[k] / area)


@called
def _add_neighbours(sums, covered, resolution):
    """Puts the sums of so many neighbours each in their first places."""
    if covered == 2:  # the most frequent case, which the compiler can do side by side
        for k in range(resolution):
            sums[k] = sums[2 * k] + sums[2 * k + 1]
    elif covered == 4:
        for k in range(resolution):
            sums[k] = sums[4 * k] + sums[4 * k + 1] + sums[4 * k + 2] + sums[4 * k + 3]
    elif covered > 2:
        for k in range(resolution):
            total = sums[covered * k]
            for place in range(covered * k + 1, covered * (k + 1)):
                total += sums[place]
            sums[k] = total


@called
def _finite(value):
    """A value; 0 for none, and the largest number for what is infinite."""
    known = value if value == value else np.float32(0)
    return min(max(known, -LARGEST), LARGEST)


@called
def _byte(value):
    """The byte of a value; 255 for none, which the mean of the largest numbers of both signs may be."""
    if value != value:
        return np.uint8(255)
    scaled = min(max(value * np.float32(127), np.float32(-127)), np.float32(127))
    return np.uint8(np.int32((scaled + WHOLE) - WHOLE) + 127)


@called
def _pack(cells, n, size, folded, packed, begin):
    """Packs n pictures into `packed` from `begin` on; returns how many bytes they take."""
    n_cells = n * size * size
    n_blocks = (n_cells + BLOCK - 1) // BLOCK
    for k in range(n_cells, n_blocks * BLOCK):
        folded[k] = np.uint8(0)
    for picture in range(n):
        for row in range(size):
            _fold(cells, (picture * size + row) * size, size, row > 0, folded)
    at = begin + (n_blocks + 1) // 2
    for k in range(begin, at):
        packed[k] = np.uint8(0)
    for block in range(n_blocks):
        word = word_at(folded, block * BLOCK)
        width = n_bits(word)
        pair = begin + (block >> 1)
        packed[pair] = np.uint8(packed[pair] | (width << (4 * (block & 1))))
        put_word(packed, at, joined(word, width))
        at += width
    return at - begin


@called
def _fold(cells, at, size, has_above, folded):
    """Folds the surprises of a row of cells: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    if has_above:
        above = at - size
        folded[at] = _folded(cells[at] - cells[above])
        for k in range(1, size):
            surprise = cells[at + k] - cells[at + k - 1] - cells[above + k] + cells[above + k - 1]
            folded[at + k] = _folded(surprise)
    else:
        folded[at] = _folded(cells[at])
        for k in range(1, size):
            folded[at + k] = _folded(cells[at + k] - cells[at + k - 1])


@called
def _folded(surprise):
    """A surprise, which goes round at 256, as a byte that is small where it is near to 0."""
    signed = np.int8(surprise)
    return np.uint8((signed << 1) ^ (signed >> 7))
