"""How wrong an output is."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.options import LossName

Array = NDArray[np.floating]


class Loss(NamedTuple):
    """The loss of outputs a against targets y, element by element, and its `slope` ∂loss/∂a."""

    of: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]


def huber(delta: float) -> Loss:
    """Quadratic for errors up to δ, straight beyond. Source: P. Huber, Robust Estimation, 1964."""

    def of(a: Array, y: Array) -> Array:
        error = np.abs(a - y)
        return np.where(error <= delta, 0.5 * error * error, delta * (error - 0.5 * delta))

    return Loss(of, lambda a, y: np.clip(a - y, -delta, delta))


ELEMENTWISE_LOSSES: dict[LossName, Callable[[float], Loss]] = {
    # half the square, as in TensorFlow Playground
    "square": lambda delta: Loss(lambda a, y: 0.5 * (a - y) ** 2, lambda a, y: a - y),
    "absolute": lambda delta: Loss(lambda a, y: np.abs(a - y), lambda a, y: np.sign(a - y)),
    "huber": huber,
    # for targets -1 and 1. C. Cortes, V. Vapnik, Support-Vector Networks, 1995
    "hinge": lambda delta: Loss(
        lambda a, y: np.maximum(0, 1 - y * a), lambda a, y: np.where(y * a < 1, -y, 0)
    ),
}
"""Each made for Huber's δ. The cross-entropies are one with their output's activation: see outputs.py."""
