"""What the network is fed: expressions of a point's coordinates. Seven have names; others are as people type
them, and are called formulas."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.expressions.evaluation import evaluate
from engine.expressions.grammar import CONSTANTS
from engine.expressions.parsing import parse
from engine.expressions.tree import Tree, names_in
from engine.expressions.writing import written

Array = NDArray[np.floating]

VARIABLES: tuple[str, ...] = ("x1", "x2")
"""What a point of the plane consists of; that of a curve has x1 alone."""


class Feature(NamedTuple):
    """An expression of the coordinates. `name` is its name in experiments and links, for a formula its text;
    `label` is how people write it."""

    name: str
    label: str
    tree: Tree

    @property
    def formula(self) -> str:
        """What people would type for it."""
        return written(self.tree)

    @property
    def of_curve(self) -> bool:
        """Whether it depends on x1 alone, so that the points of a curve have it too."""
        return names_in(self.tree) <= {VARIABLES[0], *CONSTANTS}


def _named(name: str, label: str, text: str) -> tuple[str, Feature]:
    return name, Feature(name, label, parse(text, VARIABLES))


FEATURES: dict[str, Feature] = dict(
    (
        _named("x", "x₁", "x1"),
        _named("y", "x₂", "x2"),
        _named("xSquared", "x₁²", "x1^2"),
        _named("ySquared", "x₂²", "x2^2"),
        _named("xTimesY", "x₁x₂", "x1*x2"),
        _named("sinX", "sin(x₁)", "sin(x1)"),
        _named("sinY", "sin(x₂)", "sin(x2)"),
    )
)
"""The features that have names."""

CURVE_FEATURES: tuple[str, ...] = tuple(name for name, feature in FEATURES.items() if feature.of_curve)

_NAME_OF: dict[Tree, str] = {feature.tree: name for name, feature in FEATURES.items()}


@lru_cache(maxsize=1024)
def feature_of(text: str, variables: tuple[str, ...] = VARIABLES) -> Feature:
    """The feature of a name or of a formula of these variables; `ExpressionError` for what is neither.

    Formulas that are the same but for spaces and brackets are the same feature, and one that has a name is
    called by it.
    """
    if text in FEATURES:
        return FEATURES[text]
    tree = parse(text, variables)
    name = _NAME_OF.get(tree)
    return Feature(written(tree), written(tree), tree) if name is None else FEATURES[name]


def feature_matrix(names: Sequence[str], points: Array) -> Array:
    """The inputs of the network, shape (n_points, n_features), for `points` (n_points, n_coordinates)."""
    coordinates = {f"x{i}": column for i, column in enumerate(points.T, 1)}
    matrix = np.empty((len(points), len(names)), dtype=points.dtype)
    for i, name in enumerate(names):
        matrix[:, i] = evaluate(feature_of(name, tuple(coordinates)).tree, coordinates)
    return matrix
