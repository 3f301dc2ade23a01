"""One layer forward and backward, on the GPU, by all threads of a block together.

The formulas are those of deep.py and normalizations.py; how the work is shared is described in block.py.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda.block import ONE, ZERO, sync_in
from engine.backends.cuda.formulas import activations_in
from engine.backends.cuda.layout import (
    ACTIVATIONS,
    ALONGS,
    DELTAS,
    INVERSES,
    LAYER_INPUTS,
    MEANS,
    NORMALIZED,
    SCALED_DELTAS,
    SKIP_DELTAS,
)  # fmt: skip
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
    """`product` is a sum of products; `forward` and `backward` take a tile through one layer."""

    product: Callable[..., Any]
    forward: Callable[..., Any]
    backward: Callable[..., Any]


@cache
def layers_in(real: Any, one_warp: bool) -> Layers:
    """The functions in one precision, np.float32 or np.float64."""
    sync, (activated, hidden_scalars, output_scalars) = sync_in(one_warp), activations_in(real)
    zero, one, epsilon = real(0), real(1), real(normalizations.EPSILON)
    old_share, new_share = real(normalizations.MEMORY), real(1 - normalizations.MEMORY)

    @cuda.jit(device=True)
    def product(s, z, left, right, n, left_step, right_step):
        """z plus the sum of n products, of numbers so many places apart."""
        for _ in range(n):
            z += s[left] * s[right]
            left += left_step
            right += right_step
        return z

    @cuda.jit(device=True)
    def moments_of(s, at, step, n):
        """Mean and variance of n numbers in shared memory, so many places apart."""
        mean, variance, place = zero, zero, at
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
    def measure(block, l, n_points, training):
        """Means and 1 / √(variance + ε) of a layer's pre-activations, and the running statistics."""
        s, facts, layers = block.shared, block.facts, block.layers
        row, n_out = facts.row, layers[l, N_OUT]
        by_batch = facts.normalization == BATCH
        k = block.thread
        while k < (n_out if by_batch else n_points):
            if by_batch:
                mean, variance = moments_of(s, layers[l, NORMALIZED] + k * row, ONE, n_points)
                if training and n_points > ONE:
                    neuron = layers[l, FIRST] + k
                    sample = variance * (real(n_points) / real(n_points - ONE))
                    at = facts.running_means + neuron
                    s[at] = old_share * s[at] + new_share * mean
                    at = facts.running_variances + neuron
                    s[at] = old_share * s[at] + new_share * sample
            else:
                mean, variance = moments_of(s, layers[l, NORMALIZED] + k, row, n_out)
            s[layers[l, MEANS] + k] = mean
            s[layers[l, INVERSES] + k] = one / math.sqrt(variance + epsilon)
            k += block.n_threads

    @cuda.jit(device=True)
    def forward(block, l, n_points, training):
        """One layer forward: writes its activations and, to the rows of δ, φ' times gate when training, else
        z. Of the last layer with softmax there is only z."""
        s, facts, layers = block.shared, block.facts, block.layers
        row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
        is_last = l == facts.n_layers - ONE
        normalises = facts.normalization != NONE and not is_last
        by_batch = facts.normalization == BATCH
        measures = normalises and (training or not by_batch)
        n_in, n_pairs = layers[l, N_IN], layers[l, N_OUT] << bits
        weights, biases, inputs = layers[l, WEIGHTS], layers[l, BIASES], layers[l, LAYER_INPUTS]
        activations, deltas, gates = layers[l, ACTIVATIONS], layers[l, DELTAS], facts.gates + layers[l, FIRST]
        phi, skips = layers[l, ACTIVATION], layers[l, SKIP]
        scalars = output_scalars(block.numbers) if is_last else hidden_scalars(block.numbers)
        if measures:
            k = block.thread
            while k < n_pairs:
                j, b = k >> bits, k & low
                if b < n_points:
                    z = product(s, s[biases + j], weights + j * n_in, inputs + b, n_in, ONE, row)
                    s[layers[l, NORMALIZED] + j * row + b] = z
                k += block.n_threads
            sync()
            measure(block, l, n_points, training)
            sync()
        k = block.thread
        while k < n_pairs:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                if measures:
                    which = j if by_batch else b
                    place = layers[l, NORMALIZED] + at
                    z = (s[place] - s[layers[l, MEANS] + which]) * s[layers[l, INVERSES] + which]
                    s[place] = z
                else:
                    z = product(s, s[biases + j], weights + j * n_in, inputs + b, n_in, ONE, row)
                    if normalises:
                        neuron = layers[l, FIRST] + j
                        z -= s[facts.running_means + neuron]
                        z /= math.sqrt(s[facts.running_variances + neuron] + epsilon)
                if normalises:
                    z = z * s[layers[l, GAINS] + j] + s[layers[l, SHIFTS] + j]
                left = z
                if phi != SOFTMAX:
                    a, slope = activated(phi, scalars, z)
                    if skips:
                        a += s[inputs + at]
                    gate = one if is_last else s[gates + j]
                    s[activations + at] = a * gate
                    if training:
                        left = slope * gate
                s[deltas + at] = left
            k += block.n_threads
        sync()

    @cuda.jit(device=True)
    def normalisation_backward(block, l, n_points):
        """From δ of what φ got (in the rows SCALED_DELTAS) to δ of z, as in normalizations.py."""
        s, facts, layers = block.shared, block.facts, block.layers
        row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
        by_batch = facts.normalization == BATCH
        n_out = layers[l, N_OUT]
        k = block.thread
        while k < (n_out if by_batch else n_points):
            first = k * row if by_batch else k
            step = ONE if by_batch else np.uint64(row)
            n = n_points if by_batch else np.uint64(n_out)
            delta_at, normal_at = layers[l, SCALED_DELTAS] + first, layers[l, NORMALIZED] + first
            gain_at = layers[l, GAINS] + (k if by_batch else ZERO)
            gain_step = ZERO if by_batch else ONE
            mean, along = zero, zero
            for _ in range(n):
                scaled = s[delta_at] * s[gain_at]
                mean += scaled
                along += scaled * s[normal_at]
                delta_at += step
                normal_at += step
                gain_at += gain_step
            s[layers[l, MEANS] + k] = mean / real(n)
            s[layers[l, ALONGS] + k] = along / real(n)
            k += block.n_threads
        sync()
        k = block.thread
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                which = j if by_batch else b
                scaled = (
                    s[layers[l, SCALED_DELTAS] + at] * s[layers[l, GAINS] + j] - s[layers[l, MEANS] + which]
                )
                scaled -= s[layers[l, NORMALIZED] + at] * s[layers[l, ALONGS] + which]
                s[layers[l, DELTAS] + at] = scaled * s[layers[l, INVERSES] + which]
            k += block.n_threads
        sync()

    @cuda.jit(device=True)
    def backward(block, l, n_points):
        """From δ of the layer l + 1 to δ of the hidden layer l."""
        s, facts, layers = block.shared, block.facts, block.layers
        row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
        normalises = facts.normalization != NONE
        next_l = l + ONE
        n_out, n_next = layers[l, N_OUT], layers[next_l, N_OUT]
        weights, next_deltas, deltas = layers[next_l, WEIGHTS], layers[next_l, DELTAS], layers[l, DELTAS]
        skips, next_skips, gates = layers[l, SKIP], layers[next_l, SKIP], facts.gates + layers[l, FIRST]
        k = block.thread
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                d = product(s, zero, weights + j, next_deltas + b, n_next, n_out, row)
                if next_skips:
                    d += s[layers[next_l, SKIP_DELTAS] + at]
                if skips:
                    s[layers[l, SKIP_DELTAS] + at] = d * s[gates + j]
                delta = d * s[deltas + at]
                if normalises:
                    s[layers[l, SCALED_DELTAS] + at] = delta
                else:
                    s[deltas + at] = delta
            k += block.n_threads
        sync()
        if normalises:
            normalisation_backward(block, l, n_points)

    return Layers(product, forward, backward)
