"""How far the points of a batch agree on where it goes downhill: the noise that every update has.

The gradient g of one point is δ aᵀ in every layer, and δ for its biases; a batch steps along the mean ḡ of
its points, in the place of the mean G of all training points, which would take much longer. How near they are
is their cosine, g · G / (‖g‖ ‖G‖): 1 is the same direction, 0 at right angles, −1 the opposite one. What
single points do across G cancels out in the mean, so that ḡ is nearer to G, and shorter, than they are.

Source: L. Bottou, F. Curtis, J. Nocedal, Optimization Methods for Large-Scale Machine Learning, 2018,
section 4.2.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.network.network import Array, Layer


class GradientNoise(NamedTuple):
    """Of every point of a batch the cosine to the gradient of all, and how long its own is, (n_points,);
    `batch_cosine` and `batch_length` of their mean, `whole_length` of the gradient of all. A cosine is 0
    where a gradient is zero."""

    cosines: Array
    lengths: Array
    batch_cosine: float
    batch_length: float
    whole_length: float


def gradient_noise(
    deltas: Sequence[Array], outputs: Sequence[Array], whole: Sequence[Layer]
) -> GradientNoise:
    """Returns the noise of a batch with δ of every layer, [(n_points, n_out), …], and what each layer got,
    [(n_points, n_in), …]; `whole` is the mean gradient of all points, layer by layer.

    Of the gradients of single points only the products are worked out: (δ aᵀ) · G = δ G a.
    """
    n = len(deltas[0])
    along, squares = np.zeros(n), np.zeros(n)
    batch: list[Layer] = []
    for delta, a, (w, b) in zip(deltas, outputs, whole, strict=False):
        along += ((delta @ w) * a).sum(axis=1) + delta @ b
        squares += (delta**2).sum(axis=1) * ((a**2).sum(axis=1) + 1)
        batch.append(Layer(delta.T @ a / n, delta.mean(axis=0)))
    lengths = np.sqrt(squares)
    whole_length, batch_length = _length(whole), _length(batch)
    pairs = zip(batch, whole, strict=True)
    product = sum(np.vdot(one.weights, w) + np.vdot(one.biases, b) for one, (w, b) in pairs)
    return GradientNoise(
        cosines=_quotient(along, lengths * whole_length),
        lengths=lengths,
        batch_cosine=float(_quotient(np.array(product), np.array(batch_length * whole_length))),
        batch_length=batch_length,
        whole_length=whole_length,
    )


def _length(layers: Sequence[Layer]) -> float:
    return float(np.sqrt(sum(np.vdot(each, each) for layer in layers for each in layer)))


def _quotient(a: Array, b: Array) -> Array:
    """Returns a / b, and 0 where b is."""
    quotient: Array = np.divide(a, b, out=np.zeros_like(a), where=b > 0)
    return quotient
