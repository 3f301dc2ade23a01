"""What a dataset is."""

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

ProblemName = Literal["classification", "regression", "curve"]
PROBLEMS: tuple[ProblemName, ...] = get_args(ProblemName)

Point = tuple[float, float, float]
"""x, y and label."""


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
