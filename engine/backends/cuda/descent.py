"""One update of all parameters of a network on the GPU: the formulas of descent.py and optimizers.py.

A parameter has the same thread in `network.accumulate` and here, so that between the two none has to wait,
unless the gradient is to be clipped, which takes the sum of all squares.
"""

import math

from numba import cuda

from engine.backends.codes import code
from engine.backends.cuda.block import sync, total
from engine.backends.cuda.numbers import CLIP_NORM, PENALTY_RATE, SHARP, SMOOTH, WEIGHT_DECAY
from engine.backends.cuda.tables import IS_FROZEN, IS_WEIGHT

SGD = code("optimizer", "sgd")


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
def stepped(block, dead, k, g, rate, steps):
    """Weight k after a step, with its penalty."""
    numbers, real = block.numbers, block.shared.dtype.type
    w = block.shared[k]
    is_plain = block.facts.optimizer == SGD
    if not is_plain:
        g += numbers[PENALTY_RATE] * numbers[SMOOTH] * w
    d = block.formulas.direction(block, k, g, steps) + numbers[WEIGHT_DECAY] * w
    descended = w - rate * d
    slope = numbers[SHARP] * block.formulas.sign(w)
    if is_plain:
        slope += numbers[SMOOTH] * w
    after = descended - rate * numbers[PENALTY_RATE] * slope
    if numbers[SHARP] > real(0):
        if descended * after < real(0):
            dead[k] = 1
        if dead[k] != 0:
            after = real(0)
    return after


@cuda.jit(device=True)
def update(block, marks, dead, n_accumulated, rate, steps):
    """Takes a step with the mean of the accumulated gradients and clears them."""
    s, facts, real = block.shared, block.facts, block.shared.dtype.type
    n, factor = real(n_accumulated), real(1)
    if block.numbers[CLIP_NORM] > real(0):
        factor = clip_factor(block, marks, n)
    k = block.thread
    while k < facts.n_parameters:
        g = s[facts.gradients + k] / n * factor
        s[facts.gradients + k] = real(0)
        mark = marks[k]
        if mark & IS_FROZEN == 0:
            if mark & IS_WEIGHT:
                s[k] = stepped(block, dead, k, g, rate, steps)
            else:
                s[k] -= rate * block.formulas.direction(block, k, g, steps)
        k += block.n_threads
    sync(block)
