"""First weights and biases."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from engine.network import Layer
from engine.rng import SeedRandom

InitializerName = Literal["uniform", "zero"]

FIRST_BIAS = 0.1

INITIALIZERS: dict[InitializerName, Callable[[SeedRandom], float]] = {
    "uniform": lambda rng: rng.random() - 0.5,
    "zero": lambda rng: 0.0 * rng.random(),  # draws all the same, as the original does
}
"""Each gives one first weight."""


def first_parameters(sizes: Sequence[int], name: InitializerName, rng: SeedRandom) -> tuple[Layer, ...]:
    """The layers of a network with `sizes` neurons (inputs first), drawn neuron by neuron, input by input."""
    draw = INITIALIZERS[name]
    layers = []
    for n_in, n_out in pairwise(sizes):
        weights = np.array([[draw(rng) for _ in range(n_in)] for _ in range(n_out)], dtype=np.float64)
        layers.append(Layer(weights.reshape(n_out, n_in), np.full(n_out, FIRST_BIAS)))
    return tuple(layers)
