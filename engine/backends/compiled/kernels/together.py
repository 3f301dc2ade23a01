"""Networks in lanes, forward and backward: the loops of layers.py and network.py for a point after the other.

A row of a panel has a neuron's numbers for all points, each as often as there are networks. The sums of a
layer are made for a few points at once (`wide`), so that a weight, which every network has another of, is
loaded once for all of them; and for four neurons or two, so that a point is. Where what is left is less than
that, some are computed twice, to the same bits, and put where they are already.

Nothing is between the layers of such networks. δ has room of its own (`work.normalized`), so that points can
be gone through twice, and the slopes are as they were.
"""

from engine.backends.codes import SOFTMAX
from engine.backends.compiled.kernels.activations import activate, activate_alone
from engine.backends.compiled.kernels.outputs import exponentials, logarithm, output_delta, put_losses
from engine.backends.compiled.lanes.operations import load, spread, store, weight, width
from engine.backends.compiled.lanes.rows import called, inlined


@inlined
def forward(like, wide, plan, state, work, points, at, stride, learning):
    """The activations of all neurons for the points from `at` on, `stride` numbers of each neuron; of the
    outputs the pre-activations. The slopes are found where this is for `learning`."""
    a, a_at, a_stride = points.x, at, points.columns
    for l in range(plan.n_layers):
        n_in, n_out = plan.layers.n_in[l], plan.layers.n_out[l]
        z, z_at = work.activations, plan.layers.first[l] * stride
        weights, biases = plan.layers.weights[l], plan.layers.biases[l]
        if stride < width(wide):
            _linear(like, state.parameters, weights, biases, n_in, n_out, a, a_at, a_stride, z, z_at, stride)
        else:
            _linear(wide, state.parameters, weights, biases, n_in, n_out, a, a_at, a_stride, z, z_at, stride)
        if l < plan.n_layers - 1:
            end, phi = z_at + n_out * stride, plan.layers.activation[l]
            if learning:
                activate(like, phi, plan.numbers, z, z, work.slopes, z_at, end)
            else:
                activate_alone(like, phi, plan.numbers, z, z, z, z_at, end)
            if plan.layers.skip[l]:
                _skip(like, n_out, a, a_at, a_stride, z, z_at, stride)
        a, a_at, a_stride = z, z_at, stride


@inlined
def _skip(like, n, a, a_at, a_stride, z, z_at, stride):
    """Adds what went into a layer to what comes out of it."""
    for i in range(n):
        for t in range(0, stride, width(like)):
            k = z_at + i * stride + t
            store(z, k, load(like, z, k) + load(like, a, a_at + i * a_stride + t))


@inlined
def _linear(wide, parameters, weights, biases, n_in, n_out, a, a_at, a_stride, z, z_at, stride):
    """z = W a + b: from a (n_in, …) at `a_at` to z (n_out, stride) at `z_at`."""
    i = 0
    while i + 4 <= n_out:
        w0 = weights + i * n_in
        w1, w2, w3 = w0 + n_in, w0 + 2 * n_in, w0 + 3 * n_in
        for tile in range(0, stride, width(wide)):
            t = min(tile, stride - width(wide))
            z0 = weight(wide, parameters, biases + i)
            z1 = weight(wide, parameters, biases + i + 1)
            z2 = weight(wide, parameters, biases + i + 2)
            z3 = weight(wide, parameters, biases + i + 3)
            for j in range(n_in):
                a_j = load(wide, a, a_at + j * a_stride + t)
                z0 = z0 + weight(wide, parameters, w0 + j) * a_j
                z1 = z1 + weight(wide, parameters, w1 + j) * a_j
                z2 = z2 + weight(wide, parameters, w2 + j) * a_j
                z3 = z3 + weight(wide, parameters, w3 + j) * a_j
            k = z_at + i * stride + t
            store(z, k, z0)
            store(z, k + stride, z1)
            store(z, k + 2 * stride, z2)
            store(z, k + 3 * stride, z3)
        i += 4
    while i < n_out:
        other = min(i + 1, n_out - 1)
        w0, w1 = weights + i * n_in, weights + other * n_in
        for tile in range(0, stride, width(wide)):
            t = min(tile, stride - width(wide))
            z0 = weight(wide, parameters, biases + i)
            z1 = weight(wide, parameters, biases + other)
            for j in range(n_in):
                a_j = load(wide, a, a_at + j * a_stride + t)
                z0 = z0 + weight(wide, parameters, w0 + j) * a_j
                z1 = z1 + weight(wide, parameters, w1 + j) * a_j
            store(z, z_at + i * stride + t, z0)
            store(z, z_at + other * stride + t, z1)
        i += 2


@called
def summed_losses(like, plan, work, points, at, stride, so_far):
    """`so_far` and the losses of the points that `forward` went through, one after the other. Nothing is left
    of their pre-activations."""
    last = plan.n_layers - 1
    z, phi, first = work.activations, plan.layers.activation[last], plan.layers.first[last] * stride
    end = first + plan.layers.n_out[last] * stride
    if phi == SOFTMAX:
        for t in range(first, first + stride, width(like)):
            most, shares = exponentials(like, z, t, plan.layers.n_out[last], stride, work.slopes)
            store(work.upstream, t, most + logarithm(shares))
    for k in range(plan.layers.n_out[last]):
        of, y_at = first + k * stride, at + k * points.columns
        put_losses(like, plan.loss, phi, plan.numbers, z, of, of + stride, points.y, y_at)
    for t in range(first, first + stride, width(like)):
        here = load(like, z, t)
        for k in range(t + stride, end, stride):
            here = here + load(like, z, k)
        if phi == SOFTMAX:
            here = here + load(like, work.upstream, t)
        so_far = so_far + here
    return so_far


