"""A network of any shape on a panel of points: forward, backward, and its loss."""

from engine.backends.compiled.bundles import EVALUATED
from engine.backends.compiled.kernels.activations import activate
from engine.backends.compiled.kernels.layers import accumulate, linear, linear_back
from engine.backends.compiled.kernels.normalizations import (
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
from engine.backends.compiled.kernels.outputs import activate_outputs, output_delta, right_ones, summed_loss
from engine.backends.compiled.lanes.operations import load, spread, store, width
from engine.backends.compiled.lanes.rows import called, inlined


@inlined
def forward(like, plan, state, work, gates, points, at, stride, n_points, training):
    """The activations of all neurons for the points from `at` on; of the outputs the pre-activations."""
    n_layers = plan.n_layers
    a, a_at, a_stride = points.x, at, points.columns
    for l in range(n_layers):
        n_out = plan.layers.n_out[l]
        z_at = plan.layers.first[l] * stride
        linear(
            like, state.parameters, plan.layers.weights[l], plan.layers.row[l], plan.layers.column[l],
            plan.layers.biases[l], plan.layers.n_in[l], n_out, a, a_at, a_stride, work.activations, z_at,
            stride,
        )  # fmt: skip
        if l < n_layers - 1:
            if plan.normalization:
                _normalise(like, plan, state, work, l, stride, n_points, training)
            end = z_at + n_out * stride
            phi = plan.layers.activation[l]
            activate(like, phi, plan.numbers, work.activations, work.slopes, z_at, end)
            if plan.layers.skip[l]:
                for i in range(n_out):
                    for t in range(0, stride, width(like)):
                        k = z_at + i * stride + t
                        before = load(like, a, a_at + i * a_stride + t)
                        store(work.activations, k, load(like, work.activations, k) + before)
            if plan.has_gates:
                _gate(like, gates, plan.layers.first[l], n_out, work.activations, z_at, stride)
        a, a_at, a_stride = work.activations, z_at, stride


@called
def _gate(like, gates, first, n, a, at, stride):
    """Multiplies each row by the gate of its neuron."""
    for i in range(n):
        gate = spread(like, gates[first + i])
        for k in range(at + i * stride, at + (i + 1) * stride, width(like)):
            store(a, k, load(like, a, k) * gate)


@called
def _normalise(like, plan, state, work, l, stride, n_points, training):
    """Normalises the pre-activations of a hidden layer and scales them anew."""
    n, first, z = plan.layers.n_out[l], plan.layers.first[l], work.activations
    if plan.normalization == LAYER:
        normalise_layer(like, n, z, first * stride, stride, work.normalized, work.inverses)
    elif training:
        for i in range(n):
            at = (first + i) * stride
            normalise_batch(like, state, first + i, z, at, stride, n_points, work.normalized, work.inverses)
    else:
        for i in range(n):
            normalise_by_memory(like, state, first + i, z, (first + i) * stride, stride, work.normalized)
    gains, shifts = plan.layers.gains[l], plan.layers.shifts[l]
    scale(like, state.parameters, gains, shifts, n, work.normalized, z, first * stride, stride)


@inlined
def backward(like, plan, state, work, points, at, stride, n_points):
    """Adds the gradients of the points that `forward` went through to those accumulated; where the plan has a
    `pitch` it leaves that to joined.py."""
    last = plan.n_layers - 1
    output_delta(
        like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations,
        plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points, points.y, at,
        points.columns, work.slopes,
    )  # fmt: skip
    for l in range(last, -1, -1):
        n_in, n_out = plan.layers.n_in[l], plan.layers.n_out[l]
        weights, delta_at = plan.layers.weights[l], plan.layers.first[l] * stride
        if l == 0:
            a, a_at, a_stride = points.x, at, points.columns
        else:
            a, a_at, a_stride = work.activations, plan.layers.first[l - 1] * stride, stride
        if not plan.pitch:
            accumulate(
                like, state.gradients, weights, plan.layers.biases[l], n_in, n_out, work.slopes, delta_at,
                stride, a, a_at, a_stride,
            )  # fmt: skip
        if l > 0:
            linear_back(
                like, state.parameters, weights, n_in, n_out, work.slopes, delta_at, work.upstream, a_at,
                stride,
            )  # fmt: skip
            _through(like, plan, state, work, l - 1, plan.layers.skip[l], delta_at - a_at, stride, n_points)


@inlined
def _through(like, plan, state, work, l, is_skipped, ahead, stride, n_points):
    """From ∂loss/∂a of a hidden layer, as weighed back, to its δ: skip connection, gate, slope,
    normalisation. What skips this layer comes from the next one, whose rows are `ahead`."""
    n, first = plan.layers.n_out[l], plan.layers.first[l]
    at = first * stride
    end = at + n * stride
    if is_skipped:
        for k in range(at, end, width(like)):
            store(work.upstream, k, load(like, work.upstream, k) + load(like, work.upstream, k + ahead))
    if plan.has_gates:
        _gate(like, work.gates, first, n, work.upstream, at, stride)
    for k in range(at, end, width(like)):
        store(work.slopes, k, load(like, work.upstream, k) * load(like, work.slopes, k))
    if plan.normalization:
        gains, shifts = plan.layers.gains[l], plan.layers.shifts[l]
        scale_back(like, state, gains, shifts, n, work.normalized, work.slopes, at, stride)
        if plan.normalization == BATCH:
            back_batch(like, n, work.normalized, work.inverses, work.slopes, at, stride, n_points)
        else:
            back_layer(like, n, work.normalized, work.inverses, work.slopes, at, stride)


@called
def mean_loss(like, plan, state, work, points, counts):
    """The mean loss over some points, nothing dropped; and, if it `counts`, of how many the class is told
    right."""
    last = plan.n_layers - 1
    result, n_right = 0.0, 0
    for at in range(0, points.n, EVALUATED):
        n_points = min(EVALUATED, points.n - at)
        stride = padded(n_points, width(like))
        forward(like, plan, state, work, plan.off, points, at, stride, n_points, False)
        result += summed_loss(
            like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations,
            plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points, points.y, at,
            points.columns,
        )  # fmt: skip
        if counts:
            n_right += right_ones(
                work.activations, plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points,
                points.y, at, points.columns,
            )  # fmt: skip
    return result / points.n, n_right


@called
def padded(n, lanes):
    """n, rounded up to a multiple of the lanes."""
    return (n + lanes - 1) // lanes * lanes


@called
def all_activations(like, plan, state, work, points, activations, columns):
    """The activations of all neurons for all points, nothing dropped: (n_neurons, columns)."""
    last = plan.n_layers - 1
    n_out = plan.layers.n_out[last]
    n_neurons = plan.layers.first[last] + n_out
    for at in range(0, points.n, EVALUATED):
        n_points = min(EVALUATED, points.n - at)
        stride = padded(n_points, width(like))
        forward(like, plan, state, work, plan.off, points, at, stride, n_points, False)
        phi, z_at = plan.layers.activation[last], plan.layers.first[last] * stride
        activate_outputs(like, phi, plan.numbers, n_out, work.activations, z_at, stride)
        for i in range(n_neurons):
            for t in range(0, stride, width(like)):
                store(activations, i * columns + at + t, load(like, work.activations, i * stride + t))
