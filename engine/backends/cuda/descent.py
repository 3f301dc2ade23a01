"""One update of all parameters of a network on the GPU: the formulas of descent.py and optimizers.py.

A parameter has the same thread in `Passes.accumulate` and here, so that between the two none has to wait,
unless the gradient is to be clipped, which takes the sum of all squares.
"""

import math
from functools import cache
from typing import Any

from numba import cuda

from engine.backends.cuda.block import sync_in, total_in
from engine.backends.cuda.formulas import optimizers_in
from engine.backends.cuda.numbers import CLIP_NORM, PENALTY_RATE, SHARP, SMOOTH, WEIGHT_DECAY
from engine.backends.cuda.tables import IS_FROZEN, IS_WEIGHT
from engine.backends.flat import code

SGD = code("optimizer", "sgd")


@cache
def update_in(real: Any, one_warp: bool) -> Any:
    """update(block, marks, dead, n_accumulated, rate, steps) in one precision: takes a
    step with the mean of the accumulated gradients and clears them."""
    sync, total, direction = sync_in(one_warp), total_in(one_warp), optimizers_in(real).direction
    zero, one = real(0), real(1)

    @cuda.jit(device=True)
    def clip_factor(block, marks, n):
        """What the mean gradient is multiplied by so that its norm is not too large."""
        s, facts, max_norm = block.shared, block.facts, block.numbers[CLIP_NORM]
        squares = zero
        k = block.thread
        while k < facts.n_parameters:
            if marks[k] & IS_FROZEN == 0:
                g = s[facts.gradients + k] / n
                squares += g * g
            k += block.n_threads
        norm = math.sqrt(total(block, squares))
        return max_norm / norm if norm > max_norm else one

    @cuda.jit(device=True)
    def sign(w):
        return one if w > zero else -one if w < zero else w

    @cuda.jit(device=True)
    def stepped(block, dead, k, g, rate, steps):
        """Weight k after a step, with its penalty."""
        numbers = block.numbers
        w = block.shared[k]
        is_plain = block.facts.optimizer == SGD
        if not is_plain:
            g += numbers[PENALTY_RATE] * numbers[SMOOTH] * w
        d = direction(block, k, g, steps) + numbers[WEIGHT_DECAY] * w
        descended = w - rate * d
        slope = numbers[SHARP] * sign(w)
        if is_plain:
            slope += numbers[SMOOTH] * w
        after = descended - rate * numbers[PENALTY_RATE] * slope
        if numbers[SHARP] > zero:
            if descended * after < zero:
                dead[k] = 1
            if dead[k] != 0:
                after = zero
        return after

    @cuda.jit(device=True)
    def update(block, marks, dead, n_accumulated, rate, steps):
        s, facts = block.shared, block.facts
        n, factor = real(n_accumulated), one
        if block.numbers[CLIP_NORM] > zero:
            factor = clip_factor(block, marks, n)
        k = block.thread
        while k < facts.n_parameters:
            g = s[facts.gradients + k] / n * factor
            s[facts.gradients + k] = zero
            mark = marks[k]
            if mark & IS_FROZEN == 0:
                if mark & IS_WEIGHT:
                    s[k] = stepped(block, dead, k, g, rate, steps)
                else:
                    s[k] -= rate * direction(block, k, g, steps)
            k += block.n_threads
        sync()

    return update
