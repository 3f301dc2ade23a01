"""What a dataset is."""

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

ProblemName = Literal["classification", "regression", "curve"]
PROBLEMS: tuple[ProblemName, ...] = get_args(ProblemName)

Point = tuple[float, float, float]
"""x₁, x₂ and label, as points are drawn."""


class Points(NamedTuple):
    """Labelled points: `x` has shape (n_points, n_inputs), `label` (n_points,); both float64.

    Two classes are labelled -1 and 1, more of them by their index from 0. The points of a curve have x₂ = 0.
    """

    x: NDArray[np.float64]
    label: NDArray[np.float64]


def as_points(points: list[Point]) -> Points:
    """A list of points as arrays."""
    table = np.array(points, dtype=np.float64).reshape(-1, 3)
    return Points(table[:, :-1].copy(), table[:, -1].copy())


EXTENT = 6.0
"""The plane that is shown: x and y from -EXTENT to EXTENT. Noise may bring points out of it."""


class Dataset(NamedTuple):
    """`draw` gives about n_points points in order, from n_points, noise (a fraction: 0.5 is 50 percent) and a
    random stream; and from those fields of an experiment that it `heeds`, each by its name."""

    problem: ProblemName
    draw: Callable[..., list[Point]]
    heeds: tuple[str, ...] = ()

    @property
    def has_classes(self) -> bool:
        """Whether there can be any number of classes; others have two."""
        return "classes" in self.heeds


def no_points(*given: object, **heeded: object) -> list[Point]:
    """What is drawn where the points are the rows of a table."""
    return []
