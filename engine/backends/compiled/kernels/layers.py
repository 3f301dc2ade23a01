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
from engine.backends.compiled.lanes.rows import called


@called
def linear(like, parameters, weights, biases, n_in, n_out, a, a_at, a_stride, z, z_at, stride):
    """z = W a + b: from a (n_in, …) at `a_at` to z (n_out, stride) at `z_at`."""
    for t in range(0, stride, width(like)):
        i = 0
        while i + 4 <= n_out:
            w0 = weights + i * n_in
            w1, w2, w3 = w0 + n_in, w0 + 2 * n_in, w0 + 3 * n_in
            z0 = weight(like, parameters, biases + i)
            z1 = weight(like, parameters, biases + i + 1)
            z2 = weight(like, parameters, biases + i + 2)
            z3 = weight(like, parameters, biases + i + 3)
            for j in range(n_in):
                a_j = load(like, a, a_at + j * a_stride + t)
                z0 = z0 + weight(like, parameters, w0 + j) * a_j
                z1 = z1 + weight(like, parameters, w1 + j) * a_j
                z2 = z2 + weight(like, parameters, w2 + j) * a_j
                z3 = z3 + weight(like, parameters, w3 + j) * a_j
            to = z_at + i * stride + t
            store(z, to, z0)
            store(z, to + stride, z1)
            store(z, to + 2 * stride, z2)
            store(z, to + 3 * stride, z3)
            i += 4
        while i < n_out:
            w0 = weights + i * n_in
            z0 = weight(like, parameters, biases + i)
            for j in range(n_in):
                z0 = z0 + weight(like, parameters, w0 + j) * load(like, a, a_at + j * a_stride + t)
            store(z, z_at + i * stride + t, z0)
            i += 1


@called
def linear_back(like, parameters, weights, n_in, n_out, delta, delta_at, d, d_at, stride):
    """d = Wᵀ δ: from δ (n_out, stride) at `delta_at` to d (n_in, stride) at `d_at`."""
    for t in range(0, stride, width(like)):
        j = 0
        while j + 4 <= n_in:
            d0 = spread(like, 0.0)
            d1 = spread(like, 0.0)
            d2 = spread(like, 0.0)
            d3 = spread(like, 0.0)
            for i in range(n_out):
                delta_i = load(like, delta, delta_at + i * stride + t)
                w = weights + i * n_in + j
                d0 = d0 + weight(like, parameters, w) * delta_i
                d1 = d1 + weight(like, parameters, w + 1) * delta_i
                d2 = d2 + weight(like, parameters, w + 2) * delta_i
                d3 = d3 + weight(like, parameters, w + 3) * delta_i
            to = d_at + j * stride + t
            store(d, to, d0)
            store(d, to + stride, d1)
            store(d, to + 2 * stride, d2)
            store(d, to + 3 * stride, d3)
            j += 4
        while j < n_in:
            d0 = spread(like, 0.0)
            for i in range(n_out):
                delta_i = load(like, delta, delta_at + i * stride + t)
                d0 = d0 + weight(like, parameters, weights + i * n_in + j) * delta_i
            store(d, d_at + j * stride + t, d0)
            j += 1


@called
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
