"""Points taken one by one: neurons are the lanes, not points.

Of each layer the weights of an input stand side by side, `column` numbers from one input's to the next
(`layout.column_by_column`), and so do the neurons' activations, layer after layer. What fills up a column is
0 where parameters stand, and whatever is computed of it is lost again, since δ is 0 there.
"""

from engine.backends.compiled.kernels.activations import activate
from engine.backends.compiled.kernels.outputs import output_delta
from engine.backends.compiled.kernels.updates import decay_of
from engine.backends.compiled.lanes.operations import (
    first_lanes,
    load,
    put_totals,
    spread,
    store,
    width,
)
from engine.backends.compiled.lanes.rows import inlined


@inlined
def learn_singly(like, plan, state, work, points, position, end, rate):
    """Accumulates the gradients of the points from `position` to `end`. Where a point is a batch and takes a
    plain step, it takes that at once, and gradients stay 0. Returns whether it did."""
    at_once = plan.is_plain and plan.batch_size == 1 and state.counts[0] == 0
    for at in range(position, end):
        z_at = _forward(like, plan, state, work, points, at)
        _backward(like, plan, state, work, points, at, z_at, at_once, rate)
    return at_once


@inlined
def _forward(like, plan, state, work, points, at):
    """The activations of all neurons for one point, of the output the pre-activation; returns where that
    is."""
    last = plan.n_layers - 1
    a, a_at, a_stride, z_at = points.x, at, points.columns, 0
    for l in range(last):
        column = plan.layers.column[l]
        _add_up(like, plan, state, l, a, a_at, a_stride, work.upstream, z_at)
        phi, end = plan.layers.activation[l], z_at + column
        activate(like, phi, plan.numbers, work.upstream, work.activations, work.slopes, z_at, end)
        if plan.has_gates:
            _gate(like, work.gates, plan.layers.first[l], work.activations, z_at, column)
        a, a_at, a_stride, z_at = work.activations, z_at, 1, z_at + column
    _add_up(like, plan, state, last, a, a_at, a_stride, work.activations, z_at)
    return z_at


@inlined
def _add_up(like, plan, state, l, a, a_at, a_stride, z, z_at):
    """z = W a + b of a layer."""
    n_in, column = plan.layers.n_in[l], plan.layers.column[l]
    for t in range(0, column, width(like)):
        w = plan.layers.weights[l] + t
        even, odd = load(like, state.parameters, plan.layers.biases[l] + t), spread(like, 0.0)
        j = 0
        while j + 2 <= n_in:
            at = a_at + j * a_stride
            even = even + load(like, state.parameters, w) * a[at]
            odd = odd + load(like, state.parameters, w + column) * a[at + a_stride]
            w += 2 * column
            j += 2
        if j < n_in:
            even = even + load(like, state.parameters, w) * a[a_at + j * a_stride]
        store(z, z_at + t, even + odd)


@inlined
def _gate(like, gates, first, a, at, column):
    """Multiplies each activation by the gate of its neuron."""
    for t in range(0, column, width(like)):
        store(a, at + t, load(like, a, at + t) * load(like, gates, first + t))


@inlined
def _backward(like, plan, state, work, points, at, z_at, at_once, rate):
    """Adds the gradients of the point that `_forward` went through to those accumulated, or takes a step by
    them."""
    last, decay = plan.n_layers - 1, decay_of(plan, rate)
    output_delta(
        like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations, z_at, 1,
        plan.layers.column[last], 1, points.y, at, points.columns, work.slopes,
    )  # fmt: skip
    delta_at = z_at
    for l in range(last, 0, -1):
        a_at = delta_at - plan.layers.column[l - 1]
        _weigh_back(like, plan, state, l, work.slopes, delta_at, work.upstream)
        if at_once:
            _descend(like, plan, state, l, work.slopes, delta_at, work.activations, a_at, 1, rate, decay)
        else:
            _accumulate(like, plan, state, l, work.slopes, delta_at, work.activations, a_at, 1)
        n, column = plan.layers.n_out[l - 1], plan.layers.column[l - 1]
        if plan.has_gates:
            _gate(like, work.gates, plan.layers.first[l - 1], work.upstream, 0, column)
        for t in range(0, column, width(like)):
            delta = load(like, work.upstream, t) * load(like, work.slopes, a_at + t)
            store(work.slopes, a_at + t, first_lanes(delta, n - t))
        delta_at = a_at
    if at_once:
        _descend(like, plan, state, 0, work.slopes, delta_at, points.x, at, points.columns, rate, decay)
    else:
        _accumulate(like, plan, state, 0, work.slopes, delta_at, points.x, at, points.columns)


@inlined
def _weigh_back(like, plan, state, l, delta, delta_at, d):
    """d = Wᵀ δ of a layer, four inputs at once; beyond them d is whatever it comes to."""
    n_in, column = plan.layers.n_in[l], plan.layers.column[l]
    for j in range(0, n_in, 4):
        w = plan.layers.weights[l] + j * column
        d0, d1, d2, d3 = spread(like, 0.0), spread(like, 0.0), spread(like, 0.0), spread(like, 0.0)
        for t in range(0, column, width(like)):
            delta_t = load(like, delta, delta_at + t)
            d0 = d0 + load(like, state.parameters, w + t) * delta_t
            d1 = d1 + load(like, state.parameters, w + column + t) * delta_t
            d2 = d2 + load(like, state.parameters, w + 2 * column + t) * delta_t
            d3 = d3 + load(like, state.parameters, w + 3 * column + t) * delta_t
        put_totals(d, j, d0, d1, d2, d3)


@inlined
def _accumulate(like, plan, state, l, delta, delta_at, a, a_at, a_stride):
    """Adds δ aᵀ to the gradients of a layer's weights, and δ to those of its biases."""
    n_in, column = plan.layers.n_in[l], plan.layers.column[l]
    for t in range(0, column, width(like)):
        delta_t, at = load(like, delta, delta_at + t), plan.layers.weights[l] + t
        for j in range(n_in):
            g = load(like, state.gradients, at) + delta_t * a[a_at + j * a_stride]
            store(state.gradients, at, g)
            at += column
        store(state.gradients, at, load(like, state.gradients, at) + delta_t)


@inlined
def _descend(like, plan, state, l, delta, delta_at, a, a_at, a_stride, rate, decay):
    """W ← W − rate · δ aᵀ − decay · W and b ← b − rate · δ."""
    n_in, column = plan.layers.n_in[l], plan.layers.column[l]
    for t in range(0, column, width(like)):
        change, at = load(like, delta, delta_at + t) * rate, plan.layers.weights[l] + t
        for j in range(n_in):
            w = load(like, state.parameters, at)
            store(state.parameters, at, w - change * a[a_at + j * a_stride] - w * decay)
            at += column
        store(state.parameters, at, load(like, state.parameters, at) - change)