@inlined
def backward(like, wide, plan, state, work, points, at, stride, to, factor):
    """Adds `factor` times the gradients of the points that `forward` went through to the row `to`: to those
    accumulated, or, as a step of plain descent, to the parameters."""
    last, delta = plan.n_layers - 1, work.normalized
    output_delta(
        like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations,
        plan.layers.first[last] * stride, plan.layers.n_out[last], stride, stride, points.y, at,
        points.columns, delta,
    )  # fmt: skip
    for l in range(last, -1, -1):
        n_in, n_out = plan.layers.n_in[l], plan.layers.n_out[l]
        weights, delta_at = plan.layers.weights[l], plan.layers.first[l] * stride
        a, a_at, a_stride = points.x, at, points.columns
        if l > 0:
            a, a_at, a_stride = work.activations, plan.layers.first[l - 1] * stride, stride
            adds, keeps = plan.layers.skip[l], plan.layers.skip[l - 1]
            if stride < width(wide):
                _linear_back(
                    like, state.parameters, weights, n_in, n_out, delta, delta_at, a_at, stride, work.slopes,
                    work.upstream, adds, keeps,
                )  # fmt: skip
            else:
                _linear_back(
                    wide, state.parameters, weights, n_in, n_out, delta, delta_at, a_at, stride, work.slopes,
                    work.upstream, adds, keeps,
                )  # fmt: skip
        _accumulate(
            like, to, factor, weights, plan.layers.biases[l], n_in, n_out, delta, delta_at, stride, a, a_at,
            a_stride,
        )  # fmt: skip


@inlined
def _linear_back(
    wide, parameters, weights, n_in, n_out, delta, delta_at, to, stride, slopes, upstream, adds, keeps
):
    """δ of the layer before, at `to`: Wᵀ δ, weighed by its slopes. `upstream` is ∂loss/∂a: that of this layer
    `adds` to it where a connection skips the layer, and it `keeps` its own where one skips the layer
    before."""
    ahead = delta_at - to
    for j in range(0, n_in, 2):
        other = min(j + 1, n_in - 1)
        for tile in range(0, stride, width(wide)):
            t = min(tile, stride - width(wide))
            d0, d1 = spread(wide, 0.0), spread(wide, 0.0)
            for i in range(n_out):
                delta_i = load(wide, delta, delta_at + i * stride + t)
                w = weights + i * n_in
                d0 = d0 + weight(wide, parameters, w + j) * delta_i
                d1 = d1 + weight(wide, parameters, w + other) * delta_i
            k0, k1 = to + j * stride + t, to + other * stride + t
            if adds:
                d0, d1 = d0 + load(wide, upstream, k0 + ahead), d1 + load(wide, upstream, k1 + ahead)
            if keeps:
                store(upstream, k0, d0)
                store(upstream, k1, d1)
            store(delta, k0, d0 * load(wide, slopes, k0))
            store(delta, k1, d1 * load(wide, slopes, k1))


@inlined
def _accumulate(like, to, factor, weights, biases, n_in, n_out, delta, delta_at, stride, a, a_at, a_stride):
    """Adds `factor` times δ aᵀ, summed over the points, to the weights in `to`, and times Σ δ to the
    biases."""
    for i in range(0, n_out, 2):
        other = min(i + 1, n_out - 1)
        row0, row1 = delta_at + i * stride, delta_at + other * stride
        sum0, sum1 = spread(like, 0.0), spread(like, 0.0)
        if n_in == 0:
            for t in range(0, stride, width(like)):
                sum0, sum1 = sum0 + load(like, delta, row0 + t), sum1 + load(like, delta, row1 + t)
        for j in range(0, n_in, 2):
            more = min(j + 1, n_in - 1)
            g00, g01, g10, g11 = spread(like, 0.0), spread(like, 0.0), spread(like, 0.0), spread(like, 0.0)
            sum0, sum1 = spread(like, 0.0), spread(like, 0.0)
            for t in range(0, stride, width(like)):
                d0, d1 = load(like, delta, row0 + t), load(like, delta, row1 + t)
                a0, a1 = load(like, a, a_at + j * a_stride + t), load(like, a, a_at + more * a_stride + t)
                g00, g01 = g00 + d0 * a0, g01 + d0 * a1
                g10, g11 = g10 + d1 * a0, g11 + d1 * a1
                sum0, sum1 = sum0 + d0, sum1 + d1
            w0, w1 = weights + i * n_in, weights + other * n_in
            g00, g01 = _further(like, to, w0 + j, factor, g00), _further(like, to, w0 + more, factor, g01)
            g10, g11 = _further(like, to, w1 + j, factor, g10), _further(like, to, w1 + more, factor, g11)
            _put(like, to, w0 + j, g00)
            _put(like, to, w0 + more, g01)
            _put(like, to, w1 + j, g10)
            _put(like, to, w1 + more, g11)
        sum0 = _further(like, to, biases + i, factor, sum0)
        sum1 = _further(like, to, biases + other, factor, sum1)
        _put(like, to, biases + i, sum0)
        _put(like, to, biases + other, sum1)


@inlined
def _further(like, row, k, factor, g):
    """Number k of every network, `factor` times g further on."""
    return load(like, row, k * width(like)) + factor * g


@inlined
def _put(like, row, k, value):
    """Puts number k of every network into a row."""
    store(row, k * width(like), value)
