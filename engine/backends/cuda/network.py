"""Points through a whole network and back, tile by tile, on the GPU, by all threads of a block together.

The formulas are those of deep.py and outputs.py; how the work is shared is described in block.py.
"""

import math

import numpy as np
from numba import cuda

from engine.backends.codes import SOFTMAX
from engine.backends.cuda.block import ONE, ZERO, layer_of, sync, total
from engine.backends.cuda.layers import layer_backward, layer_forward, product


@cuda.jit(device=True)
def load_points(block, x, order, shuffled, start, n_points):
    """Brings the inputs of a tile into shared memory: so many points from `start` on, in their order."""
    s, facts = block.shared, block.facts
    bits, low = facts.tile_bits, facts.tile - ONE
    k = block.thread
    while k < facts.n_inputs << bits:
        i, b = k >> bits, k & low
        if b < n_points:
            point = np.uint64(order[start + b]) if shuffled else start + b
            s[facts.inputs + i * facts.row + b] = x[i, point]
        k += block.n_threads
    sync(block)


@cuda.jit(device=True)
def forward(block, n_points, training):
    """A tile through all layers."""
    for l in range(block.facts.n_layers + ZERO):
        layer_forward(block, l, n_points, training)
    if output_layer(block).activation == SOFTMAX:
        softmax(block, n_points)
        sync(block)


@cuda.jit(device=True)
def backward(block, wiring, n_points):
    """From δ of the outputs to that of all layers, and to the gradients."""
    s, facts = block.shared, block.facts
    l = facts.n_layers - ONE
    while l > ZERO:
        l -= ONE
        layer_backward(block, l, n_points)
    k = block.thread
    gradients = np.uint64(facts.gradients)
    while k < facts.n_parameters:
        s[gradients + k] = product(
            s, s[gradients + k], np.uint64(wiring[0, k]), np.uint64(wiring[1, k]), n_points, ONE, ONE
        )
        k += block.n_threads


@cuda.jit(device=True)
def accumulate(block, fixed, order, start, stop):
    """Adds the gradients of points to those accumulated, tile by tile."""
    shuffled = block.facts.shuffles != 0
    tile = np.uint64(block.facts.tile)
    while start < stop:
        n_points = min(tile, stop - start)
        load_points(block, fixed.x, order, shuffled, start, n_points)
        forward(block, n_points, True)
        output_deltas(block, fixed.y, order, shuffled, start, n_points)
        sync(block)
        backward(block, fixed.wiring, n_points)
        start += n_points
        if start < stop:
            sync(block)


@cuda.jit(device=True)
def mean_loss(block, fixed, order, start, stop):
    """The mean loss of the points from `start` to before `stop`, in the data's order."""
    real, tile = block.shared.dtype.type, np.uint64(block.facts.tile)
    part, n = real(0), real(stop - start)
    while start < stop:
        n_points = min(tile, stop - start)
        load_points(block, fixed.x, order, False, start, n_points)
        forward(block, n_points, False)
        part += loss_sum(block, fixed.y, start, n_points)
        start += n_points
    return total(block, part) / n


@cuda.jit(device=True)
def output_layer(block):
    """The row of the last layer in the table of layers."""
    return layer_of(block, block.facts.n_layers - ONE)


@cuda.jit(device=True)
def largest(s, place, n, step):
    """The largest of n numbers, so many places apart."""
    most = s[place]
    for _ in range(n):
        most = s[place] if s[place] > most else most
        place += step
    return most


@cuda.jit(device=True)
def softmax_of_point(s, z, a, n, row):
    """exp(z) of a point's outputs as shares of 1; their rows begin at z and a."""
    most = largest(s, z, n, row)
    total, to = s.dtype.type(0), a
    for _ in range(n):
        s[to] = math.exp(s[z] - most)
        total += s[to]
        z += row
        to += row
    to = a
    for _ in range(n):
        s[to] /= total
        to += row


@cuda.jit(device=True)
def softmax(block, n_points):
    """The outputs of a tile from what they are before."""
    last = output_layer(block)
    k = block.thread
    while k < n_points:
        z, a = last.deltas + k, last.activations + k
        softmax_of_point(block.shared, z, a, last.n_out, block.facts.row)
        k += block.n_threads


@cuda.jit(device=True)
def output_deltas(block, y, order, shuffled, start, n_points):
    """Writes δ of the outputs of a tile in the place of φ'."""
    s, facts, last = block.shared, block.facts, output_layer(block)
    row, bits, low = facts.row, facts.tile_bits, facts.tile - ONE
    k = block.thread
    while k < last.n_out << bits:
        j, b = k >> bits, k & low
        if b < n_points:
            at = j * row + b
            point = np.uint64(order[start + b]) if shuffled else start + b
            a, slope = s[last.activations + at], s[last.deltas + at]
            delta = block.formulas.delta(facts.loss, block.numbers, a, y[j, point], slope)
            s[last.deltas + at] = delta
        k += block.n_threads


@cuda.jit(device=True)
def softmax_loss(block, z, a, n, y, point):
    """The loss of a point whose outputs before and after the softmax begin at z and a."""
    s, row = block.shared, block.facts.row
    most = largest(s, z, n, row)
    exps, losses = s.dtype.type(0), s.dtype.type(0)
    for j in range(n):
        exps += math.exp(s[z] - most)
        losses += block.formulas.softmax_loss(block.facts.loss, block.numbers, s[z], s[a], y[j, point])
        z += row
        a += row
    return most + math.log(exps) + losses


@cuda.jit(device=True)
def loss_sum(block, y, start, n_points):
    """The sum of this thread's part of the losses of a tile."""
    s, facts, last = block.shared, block.facts, output_layer(block)
    row, bits, low, n_out = facts.row, facts.tile_bits, facts.tile - ONE, last.n_out
    losses = s.dtype.type(0)
    k = block.thread
    if last.activation == SOFTMAX:
        while k < n_points:
            z, a = last.deltas + k, last.activations + k
            losses += softmax_loss(block, z, a, n_out, y, start + k)
            k += block.n_threads
        return losses
    while k < n_out << bits:
        j, b = k >> bits, k & low
        if b < n_points:
            at = j * row + b
            z, a = s[last.deltas + at], s[last.activations + at]
            losses += block.formulas.loss(facts.loss, block.numbers, z, a, y[j, start + b])
        k += block.n_threads
    return losses
