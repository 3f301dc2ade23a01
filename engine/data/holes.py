"""Where a formula has no value that a network can be fed with."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT
from engine.data.features import ALL_VARIABLES, VARIABLES, feature_of
from engine.expressions.evaluation import evaluate
from engine.expressions.tree import names_in
from engine.reasons import Reason

LARGEST = 1e30
"""The values of a formula are at most so large: then they are finite in single precision, too."""

STEP, WIDE, WIDE_STEP = 0.1, 24.0, 0.5
"""The plane is looked at in steps of a tenth, its surroundings, where noise brings points, up to 24."""


@lru_cache(maxsize=256)
def hole_in_plane(formula: str) -> Reason | None:
    """Why a formula cannot be a feature of the plane from -6 to 6; None where it can, or is none of the plane
    alone."""
    used = feature_of(formula).variables
    if not used:
        return Reason("value_constant", formula=formula)
    if not used <= set(VARIABLES):
        return None
    return hole_at(formula, _grid(formula, EXTENT, STEP))


@lru_cache(maxsize=256)
def hole_on_line(formula: str) -> Reason | None:
    """Why a formula of x1 cannot be a curve from -6 to 6; None where it can."""
    return hole_at(formula, _grid(formula, EXTENT, STEP / 10))


@lru_cache(maxsize=256)
def is_steady(formula: str) -> bool:
    """Whether a formula has values all around the plane, so that its points need not be looked at; or is an
    input itself, which always has one."""
    feature = feature_of(formula)
    if feature.is_input:
        return True
    if not feature.variables <= set(VARIABLES):
        return False
    return hole_at(formula, _grid(formula, WIDE, WIDE_STEP)) is None


def hole_at(formula: str, points: NDArray[np.float64]) -> Reason | None:
    """Why a formula cannot be a feature of these points (n_points, n_coordinates): the first at fault."""
    feature = feature_of(formula)
    coordinates = {name: points[:, i] for i, name in enumerate(ALL_VARIABLES[: points.shape[1]])}
    values = np.broadcast_to(evaluate(feature.tree, coordinates), len(points))
    wrong = ~(np.abs(values) <= LARGEST)  # true for NaN
    if not wrong.any():
        return None
    first = int(wrong.argmax())
    used = ((name, each) for name, each in coordinates.items() if name in feature.variables)
    place = ", ".join(f"{name} = {each[first]:.4g}" for name, each in used)
    if np.isfinite(values[first]):
        return Reason("value_too_large", formula=formula, high=f"{LARGEST:.0e}", place=place)
    return Reason("value_not_finite", formula=formula, place=place)


def _grid(formula: str, reach: float, step: float) -> NDArray[np.float64]:
    """Points of a square, (n_points, 2), from the lower left; a coordinate that does not count is 0."""
    n = round(reach / step)
    along = np.arange(-n, n + 1) / round(1 / step)
    used = names_in(feature_of(formula).tree)
    x1, x2 = (along if name in used else np.zeros(1) for name in ("x1", "x2"))
    return np.stack([np.repeat(x1, len(x2)), np.tile(x2, len(x1))], axis=1)
