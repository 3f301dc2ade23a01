"""A block of threads, which has one network, and how its threads work together.

All threads of a block take every turn together, so that each comes to every barrier (`sync`). They share the
(neuron, point) pairs of a layer, or the parameters, one after the other in steps of as many as there are
threads. Such a loop is written with `while`, since Numba's `range` with a step divides; inner loops walk
along places instead of computing them.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

ZERO, ONE = np.uint64(0), np.uint64(1)
"""Places and counts are unsigned: of signed ones Numba asks at each look into an array whether they count
from its end, and an unsigned and a signed number together make a floating one."""


class Block(NamedTuple):
    """What a device function knows: shared memory, `Facts` and the table of layers (layout.py), the network's
    numbers (tables.py), which thread it is run by, and of how many."""

    shared: Any
    facts: Any
    layers: Any
    numbers: Any
    thread: Any
    n_threads: Any


@cache
def sync_in(one_warp: bool) -> Any:
    """How the threads of a block wait for one another: a warp by itself needs no barrier of the block."""
    if one_warp:

        @cuda.jit(device=True)
        def sync():
            cuda.syncwarp()
    else:

        @cuda.jit(device=True)
        def sync():
            cuda.syncthreads()

    return sync


@cache
def total_in(one_warp: bool) -> Any:
    """The sum of what all threads bring: total(block, value)."""
    sync = sync_in(one_warp)

    @cuda.jit(device=True)
    def total(block, value):
        """By halves: threads are 2ⁿ. The same sum to all, in the same order each time."""
        s, first, me = block.shared, block.facts.sums, block.thread
        place = first + me
        s[place] = value
        sync()
        half = block.n_threads >> ONE
        while half > ZERO:
            if me < half:
                s[place] += s[place + half]
            sync()
            half = half >> ONE
        value = s[np.uint64(first)]
        sync()
        return value

    return total
