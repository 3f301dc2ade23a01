"""One tile of points through a whole network and back, on the GPU, by all threads of a block together.

The formulas are those of deep.py and outputs.py; how the work is shared is said in layers.py.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda.layers import layers_in, sync_of
from engine.backends.cuda.layout import (
    AFTER,
    DELTAS,
    GRADIENTS,
    LOSS,
    N_LAYERS,
    N_PARAMETERS,
    ROW,
    TILE,
    TILE_BITS,
)  # fmt: skip
from engine.backends.cuda.maths import ONE, ZERO, maths_in
from engine.backends.cuda.tables import HUBER_DELTA
from engine.backends.flat import ACTIVATION, N_OUT, SOFTMAX


class Passes(NamedTuple):
    """What all threads do with a tile whose inputs are in shared memory. `forward` leaves what every neuron
    says; `answer` puts δ of the outputs there; `backward` adds the points' gradients to those gathered;
    `lost` is the sum of a thread's part of the losses."""

    forward: Callable[..., Any]
    answer: Callable[..., Any]
    backward: Callable[..., Any]
    lost: Callable[..., Any]


@cache
def passes_in(real: Any, one_warp: bool) -> Passes:
    """The passes in one precision, np.float32 or np.float64."""
    sync, (_, maths_loss, maths_delta) = sync_of(one_warp), maths_in(real)
    product, layer_forward, layer_back = layers_in(real, one_warp)
    nought = real(0)

    @cuda.jit(device=True)
    def shares(s, z, a, n, row):
        """exp(z) of a point's outputs as shares of 1; their rows begin at z and a."""
        most, place = s[z], z
        for _ in range(n):
            most = s[place] if s[place] > most else most
            place += row
        total, place, to = nought, z, a
        for _ in range(n):
            s[to] = math.exp(s[place] - most)
            total += s[to]
            place += row
            to += row
        to = a
        for _ in range(n):
            s[to] /= total
            to += row

    @cuda.jit(device=True)
    def forward(s, facts, layers, own, n_points, training, me, threads):
        for l in range(facts[N_LAYERS] + ZERO):
            layer_forward(s, facts, layers, own, l, n_points, training, me, threads)
        last = facts[N_LAYERS] - ONE
        if layers[last, ACTIVATION] == SOFTMAX:
            k = me
            while k < n_points:
                shares(s, layers[last, DELTAS] + k, layers[last, AFTER] + k, layers[last, N_OUT], facts[ROW])
                k += threads
            sync()

    @cuda.jit(device=True)
    def answer(s, facts, layers, own, y, order, shuffled, start, n_points, me, threads):
        last = facts[N_LAYERS] - ONE
        row, bits, low = facts[ROW], facts[TILE_BITS], facts[TILE] - ONE
        k = me
        while k < layers[last, N_OUT] << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                point = np.uint64(order[start + b]) if shuffled else start + b
                a, slope = s[layers[last, AFTER] + at], s[layers[last, DELTAS] + at]
                s[layers[last, DELTAS] + at] = maths_delta(
                    facts[LOSS], own[HUBER_DELTA], a, y[j, point], slope
                )
            k += threads
        sync()

    @cuda.jit(device=True)
    def lost(s, facts, layers, own, y, start, n_points, me, threads):
        last = facts[N_LAYERS] - ONE
        row, bits, low = facts[ROW], facts[TILE_BITS], facts[TILE] - ONE
        n_out = layers[last, N_OUT]
        total = nought
        k = me
        if layers[last, ACTIVATION] == SOFTMAX:
            while k < n_points:
                first = layers[last, DELTAS] + k
                most, place = s[first], first
                for _ in range(n_out):
                    most = s[place] if s[place] > most else most
                    place += row
                exps, own_class, place = nought, nought, first
                for j in range(n_out):
                    exps += math.exp(s[place] - most)
                    own_class += y[j, start + k] * s[place]
                    place += row
                total += most + math.log(exps) - own_class
                k += threads
            return total
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                z, a = s[layers[last, DELTAS] + at], s[layers[last, AFTER] + at]
                total += maths_loss(facts[LOSS], own[HUBER_DELTA], z, a, y[j, start + b])
            k += threads
        return total

    @cuda.jit(device=True)
    def backward(s, facts, layers, wiring, n_points, me, threads):
        l = facts[N_LAYERS] - ONE
        while l > ZERO:
            l -= ONE
            layer_back(s, facts, layers, l, n_points, me, threads)
        k = me
        gathered = np.uint64(facts[GRADIENTS])
        while k < facts[N_PARAMETERS]:
            s[gathered + k] = product(
                s, s[gathered + k], np.uint64(wiring[0, k]), np.uint64(wiring[1, k]), n_points, ONE, ONE
            )
            k += threads

    return Passes(forward, answer, backward, lost)
