"""Input normalisation: every feature brought to one size, as the training points have it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


class Scaling(NamedTuple):
    """What is taken off each feature and what it is then divided by, each of shape (n_features,)."""

    shift: Array
    unit: Array

    def __call__(self, x: Array) -> Array:
        """Inputs x (n_points, n_features), scaled; of the same precision as x."""
        scaled = x - self.shift.astype(x.dtype)
        scaled /= self.unit.astype(x.dtype)
        return scaled


def min_max(x: Array) -> Scaling:
    """(x − min) / (max − min): the training points reach from 0 to 1."""
    low = x.min(axis=0)
    return Scaling(low, _unit(x.max(axis=0) - low))


def standard(x: Array) -> Scaling:
    """(x − mean) / standard deviation: the training points have mean 0 and variance 1."""
    return Scaling(x.mean(axis=0), _unit(x.std(axis=0)))


INPUT_SCALINGS: dict[str, Callable[[Array], Scaling] | None] = {
    "none": None,
    "min-max": min_max,
    "standard": standard,
}
"""Each finds the scaling of training inputs (n_points, n_features); None leaves them as they are."""


def _unit(size: Array) -> Array:
    """The sizes to divide by: 1 for a feature that is the same everywhere."""
    return np.where(size > 0, size, 1.0)
