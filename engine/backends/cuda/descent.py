"""One update of all parameters of a network on the GPU: by the formula of engine/backends/formulas.py.

A parameter has the same thread in `network.accumulate` and here, so that between the two none has to wait,
unless the gradient is to be clipped, which takes the sum of all squares.
"""

import math

from numba import cuda

from engine.backends.cuda.block import sync, total
from engine.backends.cuda.numbers import CLIP_NORM, SHARP
from engine.backends.cuda.tables import IS_FROZEN, IS_WEIGHT


@cuda.jit(device=True)
def clip_factor(block, marks, n):
    """What the mean gradient is multiplied by so that its norm is not too large."""
    s, facts, max_norm = block.shared, block.facts, block.numbers[CLIP_NORM]
    real = s.dtype.type
    squares = real(0)
    k = block.thread
    while k < facts.n_parameters:
        if marks[k] & IS_FROZEN == 0:
            g = s[facts.gradients + k] / n
            squares += g * g
        k += block.n_threads
    norm = math.sqrt(total(block, squares))
    return max_norm / norm if norm > max_norm else real(1)


@cuda.jit(device=True)
def update(block, marks, dead, n_accumulated, rate, steps):
    """Takes a step with the mean of the accumulated gradients and clears them."""
    facts, real = block.facts, block.shared.dtype.type
    share = real(1) / real(n_accumulated)
    if block.numbers[CLIP_NORM] > real(0):
        share *= clip_factor(block, marks, real(n_accumulated))
    kills = block.numbers[SHARP] > real(0)
    k = block.thread
    while k < facts.n_parameters:
        is_weight = real(1) if marks[k] & IS_WEIGHT else real(0)
        free = real(0) if marks[k] & IS_FROZEN else real(1)
        alive = real(0) if kills and dead[k] != 0 else real(1)
        if block.formulas.step(block, k, alive, is_weight, free, rate, share, steps) < alive:
            dead[k] = 1
        k += block.n_threads
    sync(block)
