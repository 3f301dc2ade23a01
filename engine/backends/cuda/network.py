"""Points through a whole network and back, tile by tile, on the GPU, by all threads of a block together.

The formulas are those of deep.py and outputs.py; how the work is shared is described in block.py.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda.block import ONE, ZERO, sync_in, total_in
from engine.backends.cuda.formulas import outputs_in
from engine.backends.cuda.layers import layers_in
from engine.backends.cuda.layout import ACTIVATIONS, DELTAS
from engine.backends.flat import ACTIVATION, N_OUT, SOFTMAX


class Passes(NamedTuple):
    """What all threads of a block do with points. `load_points`(block, x, order, shuffled, start, n_points)
    brings the inputs of a tile into shared memory; `forward`(block, n_points, training) leaves there what all
    neurons make of them; `accumulate`(block, fixed, order, start, stop) adds the gradients of points to those
    accumulated; `mean_loss`(block, fixed, order, start, stop) is that of points in the data's order."""

    load_points: Callable[..., Any]
    forward: Callable[..., Any]
    accumulate: Callable[..., Any]
    mean_loss: Callable[..., Any]


@cache
def passes_in(real: Any, one_warp: bool) -> Passes:
    """The passes in one precision, np.float32 or np.float64."""
    sync, total = sync_in(one_warp), total_in(one_warp)
    product, layer_forward, layer_backward = layers_in(real, one_warp)
    softmax, output_deltas, loss_sum = output_layer_in(real)
    zero = real(0)

    @cuda.jit(device=True)
    def load_points(block, x, order, shuffled, start, n_points):
        s, facts = block.shared, block.facts
        bits, low = facts.tile_bits, facts.tile - ONE
        k = block.thread
        while k < facts.n_inputs << bits:
            i, b = k >> bits, k & low
            if b < n_points:
                point = np.uint64(order[start + b]) if shuffled else start + b
                s[facts.inputs + i * facts.row + b] = x[i, point]
            k += block.n_threads
        sync()

    @cuda.jit(device=True)
    def forward(block, n_points, training):
        facts, layers = block.facts, block.layers
        for l in range(facts.n_layers + ZERO):
            layer_forward(block, l, n_points, training)
        if layers[facts.n_layers - ONE, ACTIVATION] == SOFTMAX:
            softmax(block, n_points)
            sync()

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
        shuffled = block.facts.shuffles != 0
        tile = np.uint64(block.facts.tile)
        while start < stop:
            n_points = min(tile, stop - start)
            load_points(block, fixed.x, order, shuffled, start, n_points)
            forward(block, n_points, True)
            output_deltas(block, fixed.y, order, shuffled, start, n_points)
            sync()
            backward(block, fixed.wiring, n_points)
            start += n_points
            if start < stop:
                sync()

    @cuda.jit(device=True)
    def mean_loss(block, fixed, order, start, stop):
        part, n, tile = zero, real(stop - start), np.uint64(block.facts.tile)
        while start < stop:
            n_points = min(tile, stop - start)
            load_points(block, fixed.x, order, False, start, n_points)
            forward(block, n_points, False)
            part += loss_sum(block, fixed.y, start, n_points)
            start += n_points
        return total(block, part) / n

    return Passes(load_points, forward, accumulate, mean_loss)


class OutputLayer(NamedTuple):
    """The outputs of a tile: `softmax`(block, n_points) turns z into shares of 1; `output_deltas`(block, y,
    order, shuffled, start, n_points) writes δ; `loss_sum`(block, y, start, n_points) is the sum of a thread's
    part of the losses."""

    softmax: Callable[..., Any]
    output_deltas: Callable[..., Any]
    loss_sum: Callable[..., Any]


@cache
def output_layer_in(real: Any) -> OutputLayer:
    """The functions in one precision, np.float32 or np.float64."""
    loss_of, softmax_loss_of, delta_of = outputs_in(real)
    zero = real(0)

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
        total, to = zero, a
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
        layers, last = block.layers, block.facts.n_layers - ONE
        k = block.thread
        while k < n_points:
            z, a = layers[last, DELTAS] + k, layers[last, ACTIVATIONS] + k
            softmax_of_point(block.shared, z, a, layers[last, N_OUT], block.facts.row)
            k += block.n_threads

    @cuda.jit(device=True)
    def output_deltas(block, y, order, shuffled, start, n_points):
        s, facts, layers = block.shared, block.facts, block.layers
        row, bits, low, last = facts.row, facts.tile_bits, facts.tile - ONE, facts.n_layers - ONE
        k = block.thread
        while k < layers[last, N_OUT] << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                point = np.uint64(order[start + b]) if shuffled else start + b
                a, slope = s[layers[last, ACTIVATIONS] + at], s[layers[last, DELTAS] + at]
                delta = delta_of(facts.loss, block.numbers, a, y[j, point], slope)
                s[layers[last, DELTAS] + at] = delta
            k += block.n_threads

    @cuda.jit(device=True)
    def softmax_loss(block, z, a, n, y, point):
        """The loss of a point whose outputs before and after the softmax begin at z and a."""
        s, row = block.shared, block.facts.row
        most = largest(s, z, n, row)
        exps, losses = zero, zero
        for j in range(n):
            exps += math.exp(s[z] - most)
            losses += softmax_loss_of(block.facts.loss, block.numbers, s[z], s[a], y[j, point])
            z += row
            a += row
        return most + math.log(exps) + losses

    @cuda.jit(device=True)
    def loss_sum(block, y, start, n_points):
        s, facts, layers = block.shared, block.facts, block.layers
        row, bits, low, last = facts.row, facts.tile_bits, facts.tile - ONE, facts.n_layers - ONE
        n_out = layers[last, N_OUT]
        total = zero
        k = block.thread
        if layers[last, ACTIVATION] == SOFTMAX:
            while k < n_points:
                z, a = layers[last, DELTAS] + k, layers[last, ACTIVATIONS] + k
                total += softmax_loss(block, z, a, n_out, y, start + k)
                k += block.n_threads
            return total
        while k < n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                at = j * row + b
                z, a = s[layers[last, DELTAS] + at], s[layers[last, ACTIVATIONS] + at]
                total += loss_of(facts.loss, block.numbers, z, a, y[j, start + b])
            k += block.n_threads
        return total

    return OutputLayer(softmax, output_deltas, loss_sum)
