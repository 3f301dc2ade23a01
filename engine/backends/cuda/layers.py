"""One layer forward and backward, on the GPU, by all threads of a block together.

The formulas are those of deep.py and normalizations.py; how the work is shared is described in block.py.
"""

import math

import numpy as np
from numba import cuda

from engine.backends.codes import SOFTMAX, code
from engine.backends.cuda.block import ONE, ZERO, layer_of, sync
from engine.formulas.normalizations import EPSILON, MEMORY

NONE, BATCH = code("normalization", "none"), code("normalization", "batch")


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
    real = s.dtype.type
    mean, variance, place = real(0), real(0), at
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
    s, facts, layer = block.shared, block.facts, layer_of(block, l)
    row, n_out, real = facts.row, layer.n_out, s.dtype.type
    old_share, new_share = real(MEMORY), real(1 - MEMORY)
    by_batch = facts.normalization == BATCH
    k = block.thread
    while k < (n_out if by_batch else n_points):
        if by_batch:
            mean, variance = moments_of(s, layer.normalized + k * row, ONE, n_points)
            if training and n_points > ONE:
                neuron = layer.first + k
                sample = variance * (real(n_points) / real(n_points - ONE))
                at = facts.running_means + neuron
                s[at] = old_share * s[at] + new_share * mean
                at = facts.running_variances + neuron
                s[at] = old_share * s[at] + new_share * sample
        else:
            mean, variance = moments_of(s, layer.normalized + k, row, n_out)
        s[layer.means + k] = mean
        s[layer.inverses + k] = real(1) / math.sqrt(variance + real(EPSILON))
        k += block.n_threads


@cuda.jit(device=True)
def layer_forward(block, l, n_points, training):
    """One layer forward: writes its activations and, to the rows of δ, φ' times gate when training, else
    z. Of the last layer with softmax there is only z."""
    s, facts, layer = block.shared, block.facts, layer_of(block, l)
    row, bits, low, real = facts.row, facts.tile_bits, facts.tile - ONE, s.dtype.type
    is_last = l == facts.n_layers - ONE
    normalises = facts.normalization != NONE and not is_last
    by_batch = facts.normalization == BATCH
    measures = normalises and (training or not by_batch)
    n_in, n_pairs = layer.n_in, layer.n_out << bits
    weights, biases, inputs = layer.weights, layer.biases, layer.inputs
    activations, deltas, gates = layer.activations, layer.deltas, facts.gates + layer.first
    phi, skips = layer.activation, layer.skips
    formulas, numbers = block.formulas, block.numbers
    scalars = formulas.output_scalars(numbers) if is_last else formulas.hidden_scalars(numbers)
    if measures:
        k = block.thread
        while k < n_pairs:
            j, b = k >> bits, k & low
            if b < n_points:
                z = product(s, s[biases + j], weights + j * n_in, inputs + b, n_in, ONE, row)
                s[layer.normalized + j * row + b] = z
            k += block.n_threads
        sync(block)
        measure(block, l, n_points, training)
        sync(block)
    k = block.thread
    while k < n_pairs:
        j, b = k >> bits, k & low
        if b < n_points:
            at = j * row + b
            if measures:
                which = j if by_batch else b
                place = layer.normalized + at
                z = (s[place] - s[layer.means + which]) * s[layer.inverses + which]
                s[place] = z
            else:
                z = product(s, s[biases + j], weights + j * n_in, inputs + b, n_in, ONE, row)
                if normalises:
                    neuron = layer.first + j
                    z -= s[facts.running_means + neuron]
                    z /= math.sqrt(s[facts.running_variances + neuron] + real(EPSILON))
            if normalises:
                z = z * s[layer.gains + j] + s[layer.shifts + j]
            left = z
            if phi != SOFTMAX:
                a, slope = formulas.activated(phi, scalars, z)
                if skips:
                    a += s[inputs + at]
                gate = real(1) if is_last else s[gates + j]
                s[activations + at] = a * gate
                if training:
                    left = slope * gate
            s[deltas + at] = left
        k += block.n_threads
    sync(block)


@cuda.jit(device=True)
def normalisation_backward(block, l, n_points):
    """From δ of what φ got (in the rows `scaled_deltas`) to δ of z, as in normalizations.py."""
    s, facts, layer = block.shared, block.facts, layer_of(block, l)
    row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
    by_batch = facts.normalization == BATCH
    n_out, real = layer.n_out, s.dtype.type
    k = block.thread
    while k < (n_out if by_batch else n_points):
        first = k * row if by_batch else k
        step = ONE if by_batch else np.uint64(row)
        n = n_points if by_batch else np.uint64(n_out)
        delta_at, normal_at = layer.scaled_deltas + first, layer.normalized + first
        gain_at = layer.gains + (k if by_batch else ZERO)
        gain_step = ZERO if by_batch else ONE
        mean, along = real(0), real(0)
        for _ in range(n):
            scaled = s[delta_at] * s[gain_at]
            mean += scaled
            along += scaled * s[normal_at]
            delta_at += step
            normal_at += step
            gain_at += gain_step
        s[layer.means + k] = mean / real(n)
        s[layer.alongs + k] = along / real(n)
        k += block.n_threads
    sync(block)
    k = block.thread
    while k < n_out << bits:
        j, b = k >> bits, k & low
        if b < n_points:
            at = j * row + b
            which = j if by_batch else b
            scaled = s[layer.scaled_deltas + at] * s[layer.gains + j] - s[layer.means + which]
            scaled -= s[layer.normalized + at] * s[layer.alongs + which]
            s[layer.deltas + at] = scaled * s[layer.inverses + which]
        k += block.n_threads
    sync(block)


@cuda.jit(device=True)
def layer_backward(block, l, n_points):
    """From δ of the layer l + 1 to δ of the hidden layer l."""
    s, facts, layer = block.shared, block.facts, layer_of(block, l)
    row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
    normalises = facts.normalization != NONE
    following = layer_of(block, l + ONE)
    n_out, n_next = layer.n_out, following.n_out
    weights, next_deltas, deltas = following.weights, following.deltas, layer.deltas
    skips, next_skips, gates = layer.skips, following.skips, facts.gates + layer.first
    k = block.thread
    while k < n_out << bits:
        j, b = k >> bits, k & low
        if b < n_points:
            at = j * row + b
            d = product(s, s.dtype.type(0), weights + j, next_deltas + b, n_next, n_out, row)
            if next_skips:
                d += s[following.skip_deltas + at]
            if skips:
                s[layer.skip_deltas + at] = d * s[gates + j]
            delta = d * s[deltas + at]
            if normalises:
                s[layer.scaled_deltas + at] = delta
            else:
                s[deltas + at] = delta
        k += block.n_threads
    sync(block)
    if normalises:
        normalisation_backward(block, l, n_points)
