"""What the network is fed: functions of a point's two coordinates."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


class Feature(NamedTuple):
    """A function of the coordinates x1 and x2 (of any one shape) and its name as people write it.
    `of_curve`: it depends on x1 alone, so that the points of a curve have it too."""

    label: str
    of: Callable[[Array, Array], Array]
    of_curve: bool = False


FEATURES: dict[str, Feature] = {
    "x": Feature("x₁", lambda x1, x2: x1, of_curve=True),
    "y": Feature("x₂", lambda x1, x2: x2),
    "xSquared": Feature("x₁²", lambda x1, x2: x1 * x1, of_curve=True),
    "ySquared": Feature("x₂²", lambda x1, x2: x2 * x2),
    "xTimesY": Feature("x₁x₂", lambda x1, x2: x1 * x2),
    "sinX": Feature("sin(x₁)", lambda x1, x2: np.sin(x1), of_curve=True),
    "sinY": Feature("sin(x₂)", lambda x1, x2: np.sin(x2)),
}

CURVE_FEATURES: tuple[str, ...] = tuple(name for name, feature in FEATURES.items() if feature.of_curve)


def feature_matrix(names: Sequence[str], xy: Array) -> Array:
    """The inputs of the network, shape (n_points, n_features), for points `xy` of shape (n_points, 2)."""
    columns = [FEATURES[name].of(xy[:, 0], xy[:, 1]) for name in names]
    return np.stack(columns, axis=1) if columns else np.empty((len(xy), 0), dtype=xy.dtype)
