"""One layer forward and back, on the GPU, by all threads of a block together.

The formulas are those of deep.py and normalizations.py. Threads share the (neuron, point) pairs of a layer,
one after the other in steps of as many as there are threads, and wait for one another (`sync`) where one
reads what another wrote. A loop over pairs is told by `while`, since Numba's `range` with a step divides;
inner loops walk along places instead of computing them. `s` is shared memory, `facts` and `layers` are the
tables of layout.py, `own` the network's numbers of tables.py; `me` is the thread's number.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda.layout import (
    AFTER,
    ALONGS,
    BEFORE,
    DELTAS,
    GATES,
    INVERSES,
    MEANS,
    MEANS_KEPT,
    N_LAYERS,
    NORMALIZATION,
    NORMALS,
    PASSED,
    ROW,
    SCALED,
    TILE,
    TILE_BITS,
    VARIANCES_KEPT,
)  # fmt: skip
from engine.backends.cuda.maths import ONE, ZERO, maths_in
from engine.backends.cuda.tables import STEEPNESS
from engine.backends.flat import (
    ACTIVATION,
    BIASES,
    FIRST,
    GAINS,
    N_IN,
    N_OUT,
    SHIFTS,
    SKIP,
    SOFTMAX,
    WEIGHTS,
    code,
)  # fmt: skip
from engine.formulas import normalizations

NONE, BATCH = code("normalization", "none"), code("normalization", "batch")


class Layers(NamedTuple):
    """`product` is a sum of products; `forward` and `back` take a tile through one layer."""

    product: Callable[..., Any]
    forward: Callable[..., Any]
    back: Callable[..., Any]


@cache
def sync_of(one_warp: bool) -> Any:
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
def layers_in(real: Any, one_warp: bool) -> Layers:
    """The functions in one precision, np.float32 or np.float64."""
    sync, activated = sync_of(one_warp), maths_in(real).activated
    nought, one, epsilon = real(0), real(1), real(normalizations.EPSILON)
    memory, fresh = real(normalizations.MEMORY), real(1 - normalizations.MEMORY)

    @cuda.jit(device=True)
    def product(s, z, left, right, n, left_step, right_step):
        """z and the sum of n products, of numbers so many places apart."""
        for _ in range(n):
            z += s[left] * s[right]
            left += left_step
            right += right_step
        return z

    @cuda.jit(device=True)
    def moments_of(s, at, step, n):
        """Mean and variance of n numbers in shared memory, so many places apart."""
        mean, variance, place = nought, nought, at
        for _ in range(n):
            mean += s[place]
            place += step
        mean /= real(n)
        place = at
        for _ in range(n):
            variance += (s[place] - mean) * (s[place] - mean)
            place += step
        return mean, variance / real(n)

    @cuda.jit(device=True)
    def measure(s, facts, layers, l, n_points, training, me, threads):
        """Means and 1 / √(variance + ε) of a layer's pre-activations, and the running statistics."""
        row, n_out = facts[ROW], layers[l, N_OUT]
        by_batch = facts[NORMALIZATION] == BATCH
        k = me
        while k < (n_out if by_batch else n_points):
            if by_batch:
                mean, variance = moments_of(s, layers[l, NORMALS] + k * row, ONE, n_points)
                if training and n_points > ONE:
                    kept = layers[l, FIRST] + k
                    sample = variance * (real(n_points) / real(n_points - ONE))
                    at = facts[MEANS_KEPT] + kept
                    s[at] = memory * s[at] + fresh * mean
                    at = facts[VARIANCES_KEPT] + kept
                    s[at] = memory * s[at] + fresh * sample
            else:
                mean, variance = moments_of(s, layers[l, NORMALS] + k, row, n_out)
            s[layers[l, MEANS] + k] = mean
            s[layers[l, INVERSES] + k] = one / math.sqrt(variance + epsilon)
            k += threads

    @cuda.jit(device=True)
    def forward(s, facts, layers, own, l, n_points, training, me, threads):
        """One layer forward: leaves what it says and, in the rows of δ, φ' times gate when training, else z.
        Of the last layer with softmax there is only z."""
        row, bits, low = facts[ROW], facts[TILE_BITS], facts[TILE] - ONE
        is_last = l == facts[N_LAYERS] - ONE
        normalises = facts[NORMALIZATION] != NONE and not is_last
        by_batch = facts[NORMALIZATION] == BATCH
        measures = normalises and (training or not by_batch)
        n_in, n_pairs = layers[l, N_IN], layers[l, N_OUT] << bits
        weights, biases, before = layers[l, WEIGHTS], layers[l, BIASES], layers[l, BEFORE]
        after, deltas, gates = layers[l, AFTER], layers[l, DELTAS], facts[GATES] + layers[l, FIRST]
        phi, skips, steepness = layers[l, ACTIVATION], layers[l, SKIP], one if is_last else own[STEEPNESS]
        if measures:
            k = me
            while k < n_pairs:
                j, b = k >> bits, k & low
                if b < n_points:
                    z = product(s, s[biases + j], weights + j * n_in, before + b, n_in, ONE, row)
                    s[layers[l, NORMALS] + j * row + b] = z
                k += threads
            sync()
            measure(s, facts, layers, l, n_points, training, me, threads)
            sync()
        k = me
        while k < n_pairs:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                if measures:
                    which = j if by_batch else b
                    place = layers[l, NORMALS] + at
                    z = (s[place] - s[layers[l, MEANS] + which]) * s[layers[l, INVERSES] + which]
                    s[place] = z
                else:
                    z = product(s, s[biases + j], weights + j * n_in, before + b, n_in, ONE, row)
                    if normalises:
                        kept = layers[l, FIRST] + j
                        z -= s[facts[MEANS_KEPT] + kept]
                        z /= math.sqrt(s[facts[VARIANCES_KEPT] + kept] + epsilon)
                if normalises:
                    z = z * s[layers[l, GAINS] + j] + s[layers[l, SHIFTS] + j]
                left = z
                if phi != SOFTMAX:
                    a, slope = activated(phi, steepness, z)
                    if skips:
                        a += s[before + at]
                    gate = one if is_last else s[gates + j]
                    s[after + at] = a * gate
                    if training:
                        left = slope * gate
                s[deltas + at] = left
            k += threads
        sync()

    @cuda.jit(device=True)
    def normalise_back(s, facts, layers, l, n_points, me, threads):
        """From δ of what φ got (in the rows SCALED) to δ of z, by `normalizations.back`."""
        row, bits, low = facts[ROW], facts[TILE_BITS], facts[TILE] - ONE
        by_batch = facts[NORMALIZATION] == BATCH
        n_out = layers[l, N_OUT]
        k = me
        while k < (n_out if by_batch else n_points):
            first = k * row if by_batch else k
            step = ONE if by_batch else np.uint64(row)
            n = n_points if by_batch else np.uint64(n_out)
            delta_at, normal_at = layers[l, SCALED] + first, layers[l, NORMALS] + first
            gain_at = layers[l, GAINS] + (k if by_batch else ZERO)
            gain_step = ZERO if by_batch else ONE
            mean, along = nought, nought
            for _ in range(n):
                scaled = s[delta_at] * s[gain_at]
                mean += scaled
                along += scaled * s[normal_at]
                delta_at += step
                normal_at += step
                gain_at += gain_step
            s[layers[l, MEANS] + k] = mean / real(n)
            s[layers[l, ALONGS] + k] = along / real(n)
            k += threads
        sync()
        k = me
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                which = j if by_batch else b
                scaled = s[layers[l, SCALED] + at] * s[layers[l, GAINS] + j] - s[layers[l, MEANS] + which]
                scaled -= s[layers[l, NORMALS] + at] * s[layers[l, ALONGS] + which]
                s[layers[l, DELTAS] + at] = scaled * s[layers[l, INVERSES] + which]
            k += threads
        sync()

    @cuda.jit(device=True)
    def back(s, facts, layers, l, n_points, me, threads):
        """From δ of the layer l + 1 to δ of the hidden layer l."""
        row, bits, low = facts[ROW], facts[TILE_BITS], facts[TILE] - ONE
        normalises = facts[NORMALIZATION] != NONE
        next_l = l + ONE
        n_out, n_next = layers[l, N_OUT], layers[next_l, N_OUT]
        weights, next_deltas, deltas = layers[next_l, WEIGHTS], layers[next_l, DELTAS], layers[l, DELTAS]
        skips, next_skips, gates = layers[l, SKIP], layers[next_l, SKIP], facts[GATES] + layers[l, FIRST]
        k = me
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                d = product(s, nought, weights + j, next_deltas + b, n_next, n_out, row)
                if next_skips:
                    d += s[layers[next_l, PASSED] + at]
                if skips:
                    s[layers[l, PASSED] + at] = d * s[gates + j]
                blame = d * s[deltas + at]
                if normalises:
                    s[layers[l, SCALED] + at] = blame
                else:
                    s[deltas + at] = blame
            k += threads
        sync()
        if normalises:
            normalise_back(s, facts, layers, l, n_points, me, threads)

    return Layers(product, forward, back)
