"""A network of any shape on a panel of points: forward, backward, and its loss."""

from engine.backends.compiled.kernels.activations import activate_alone
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
def forward(like, wide, activate, plan, state, work, gates, points, at, stride, n_points, training):
    """The activations of all neurons for the points from `at` on, by `activate`; of the outputs the
    pre-activations. Where rows are made of whole tiles twice as `wide`, sums are made for these, in half the
    turns; pre-activations of hidden layers are in `work.upstream`, which is not needed yet."""
    n_layers = plan.n_layers
    a, a_at, a_stride = points.x, at, points.columns
    for l in range(n_layers):
        n_in, n_out = plan.layers.n_in[l], plan.layers.n_out[l]
        z_at = plan.layers.first[l] * stride
        is_hidden = l < n_layers - 1
        z = work.upstream if is_hidden else work.activations
        row = n_in if training else plan.layers.row[l]
        column = 1 if training else plan.layers.column[l]
        weights, biases = plan.layers.weights[l], plan.layers.biases[l]
        if stride % width(wide) == 0:
            linear(
                wide, state.parameters, weights, row, column, biases, n_in, n_out, a, a_at, a_stride, z, z_at,
                stride,
            )  # fmt: skip
        else:
            linear(
                like, state.parameters, weights, row, column, biases, n_in, n_out, a, a_at, a_stride, z, z_at,
                stride,
            )  # fmt: skip
        if is_hidden:
            if plan.normalization:
                _normalise(like, plan, state, work, l, stride, n_points, training)
            end = z_at + n_out * stride
            phi = plan.layers.activation[l]
            activate(like, phi, plan.numbers, z, work.activations, work.slopes, z_at, end)
            if plan.has_skips and plan.layers.skip[l]:
                for i in range(n_out):
                    for t in range(0, stride, width(like)):
                        k = z_at + i * stride + t
                        before = load(like, a, a_at + i * a_stride + t)
                        store(work.activations, k, load(like, work.activations, k) + before)
            if plan.has_gates:
                _gate(like, gates, plan.layers.first[l], n_out, work.activations, z_at, stride)
        a, a_at, a_stride = work.activations, z_at, stride


@inlined
def _gate(like, gates, first, n, a, at, stride):
    """Multiplies each row by the gate of its neuron."""
    for i in range(n):
        gate = spread(like, gates[first + i])
        for k in range(at + i * stride, at + (i + 1) * stride, width(like)):
            store(a, k, load(like, a, k) * gate)


@inlined
def _normalise(like, plan, state, work, l, stride, n_points, training):
    """Normalises the pre-activations of a hidden layer and scales them anew."""
    n, first, z = plan.layers.n_out[l], plan.layers.first[l], work.upstream
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
def backward(like, wide, plan, state, work, points, at, stride, n_points):
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
            is_direct = not (plan.has_gates or plan.has_skips)
            to = work.slopes if is_direct else work.upstream
            if stride % width(wide) == 0:
                linear_back(
                    wide, state.parameters, weights, n_in, n_out, work.slopes, delta_at, to, a_at, stride,
                    is_direct,
                )  # fmt: skip
            else:
                linear_back(
                    like, state.parameters, weights, n_in, n_out, work.slopes, delta_at, to, a_at, stride,
                    is_direct,
                )  # fmt: skip
            if not is_direct:
                _through(like, plan, work, l - 1, plan.layers.skip[l], delta_at - a_at, stride)
            if plan.normalization:
                _through_normalisation(like, plan, state, work, l - 1, stride, n_points)


@inlined
def _through(like, plan, work, l, is_skipped, ahead, stride):
    """From ∂loss/∂a of a hidden layer, as weighed back, to ∂loss/∂z: skip connection, gate, slope. What skips
    this layer comes from the next one, whose rows are `ahead`."""
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


@inlined
def _through_normalisation(like, plan, state, work, l, stride, n_points):
    """From ∂loss/∂n of what a hidden layer normalised to its δ."""
    n, at = plan.layers.n_out[l], plan.layers.first[l] * stride
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
    for at in range(0, points.n, plan.evaluated):
        n_points = min(plan.evaluated, points.n - at)
        stride = padded(n_points, width(like))
        forward(like, like, activate_alone, plan, state, work, plan.off, points, at, stride, n_points, False)
        if counts:
            n_right += right_ones(
                work.activations, plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points,
                points.y, at, points.columns,
            )  # fmt: skip
        result += summed_loss(
            like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations,
            plan.layers.first[last] * stride, plan.layers.n_out[last], stride, n_points, points.y, at,
            points.columns, work.slopes,
        )  # fmt: skip
    return result / points.n, n_right


@inlined
def padded(n, lanes):
    """n, rounded up to a multiple of the lanes."""
    return (n + lanes - 1) // lanes * lanes


@called
def all_activations(like, plan, state, work, points, activations, columns):
    """The activations of all neurons for all points, nothing dropped: (n_neurons, columns)."""
    last = plan.n_layers - 1
    n_out = plan.layers.n_out[last]
    n_neurons = plan.layers.first[last] + n_out
    for at in range(0, points.n, plan.evaluated):
        n_points = min(plan.evaluated, points.n - at)
        stride = padded(n_points, width(like))
        forward(like, like, activate_alone, plan, state, work, plan.off, points, at, stride, n_points, False)
        phi, z_at = plan.layers.activation[last], plan.layers.first[last] * stride
        activate_outputs(like, phi, plan.numbers, n_out, work.activations, z_at, stride)
        for i in range(n_neurons):
            for t in range(0, stride, width(like)):
                store(activations, i * columns + at + t, load(like, work.activations, i * stride + t))
