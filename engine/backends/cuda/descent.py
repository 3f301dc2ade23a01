"""One update of all parameters of a network, on the GPU: the formulas of descent.py and optimizers.py.

A parameter has the same thread in `Passes.backward` and here, so that between the two none has to wait,
unless the gradient is to be clipped, which takes the sum of all squares.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda.layers import sync_of
from engine.backends.cuda.layout import GRADIENTS, MOMENTS, N_PARAMETERS, OPTIMIZER, SUMS
from engine.backends.cuda.maths import ONE, ZERO
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


class Descent(NamedTuple):
    """`total`(…, value) is the sum of what all threads bring; `update` takes a step with the mean of what was
    gathered and forgets it."""

    total: Callable[..., Any]
    update: Callable[..., Any]


@cache
def descent_in(real: Any, one_warp: bool) -> Descent:
    """The functions in one precision, np.float32 or np.float64."""
    sync = sync_of(one_warp)
    nought, one = real(0), real(1)

    @cuda.jit(device=True)
    def total(s, facts, value, me, threads):
        """By halves: threads are 2ⁿ. The same sum to all, in the same order each time."""
        place = facts[SUMS] + me
        s[place] = value
        sync()
        half = threads >> ONE
        while half > ZERO:
            if me < half:
                s[place] += s[place + half]
            sync()
            half = half >> ONE
        value = s[np.uint64(facts[SUMS])]
        sync()
        return value

    @cuda.jit(device=True)
    def clip_factor(s, facts, own, marks, n, me, threads):
        """What the mean gradient is multiplied by so that it is not too long."""
        squares = nought
        k = me
        while k < facts[N_PARAMETERS]:
            if marks[k] & IS_FROZEN == 0:
                g = s[facts[GRADIENTS] + k] / n
                squares += g * g
            k += threads
        length = math.sqrt(total(s, facts, squares, me, threads))
        return own[CLIP_NORM] / length if length > own[CLIP_NORM] else one

    @cuda.jit(device=True)
    def direction(s, facts, own, k, g, correction1, correction2):
        """The optimizer's direction for parameter k with gradient g; leaves its moments."""
        optimizer = facts[OPTIMIZER]
        if optimizer == SGD:
            return g
        first = facts[MOMENTS] + k
        if optimizer in (MOMENTUM_METHOD, NESTEROV):
            v = own[MOMENTUM] * s[first] + g
            s[first] = v
            return v if optimizer == MOMENTUM_METHOD else g + own[MOMENTUM] * v
        if optimizer == RMSPROP:
            square = own[RMS_DECAY] * s[first] + own[RMS_FRESH] * g * g
            s[first] = square
            return g / (math.sqrt(square) + own[EPSILON])
        second = first + facts[N_PARAMETERS]
        m = own[BETA1] * s[first] + own[BETA1_FRESH] * g
        square = own[BETA2] * s[second] + own[BETA2_FRESH] * g * g
        s[first] = m
        s[second] = square
        return (m / correction1) / (math.sqrt(square / correction2) + own[EPSILON])

    @cuda.jit(device=True)
    def sign(w):
        return one if w > nought else -one if w < nought else w

    @cuda.jit(device=True)
    def stepped(s, facts, own, dead, k, g, rate, correction1, correction2):
        """Weight k after a step, with its penalty."""
        w = s[k]
        is_plain = facts[OPTIMIZER] == SGD
        if not is_plain:
            g += own[PENALTY_RATE] * own[SMOOTH] * w
        d = direction(s, facts, own, k, g, correction1, correction2) + own[WEIGHT_DECAY] * w
        down = w - rate * d
        slope = own[SHARP] * sign(w)
        if is_plain:
            slope += own[SMOOTH] * w
        after = down - rate * own[PENALTY_RATE] * slope
        if own[SHARP] > nought:
            if down * after < nought:
                dead[k] = 1
            if dead[k] != 0:
                after = nought
        return after

    @cuda.jit(device=True)
    def update(s, facts, own, marks, dead, n_accumulated, rate, correction1, correction2, me, threads):
        n, factor = real(n_accumulated), one
        if own[CLIP_NORM] > nought:
            factor = clip_factor(s, facts, own, marks, n, me, threads)
        k = me
        while k < facts[N_PARAMETERS]:
            g = s[facts[GRADIENTS] + k] / n * factor
            s[facts[GRADIENTS] + k] = nought
            mark = marks[k]
            if mark & IS_FROZEN == 0:
                if mark & IS_WEIGHT:
                    s[k] = stepped(s, facts, own, dead, k, g, rate, correction1, correction2)
                else:
                    s[k] -= rate * direction(s, facts, own, k, g, correction1, correction2)
            k += threads
        sync()

    return Descent(total, update)
