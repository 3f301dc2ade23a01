"""A block of threads, which has one network, and how its threads work together.

All threads of a block take every turn together, so that each comes to every barrier (`sync`). They share the
(neuron, point) pairs of a layer, or the parameters, one after the other in steps of as many as there are
threads. Such a loop is written with `while`, since Numba's `range` with a step divides; inner loops walk
along places instead of computing them. A number of the block's precision is made by `real`, the type of its
shared memory: a kernel in single precision must not meet one in double, or it computes with that.
"""

from collections import namedtuple

import numpy as np
from numba import cuda

from engine.backends.cuda.layout import LayerRow

ZERO, ONE = np.uint64(0), np.uint64(1)
"""Places and counts are unsigned: of signed ones Numba asks at each look into an array whether they count
from its end, and an unsigned and a signed number together make a floating one."""


Block = namedtuple("Block", "shared facts layers numbers formulas thread n_threads one_warp")
"""What a device function knows: shared memory, `Facts` and the table of layers (layout.py), the network's
row of numbers (numbers.py), `Formulas` in its precision (formulas.py); which thread it is run by, of how
many, and whether these are a single warp."""


@cuda.jit(device=True)
def layer_of(block, l):
    """The row of layer l in the table of layers, with names."""
    row = block.layers[l]
    return LayerRow(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8],
        row[9], row[10], row[11], row[12], row[13], row[14], row[15], row[16], row[17],
    )  # fmt: skip


@cuda.jit(device=True)
def sync(block):
    """Waits for the other threads: a warp by itself needs no barrier of the block."""
    if block.one_warp:
        cuda.syncwarp()
    else:
        cuda.syncthreads()


@cuda.jit(device=True)
def total(block, value):
    """The sum of what all threads bring, by halves: threads are 2ⁿ. The same to all, in the same order each
    time."""
    s, first, me = block.shared, block.facts.sums, block.thread
    place = first + me
    s[place] = value
    sync(block)
    half = block.n_threads >> ONE
    while half > ZERO:
        if me < half:
            s[place] += s[place + half]
        sync(block)
        half = half >> ONE
    value = s[np.uint64(first)]
    sync(block)
    return value


@cuda.jit(device=True)
def load(block, row):
    """Brings the state into shared memory, and sets the row of ones."""
    s, facts = block.shared, block.facts
    k = block.thread
    while k < facts.n_state:
        s[k] = row[k]
        k += block.n_threads
    k = block.thread
    while k < facts.row:
        s[facts.ones + k] = s.dtype.type(1)
        k += block.n_threads


@cuda.jit(device=True)
def store(block, row):
    """Writes the state back."""
    k = block.thread
    while k < block.facts.n_state:
        row[k] = block.shared[k]
        k += block.n_threads


@cuda.jit(device=True)
def are_finite(block, n):
    """Whether the first n numbers of the state are finite."""
    s, real = block.shared, block.shared.dtype.type
    n_wrong = real(0)
    k = block.thread
    while k < n:
        if s[k] - s[k] != real(0):
            n_wrong += real(1)
        k += block.n_threads
    return total(block, n_wrong) == real(0)
