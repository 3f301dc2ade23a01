"""Normalisation inside the network: pre-activations brought to mean 0 and variance 1, then scaled anew.

    ẑ = (z − mean z) / √(var z + ε)        n = γ ẑ + β

Batch normalisation takes mean and variance over the points of a batch, for each neuron, and when it only
evaluates, what it remembers of the batches. Layer normalisation takes them over the neurons, for each point.
Sources: S. Ioffe, C. Szegedy, Batch Normalization, 2015; J. Ba and others, Layer Normalization, 2016.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

EPSILON = 1e-5
MEMORY = 0.9  # share of the remembered statistics that a batch leaves as it is

AXES: dict[str, int | None] = {"none": None, "batch": -2, "layer": -1}
"""What mean and variance of z (n_points, n_neurons) are taken over: -2 points, -1 neurons."""


class Statistics(NamedTuple):
    """What batch normalisation remembers of a layer: mean and variance, each of shape (n_neurons,)."""

    mean: Array
    variance: Array


class Normalised(NamedTuple):
    """ẑ and what the way back needs: 1 / √(var z + ε); and the mean and variance taken."""

    z: Array
    inverse: Array
    mean: Array
    variance: Array


def normalised(z: Array, axis: int) -> Normalised:
    """z (n_points, n_neurons) brought to mean 0 and variance 1 along `axis`."""
    mean = z.mean(axis=axis, keepdims=True)
    around = z - mean
    variance = (around * around).mean(axis=axis, keepdims=True)
    inverse = 1 / (variance + EPSILON) ** 0.5
    return Normalised(around * inverse, inverse, mean, variance)


def normalised_by(z: Array, remembered: Statistics) -> Array:
    """z (n_points, n_neurons) normalised by what is remembered."""
    normal: Array = (z - remembered.mean) / (remembered.variance + EPSILON) ** 0.5
    return normal


def back(delta: Array, normal: Normalised, axis: int) -> Array:
    """∂loss/∂z from `delta` = ∂loss/∂ẑ: (δ − mean δ − ẑ · mean(δ ẑ)) / √(var z + ε)."""
    mean = delta.mean(axis=axis, keepdims=True)
    along = (delta * normal.z).mean(axis=axis, keepdims=True)
    slope: Array = (delta - mean - normal.z * along) * normal.inverse
    return slope


def remembering(old: Statistics, normal: Normalised) -> Statistics:
    """The statistics after one more batch, whose variance counts as that of a sample: times n / (n − 1).

    A batch of a single point, which has no variance, changes nothing.
    """
    n = len(normal.z)
    if n < 2:
        return old
    return Statistics(
        MEMORY * old.mean + (1 - MEMORY) * normal.mean[0],
        MEMORY * old.variance + (1 - MEMORY) * normal.variance[0] * (n / (n - 1)),
    )
