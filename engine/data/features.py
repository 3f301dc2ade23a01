"""What the network is fed: expressions of a point's coordinates. Seven have names; others are as people type
them, and are called formulas."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.table import OF_COMMANDS
from engine.expressions.evaluation import evaluate
from engine.expressions.grammar import CONSTANTS
from engine.expressions.parsing import parse
from engine.expressions.tree import Tree, Variable, names_in
from engine.expressions.writing import written

Array = NDArray[np.floating]

VARIABLES: tuple[str, ...] = ("x1", "x2")
"""What a point of the plane consists of; that of a curve has x1 alone."""

ALL_VARIABLES: tuple[str, ...] = tuple(f"x{i}" for i in range(1, OF_COMMANDS.inputs + 1))
"""What a row of a table may consist of."""


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
    def variables(self) -> frozenset[str]:
        """The coordinates that it depends on."""
        return names_in(self.tree) - set(CONSTANTS)

    @property
    def is_input(self) -> bool:
        """Whether it is one of the coordinates itself."""
        return isinstance(self.tree, Variable)

    @property
    def of_curve(self) -> bool:
        """Whether it depends on x1 alone, so that the points of a curve have it too."""
        return self.variables <= {VARIABLES[0]}


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


_FURTHER = frozenset(ALL_VARIABLES[2:])
_NAMES = re.compile(r"\bx[0-9]+\b")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@lru_cache(maxsize=1024)
def feature_of(text: str) -> Feature:
    """The feature of a name or of a formula; `ExpressionError` for what is neither.

    Formulas that are the same but for spaces and brackets are the same feature, and one that has a name is
    called by it. Coordinates beyond the plane's are known where one is used.
    """
    if text in FEATURES:
        return FEATURES[text]
    tree = parse(text, VARIABLES if _FURTHER.isdisjoint(_NAMES.findall(text)) else ALL_VARIABLES)
    if tree in _NAME_OF:
        return FEATURES[_NAME_OF[tree]]
    name = written(tree)
    return Feature(name, name.translate(_LOWERED) if isinstance(tree, Variable) else name, tree)


@lru_cache(maxsize=32)
def inputs_of(n: int) -> tuple[str, ...]:
    """The names of the features that are n coordinates themselves."""
    return tuple(feature_of(name).name for name in ALL_VARIABLES[:n])


def feature_matrix(names: Sequence[str], points: Array) -> Array:
    """The inputs of the network, shape (n_points, n_features), for `points` (n_points, n_coordinates): the
    very same array where they are all coordinates in their order."""
    if tuple(names) == inputs_of(points.shape[1]):
        return points
    coordinates = {f"x{i}": column for i, column in enumerate(points.T, 1)}
    matrix = np.empty((len(points), len(names)), dtype=points.dtype)
    for i, name in enumerate(names):
        matrix[:, i] = evaluate(feature_of(name).tree, coordinates)
    return matrix
