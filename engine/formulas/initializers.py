"""How initial weights are drawn."""

import math
from collections.abc import Callable
from typing import NamedTuple

from engine.data.rng import SeedRandom


class Initializer(NamedTuple):
    """`draw` gives an initial weight of a layer with so many inputs and neurons; every bias begins at
    `bias`."""

    draw: Callable[[SeedRandom, int, int], float]
    bias: float


def _glorot(n_in: int, n_out: int) -> float:
    """The variance 2 / (n_in + n_out) keeps both signals and gradients of one size from layer to layer."""
    return 2 / (n_in + n_out)


INITIALIZERS: dict[str, Initializer] = {
    # those of TensorFlow Playground; its zeros are drawn all the same, so that the stream goes on equally
    "original": Initializer(lambda rng, n_in, n_out: rng.random() - 0.5, bias=0.1),
    "zeros": Initializer(lambda rng, n_in, n_out: 0.0 * rng.random(), bias=0.0),
    "uniform": Initializer(lambda rng, n_in, n_out: rng.uniform(-1, 1), bias=0.0),
    # X. Glorot, Y. Bengio, Understanding the Difficulty of Training Deep Feedforward Networks, 2010
    "xavier-uniform": Initializer(
        lambda rng, n_in, n_out: rng.uniform(-1, 1) * math.sqrt(3 * _glorot(n_in, n_out)), bias=0.0
    ),
    "xavier-normal": Initializer(lambda rng, n_in, n_out: rng.normal(0, _glorot(n_in, n_out)), bias=0.0),
    # K. He and others, Delving Deep into Rectifiers, 2015
    "he": Initializer(lambda rng, n_in, n_out: rng.normal(0, 2 / n_in), bias=0.0),
}
