"""Normalisation between a layer's sums and its activation, the formulas of normalizations.py, for lanes.

`normalized` keeps ẑ and `inverses` 1 / √(var z + ε) for the way back: batch normalisation one for each
neuron, in the first lane of its row, layer normalisation one for each point, in the row of the layer's first
neuron.
"""

from engine.backends.codes import code
from engine.backends.compiled.lanes.maths import sqrt
from engine.backends.compiled.lanes.operations import (
    first_lanes,
    function_of_lanes,
    load,
    spread,
    store,
    total,
    width,
)
from engine.backends.compiled.lanes.rows import inlined
from engine.formulas.normalizations import EPSILON, MEMORY

BATCH = code("normalization", "batch")
LAYER = code("normalization", "layer")


_root = function_of_lanes(sqrt)


@inlined
def normalise_batch(like, state, neuron, z, at, stride, n_points, normalized, inverses):
    """Normalises the pre-activations of one neuron over the points of a batch, and remembers how."""
    mean = _sum(like, z, at, stride, n_points) / n_points
    squares = spread(like, 0.0)
    for t in range(0, stride, width(like)):
        off = first_lanes(load(like, z, at + t) - mean, n_points - t)
        squares = squares + off * off
    variance = total(squares) / n_points
    inverse = _root(spread(like, 1.0) / (variance + EPSILON))
    store(inverses, at, inverse)
    for t in range(0, stride, width(like)):
        store(normalized, at + t, (load(like, z, at + t) - mean) * inverse)
    if n_points > 1:
        sample = variance * (n_points / (n_points - 1))
        state.means[neuron] = MEMORY * state.means[neuron] + (1 - MEMORY) * mean
        state.variances[neuron] = MEMORY * state.variances[neuron] + (1 - MEMORY) * sample


@inlined
def _sum(like, a, at, stride, n_points):
    """The sum of the first n_points numbers of a row."""
    so_far = spread(like, 0.0)
    for t in range(0, stride, width(like)):
        so_far = so_far + first_lanes(load(like, a, at + t), n_points - t)
    return total(so_far)


@inlined
def normalise_by_memory(like, state, neuron, z, at, stride, normalized):
    """Normalises the pre-activations of one neuron by what is remembered."""
    mean = spread(like, state.means[neuron])
    deviation = _root(spread(like, state.variances[neuron]) + EPSILON)
    for t in range(0, stride, width(like)):
        store(normalized, at + t, (load(like, z, at + t) - mean) / deviation)


@inlined
def normalise_layer(like, n, z, at, stride, normalized, inverses):
    """Normalises the pre-activations of a layer's n neurons, for each point over the neurons."""
    end = at + n * stride
    for t in range(0, stride, width(like)):
        mean = spread(like, 0.0)
        for k in range(at + t, end, stride):
            mean = mean + load(like, z, k)
        mean = mean / n
        variance = spread(like, 0.0)
        for k in range(at + t, end, stride):
            off = load(like, z, k) - mean
            variance = variance + off * off
        inverse = _root(spread(like, 1.0) / (variance / n + EPSILON))
        store(inverses, at + t, inverse)
        for k in range(at + t, end, stride):
            store(normalized, k, (load(like, z, k) - mean) * inverse)


@inlined
def scale(like, parameters, gains, shifts, n, normalized, z, at, stride):
    """n = γ ẑ + β, into the place of the pre-activations."""
    for i in range(n):
        gain, shift = spread(like, parameters[gains + i]), spread(like, parameters[shifts + i])
        for k in range(at + i * stride, at + (i + 1) * stride, width(like)):
            store(z, k, gain * load(like, normalized, k) + shift)


@inlined
def scale_back(like, state, gains, shifts, n, normalized, delta, at, stride):
    """Adds to the gradients of gains and shifts, and makes ∂loss/∂ẑ of δ = ∂loss/∂n."""
    for i in range(n):
        gain = spread(like, state.parameters[gains + i])
        g_gain, g_shift = spread(like, 0.0), spread(like, 0.0)
        for k in range(at + i * stride, at + (i + 1) * stride, width(like)):
            d = load(like, delta, k)
            g_gain = g_gain + d * load(like, normalized, k)
            g_shift = g_shift + d
            store(delta, k, d * gain)
        state.gradients[gains + i] += total(g_gain)
        state.gradients[shifts + i] += total(g_shift)


@inlined
def back_batch(like, n, normalized, inverses, delta, at, stride, n_points):
    """∂loss/∂z from ∂loss/∂ẑ, for each of n neurons over the points of the batch; 0 beyond them."""
    for i in range(n):
        row = at + i * stride
        mean, along = spread(like, 0.0), spread(like, 0.0)
        for k in range(row, row + stride, width(like)):
            d = load(like, delta, k)
            mean = mean + d
            along = along + d * load(like, normalized, k)
        mean, along = spread(like, total(mean) / n_points), spread(like, total(along) / n_points)
        inverse = spread(like, inverses[row])
        for t in range(0, stride, width(like)):
            d, normal = load(like, delta, row + t), load(like, normalized, row + t)
            store(delta, row + t, first_lanes((d - mean - normal * along) * inverse, n_points - t))


@inlined
def back_layer(like, n, normalized, inverses, delta, at, stride):
    """The same for each point over the layer's n neurons."""
    end = at + n * stride
    for t in range(0, stride, width(like)):
        mean, along = spread(like, 0.0), spread(like, 0.0)
        for k in range(at + t, end, stride):
            d = load(like, delta, k)
            mean = mean + d
            along = along + d * load(like, normalized, k)
        mean, along = mean / n, along / n
        inverse = load(like, inverses, at + t)
        for k in range(at + t, end, stride):
            store(delta, k, (load(like, delta, k) - mean - load(like, normalized, k) * along) * inverse)
