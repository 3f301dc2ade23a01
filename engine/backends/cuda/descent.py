"""One update of all parameters of a network on the GPU: the formulas of descent.py and optimizers.py.

A parameter has the same thread in `Passes.accumulate` and here, so that between the two none has to wait,
unless the gradient is to be clipped, which takes the sum of all squares.
"""

import math
from functools import cache
from typing import Any

from numba import cuda

from engine.backends.cuda.block import sync_in, total_in
from engine.backends.cuda.tables import (
    BETA1,
    BETA1_FRESH,
    BETA2,
    BETA2_FRESH,
    CLIP_NORM,
    EPSILON,
    IS_FROZEN,
    IS_WEIGHT,
    MOMENTUM,
    PENALTY_RATE,
    RMS_DECAY,
    RMS_FRESH,
    SHARP,
    SMOOTH,
    WEIGHT_DECAY,
)  # fmt: skip
from engine.backends.flat import code

SGD, MOMENTUM_METHOD, NESTEROV, RMSPROP = (
    code("optimizer", name) for name in ("sgd", "momentum", "nesterov", "rmsprop")
)


@cache
def update_in(real: Any, one_warp: bool) -> Any:
    """update(block, marks, dead, n_accumulated, rate, correction1, correction2) in one precision: takes a
    step with the mean of the accumulated gradients and clears them."""
    sync, total = sync_in(one_warp), total_in(one_warp)
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
    def direction(block, k, g, correction1, correction2):
        """The optimizer's direction for parameter k with gradient g; updates its moments."""
        s, facts, numbers = block.shared, block.facts, block.numbers
        optimizer = facts.optimizer
        if optimizer == SGD:
            return g
        first = facts.moments + k
        if optimizer in (MOMENTUM_METHOD, NESTEROV):
            v = numbers[MOMENTUM] * s[first] + g
            s[first] = v
            return v if optimizer == MOMENTUM_METHOD else g + numbers[MOMENTUM] * v
        if optimizer == RMSPROP:
            square = numbers[RMS_DECAY] * s[first] + numbers[RMS_FRESH] * g * g
            s[first] = square
            return g / (math.sqrt(square) + numbers[EPSILON])
        second = first + facts.n_parameters
        m = numbers[BETA1] * s[first] + numbers[BETA1_FRESH] * g
        square = numbers[BETA2] * s[second] + numbers[BETA2_FRESH] * g * g
        s[first] = m
        s[second] = square
        return (m / correction1) / (math.sqrt(square / correction2) + numbers[EPSILON])

    @cuda.jit(device=True)
    def sign(w):
        return one if w > zero else -one if w < zero else w

    @cuda.jit(device=True)
    def stepped(block, dead, k, g, rate, correction1, correction2):
        """Weight k after a step, with its penalty."""
        numbers = block.numbers
        w = block.shared[k]
        is_plain = block.facts.optimizer == SGD
        if not is_plain:
            g += numbers[PENALTY_RATE] * numbers[SMOOTH] * w
        d = direction(block, k, g, correction1, correction2) + numbers[WEIGHT_DECAY] * w
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
    def update(block, marks, dead, n_accumulated, rate, correction1, correction2):
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
                    s[k] = stepped(block, dead, k, g, rate, correction1, correction2)
                else:
                    s[k] -= rate * direction(block, k, g, correction1, correction2)
            k += block.n_threads
        sync()

    return update
