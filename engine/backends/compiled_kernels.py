"""The kernel: whole runs of batches in one call, for networks of any shape.

What it works on are four bundles of arrays, made by compiled.py. Nothing is allocated while it runs, and it
does not hold the interpreter's lock. `like` says how many points are computed at once: eight or sixteen that
stand side by side, or a single one where batches are that small.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from engine.backends.compiled_activations import activate
from engine.backends.compiled_chance import drop, put_in_order
from engine.backends.compiled_lanes import CALLED, ENTERED, lanes_of, load, spread, store, total, width
from engine.backends.compiled_layers import gather, weigh, weigh_back
from engine.backends.compiled_normalizations import (
    BATCH,
    LAYER,
    back_batch,
    back_layer,
    normalise_batch,
    normalise_by_memory,
    normalise_layer,
    scale,
    scale_back,
)
from engine.backends.compiled_outputs import output_delta, summed_loss
from engine.backends.compiled_updates import update
from engine.backends.flat import DROPOUT, HUBER_DELTA, STEEPNESS

EVALUATED = 64  # points at once where nothing is learnt


class Layers(NamedTuple):
    """The columns of `flat.Blueprint.layers`."""

    n_in: Any
    n_out: Any
    weights: Any
    biases: Any
    gains: Any
    shifts: Any
    activation: Any
    skip: Any
    first: Any


class Plan(NamedTuple):
    """What does not change while the kernel runs. `is_weight` and `free` are masks as numbers, as long as the
    vectors of the state; `off` is the gates of neurons that nobody drops."""

    layers: Any
    numbers: Any
    is_weight: Any
    free: Any
    off: Any
    n_layers: int
    n_hidden: int
    n_parameters: int
    is_plain: bool
    loss: int
    optimizer: int
    normalization: int
    has_gates: bool
    shuffle: bool
    batch_size: int
    panel: int
    takes_steps: bool
    half_bits: int
    batch_key: Any
    dropout_key: Any


class Points(NamedTuple):
    """Inputs (n_inputs, columns) and targets (n_outputs, columns), row after row, of n points and then zeros."""

    x: Any
    y: Any
    columns: int
    n: int


class State(NamedTuple):
    """What changes: vectors of all parameters, filled up with zeros to whole lanes; `alive` is 0 where a weight
    is dead; means and variances that batch normalisation remembers; `counts`: points gathered, steps."""

    parameters: Any
    gradients: Any
    first: Any
    second: Any
    alive: Any
    means: Any
    variances: Any
    counts: Any


class Work(NamedTuple):
    """Room for what the neurons say to a panel of points, the slopes and then δ, and the way back."""

    says: Any
    slopes: Any
    backs: Any
    normals: Any
    inverses: Any
    gates: Any
    order: Any
    keys: Any
    shuffled: Any
    told: Any


@njit(**CALLED)
def forward(like, plan, state, work, gates, points, at, stride, n_points, training):
    """What all neurons say to the points from `at` on; of the outputs the potentials."""
    n_layers = plan.n_layers
    a, a_at, a_stride = points.x, at, points.columns
    for l in range(n_layers):
        n_out = plan.layers.n_out[l]
        z_at = plan.layers.first[l] * stride
        weigh(
            like, state.parameters, plan.layers.weights[l], plan.layers.biases[l], plan.layers.n_in[l],
            n_out, a, a_at, a_stride, work.says, z_at, stride,
        )  # fmt: skip
        if l < n_layers - 1:
            if plan.normalization:
                _normalise(like, plan, state, work, l, stride, n_points, training)
            end = z_at + n_out * stride
            phi, steepness = plan.layers.activation[l], plan.numbers[STEEPNESS]
            activate(like, phi, steepness, work.says, work.slopes, z_at, end)
            if plan.layers.skip[l]:
                for i in range(n_out):
                    for t in range(0, stride, width(like)):
                        k = z_at + i * stride + t
                        store(work.says, k, load(like, work.says, k) + load(like, a, a_at + i * a_stride + t))
            if plan.has_gates:
                _gate(like, gates, plan.layers.first[l], n_out, work.says, z_at, stride)
        a, a_at, a_stride = work.says, z_at, stride


@njit(**CALLED)
def _gate(like, gates, first, n, a, at, stride):
    """Multiplies each row by the gate of its neuron."""
    for i in range(n):
        gate = spread(like, gates[first + i])
        for k in range(at + i * stride, at + (i + 1) * stride, width(like)):
            store(a, k, load(like, a, k) * gate)


@njit(**CALLED)
def _normalise(like, plan, state, work, l, stride, n_points, training):
    """Normalises the potentials of a hidden layer and scales them anew."""
    n, first = plan.layers.n_out[l], plan.layers.first[l]
    if plan.normalization == LAYER:
        normalise_layer(like, n, work.says, first * stride, stride, work.normals, work.inverses)
    elif training:
        for i in range(n):
            normalise_batch(
                like, state, first + i, work.says, (first + i) * stride, stride, n_points, work.normals,
                work.inverses,
            )  # fmt: skip
    else:
        for i in range(n):
            normalise_by_memory(
                like, state, first + i, work.says, (first + i) * stride, stride, work.normals
            )
    scale(
        like, state.parameters, plan.layers.gains[l], plan.layers.shifts[l], n, work.normals, work.says,
        first * stride, stride,
    )  # fmt: skip


@njit(**CALLED)
def backward(like, plan, state, work, points, at, stride, n_points):
    """Adds the gradients of the points that `forward` went through to those gathered."""
    last = plan.n_layers - 1
    output_delta(
        like, plan.loss, plan.layers.activation[last], plan.numbers[HUBER_DELTA], work.says,
        plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points, points.y, at,
        points.columns, work.slopes,
    )  # fmt: skip
    for l in range(last, -1, -1):
        n_in, n_out = plan.layers.n_in[l], plan.layers.n_out[l]
        weights, delta_at = plan.layers.weights[l], plan.layers.first[l] * stride
        if l == 0:
            a, a_at, a_stride = points.x, at, points.columns
        else:
            a, a_at, a_stride = work.says, plan.layers.first[l - 1] * stride, stride
        gather(
            like, state.gradients, weights, plan.layers.biases[l], n_in, n_out, work.slopes, delta_at,
            stride, a, a_at, a_stride,
        )  # fmt: skip
        if l > 0:
            weigh_back(
                like, state.parameters, weights, n_in, n_out, work.slopes, delta_at, work.backs, a_at, stride
            )
            _through(like, plan, state, work, l - 1, plan.layers.skip[l], delta_at - a_at, stride, n_points)


@njit(**CALLED)
def _through(like, plan, state, work, l, is_skipped, ahead, stride, n_points):
    """From ∂loss/∂a of a hidden layer, as weighed back, to its δ: skip connection, gate, slope, normalisation.
    What skips this layer comes from the next one, whose rows are `ahead`."""
    n, first = plan.layers.n_out[l], plan.layers.first[l]
    at = first * stride
    end = at + n * stride
    if is_skipped:
        for k in range(at, end, width(like)):
            store(work.backs, k, load(like, work.backs, k) + load(like, work.backs, k + ahead))
    if plan.has_gates:
        _gate(like, work.gates, first, n, work.backs, at, stride)
    for k in range(at, end, width(like)):
        store(work.slopes, k, load(like, work.backs, k) * load(like, work.slopes, k))
    if plan.normalization:
        gains, shifts = plan.layers.gains[l], plan.layers.shifts[l]
        scale_back(like, state, gains, shifts, n, work.normals, work.slopes, at, stride)
        if plan.normalization == BATCH:
            back_batch(like, n, work.normals, work.inverses, work.slopes, at, stride, n_points)
        else:
            back_layer(like, n, work.normals, work.inverses, work.slopes, at, stride)


@njit(**CALLED)
def mean_loss(like, plan, state, work, points):
    """The mean loss over some points, nothing dropped."""
    last = plan.n_layers - 1
    result = 0.0
    for at in range(0, points.n, EVALUATED):
        n_points = min(EVALUATED, points.n - at)
        stride = _whole(n_points, width(like))
        forward(like, plan, state, work, plan.off, points, at, stride, n_points, False)
        result += summed_loss(
            like, plan.loss, plan.layers.activation[last], plan.numbers[HUBER_DELTA], work.says,
            plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points, points.y, at,
            points.columns,
        )  # fmt: skip
    return result / points.n


@njit(**CALLED)
def _whole(n, lanes):
    """n, rounded up to whole lanes."""
    return (n + lanes - 1) // lanes * lanes


@njit(**CALLED)
def shuffle(plan, work, points, epoch):
    """Puts the training points into the order of an epoch."""
    put_in_order(work.order, points.n, work.keys, plan.batch_key, epoch, plan.half_bits)
    n_inputs, n_outputs = plan.layers.n_in[0], plan.layers.n_out[plan.n_layers - 1]
    for j in range(n_inputs):
        for at in range(points.n):
            work.shuffled.x[j * points.columns + at] = points.x[j * points.columns + work.order[at]]
    for k in range(n_outputs):
        for at in range(points.n):
            work.shuffled.y[k * points.columns + at] = points.y[k * points.columns + work.order[at]]


@njit(**CALLED)
def put_gates(plan, work, epoch, position):
    """The gates of a batch: closed where a neuron is off or dropped."""
    for k in range(plan.n_hidden):
        work.gates[k] = plan.off[k]
    share = plan.numbers[DROPOUT]
    if share > 0:
        for l in range(plan.n_layers - 1):
            n, first = plan.layers.n_out[l], plan.layers.first[l]
            drop(work.gates, first, n, plan.dropout_key, epoch, position, l, share)


@njit(**CALLED)
def all_finite(like, vector, n):
    """Whether a vector has no infinity and no NaN: what is finite is 0 when taken times 0."""
    zeros = spread(like, 0.0)
    for k in range(0, n, width(like)):
        zeros = zeros + load(like, vector, k) * 0.0
    return total(zeros) == 0.0


@njit(**CALLED)
def is_finite(like, plan, state):
    """Whether all that was learnt, gathered and remembered is finite."""
    return (
        all_finite(like, state.parameters, plan.n_parameters)
        and all_finite(like, state.gradients, plan.n_parameters)
        and all_finite(like, state.first, plan.n_parameters)
        and all_finite(like, state.second, plan.n_parameters)
        and all_finite(like, state.means, plan.n_hidden)
        and all_finite(like, state.variances, plan.n_hidden)
    )


@njit(**CALLED)
def keep(like, plan, state, kept):
    """Copies a state into another."""
    for k in range(0, plan.n_parameters, width(like)):
        store(kept.parameters, k, load(like, state.parameters, k))
        store(kept.gradients, k, load(like, state.gradients, k))
        store(kept.first, k, load(like, state.first, k))
        store(kept.second, k, load(like, state.second, k))
        store(kept.alive, k, load(like, state.alive, k))
    for k in range(plan.n_hidden):
        kept.means[k] = state.means[k]
        kept.variances[k] = state.variances[k]
    kept.counts[0] = state.counts[0]
    kept.counts[1] = state.counts[1]


def make_run(lanes):
    """The kernel that computes so many points at once, see `Session.run`. `place` (epoch, position, updates)
    goes on; `rates` has that of each epoch from the present one on. It returns how many epochs ended finite,
    and whether all is finite now."""

    @njit(**ENTERED)
    def run(plan, state, kept, work, train, test, rates, place, n_batches, losses):
        like, many = lanes_of(state.parameters, lanes), lanes_of(state.parameters, 8)
        n_ended = 0
        points = train
        if plan.shuffle:
            shuffle(plan, work, train, place[0])
            points = work.shuffled
        for batch in range(n_batches):
            position = place[1]
            stop = (position // plan.batch_size + 1) * plan.batch_size
            end = min(stop, train.n)
            if plan.has_gates:
                put_gates(plan, work, place[0], position)
            for at in range(position, end, plan.panel):
                n_points = min(plan.panel, end - at)
                stride = _whole(n_points, width(like))
                forward(like, plan, state, work, work.gates, points, at, stride, n_points, True)
                backward(like, plan, state, work, points, at, stride, n_points)
            state.counts[0] += end - position
            if stop <= train.n:
                state.counts[1] += plan.takes_steps
                update(
                    many, plan, state, plan.n_parameters, work.told, rates[n_ended], state.counts[0],
                    state.counts[1],
                )  # fmt: skip
                state.counts[0] = 0
                place[2] += 1
            place[1] = end
            if end == train.n:
                place[0] += 1
                place[1] = 0
                losses[2 * n_ended] = mean_loss(many, plan, state, work, train)
                losses[2 * n_ended + 1] = mean_loss(many, plan, state, work, test)
                if not (np.isfinite(losses[2 * n_ended] + losses[2 * n_ended + 1]) and is_finite(many, plan, state)):
                    return n_ended, False
                n_ended += 1
                keep(many, plan, state, kept)
                if plan.shuffle and batch < n_batches - 1:
                    shuffle(plan, work, train, place[0])
        return n_ended, place[1] == 0 or all_finite(many, state.parameters, plan.n_parameters)

    return run


run_points = make_run(1)
run_tiles = make_run(8)
