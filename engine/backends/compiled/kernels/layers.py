"""What a layer computes for some points at once: sums forward, sums backward, gradients.

The activations of a panel of points stand in one array: all points of a neuron side by side, neuron after
neuron, `stride` numbers from one to the next. So a tile of neighbouring points is one value of lanes, a
weight is the same number in all of them, and a formula of one point computes them all. Four neurons are
computed together, because each tile that is loaded then serves four sums, which need not wait for each other.
"""

from engine.backends.compiled.lanes.operations import (
    add_total,
    add_totals,
    load,
    spread,
    store,
    weight,
    width,
)
from engine.backends.compiled.lanes.rows import inlined


@inlined
def linear(like, parameters, weights, row, column, biases, n_in, n_out, a, a_at, a_stride, z, z_at, stride):
    """z = W a + b: from a (n_in, …) at `a_at` to z (n_out, stride) at `z_at`."""
    _product(
        like, parameters, weights, row, column, True, biases, n_out, n_in, a, a_at, a_stride, z, z_at, stride,
        False,
    )  # fmt: skip


@inlined
def linear_back(like, parameters, weights, n_in, n_out, delta, delta_at, d, d_at, stride, is_weighed):
    """d = Wᵀ δ: from δ (n_out, stride) at `delta_at` to d (n_in, stride) at `d_at`; where it `is_weighed`
    times what stands there."""
    _product(
        like, parameters, weights, 1, n_in, False, 0, n_in, n_out, delta, delta_at, stride, d, d_at, stride,
        is_weighed,
    )  # fmt: skip


@inlined
def _product(
    like,
    parameters,
    weights,
    row,
    column,
    biased,
    biases,
    n_rows,
    n_columns,
    x,
    x_at,
    x_stride,
    y,
    y_at,
    stride,
    is_weighed,
):
    """y = M x + b for a matrix (n_rows, n_columns) whose number [i, j] is the parameter weights + i · row +
    j · column; b begins at `biases`, or is 0 where it is not `biased`. Where it `is_weighed` that is times
    what y was. Of an odd number of rows the last may be computed twice, and is put where it is already."""
    t = 0
    while t < stride:
        i = 0
        while i + 4 <= n_rows:
            y0 = _bias(like, parameters, biased, biases, i)
            y1 = _bias(like, parameters, biased, biases, i + 1)
            y2 = _bias(like, parameters, biased, biases, i + 2)
            y3 = _bias(like, parameters, biased, biases, i + 3)
            w0 = weights + i * row
            w1, w2, w3 = w0 + row, w0 + 2 * row, w0 + 3 * row
            for j in range(n_columns):
                x_j = load(like, x, x_at + j * x_stride + t)
                y0 = y0 + weight(like, parameters, w0 + j * column) * x_j
                y1 = y1 + weight(like, parameters, w1 + j * column) * x_j
                y2 = y2 + weight(like, parameters, w2 + j * column) * x_j
                y3 = y3 + weight(like, parameters, w3 + j * column) * x_j
            to = y_at + i * stride + t
            if is_weighed:
                y0, y1 = y0 * load(like, y, to), y1 * load(like, y, to + stride)
                y2, y3 = y2 * load(like, y, to + 2 * stride), y3 * load(like, y, to + 3 * stride)
            store(y, to, y0)
            store(y, to + stride, y1)
            store(y, to + 2 * stride, y2)
            store(y, to + 3 * stride, y3)
            i += 4
        while i < n_rows:
            more = 1 if i + 1 < n_rows else 0
            y0 = _bias(like, parameters, biased, biases, i)
            y1 = _bias(like, parameters, biased, biases, i + more)
            w0 = weights + i * row
            w1 = w0 + more * row
            for j in range(n_columns):
                x_j = load(like, x, x_at + j * x_stride + t)
                y0 = y0 + weight(like, parameters, w0 + j * column) * x_j
                y1 = y1 + weight(like, parameters, w1 + j * column) * x_j
            to = y_at + i * stride + t
            to_other = to + more * stride
            if is_weighed:
                y0, y1 = y0 * load(like, y, to), y1 * load(like, y, to_other)
            store(y, to, y0)
            store(y, to_other, y1)
            i += 2
        t += width(like)


@inlined
def _bias(like, parameters, biased, biases, i):
    """Bias i in every lane; 0 where there are none."""
    return weight(like, parameters, biases + i) if biased else spread(like, 0.0)


@inlined
def accumulate(like, gradients, weights, biases, n_in, n_out, delta, delta_at, stride, a, a_at, a_stride):
    """Adds δ aᵀ, summed over the points, to the gradient of the weights, and Σ δ to that of the biases."""
    for i in range(n_out):
        row = delta_at + i * stride
        j = 0
        while j + 4 <= n_in:
            g0 = spread(like, 0.0)
            g1 = spread(like, 0.0)
            g2 = spread(like, 0.0)
            g3 = spread(like, 0.0)
            for t in range(0, stride, width(like)):
                delta_i = load(like, delta, row + t)
                at = a_at + j * a_stride + t
                g0 = g0 + delta_i * load(like, a, at)
                g1 = g1 + delta_i * load(like, a, at + a_stride)
                g2 = g2 + delta_i * load(like, a, at + 2 * a_stride)
                g3 = g3 + delta_i * load(like, a, at + 3 * a_stride)
            add_totals(gradients, weights + i * n_in + j, g0, g1, g2, g3)
            j += 4
        while j < n_in:
            g0 = spread(like, 0.0)
            for t in range(0, stride, width(like)):
                g0 = g0 + load(like, delta, row + t) * load(like, a, a_at + j * a_stride + t)
            add_total(gradients, weights + i * n_in + j, g0)
            j += 1
        sum_0 = spread(like, 0.0)
        for t in range(0, stride, width(like)):
            sum_0 = sum_0 + load(like, delta, row + t)
        add_total(gradients, biases + i, sum_0)
