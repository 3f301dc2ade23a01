"""All datasets: points, each with the label that the network shall learn, drawn, shuffled and split."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data import class_points, curve_points, more_points, plane_points
from engine.data.dataset import PROBLEMS, Dataset, Point, ProblemName
from engine.data.rng import SeedRandom


class Points(NamedTuple):
    """Labelled points: `x` has shape (n_points, 2), `label` (n_points,); both float64.

    Two classes are labelled -1 and 1, more of them by their index from 0. The points of a curve have x₂ = 0.
    """

    x: NDArray[np.float64]
    label: NDArray[np.float64]


class Split(NamedTuple):
    """The points the network learns from and those it is tested with, in visiting order."""

    train: Points
    test: Points


DATASETS: dict[str, Dataset] = {
    **plane_points.DATASETS,
    **class_points.DATASETS,
    **more_points.DATASETS,
    **curve_points.DATASETS,
}

DATASETS_OF: dict[ProblemName, tuple[str, ...]] = {
    problem: tuple(name for name, dataset in DATASETS.items() if dataset.problem == problem)
    for problem in PROBLEMS
}

N_POINTS: dict[ProblemName, int] = {"classification": 500, "regression": 1200, "curve": 200}
"""How many points there are, unless somebody says how many."""

LEAST_POINTS, MOST_POINTS = 10, 5000
N_SAMPLE = 96
"""So many are enough to see what a dataset is like."""


def sample(
    name: str, n_points: int = N_SAMPLE, noise: float = 0, seed: str = "0.5", classes: int = 3
) -> Points:
    """About `n_points` points of a dataset, for a thumbnail; `noise` in percent."""
    dataset = DATASETS[name]
    more = {"classes": classes} if dataset.has_classes else {}
    return as_points(dataset.draw(n_points, noise / 100, SeedRandom(seed), **more))


def drawn_points(experiment: Any, rng: SeedRandom) -> list[Point]:
    """The points of an experiment, in the order in which they are drawn; not spoilt yet."""
    dataset = DATASETS[experiment.active_dataset]
    n_points = experiment.n_points or N_POINTS[experiment.problem]
    heeded = {field: getattr(experiment, field) for field in dataset.heeds}
    return dataset.draw(n_points, experiment.noise / 100, rng, **heeded)


def split(points: list[Point], train_percent: float) -> Split:
    """The first `train_percent` of the points, rounded down, to train with, the others to test with; at least
    one of each."""
    n_train = min(max(1, math.floor(len(points) * train_percent / 100)), len(points) - 1)
    return Split(as_points(points[:n_train]), as_points(points[n_train:]))


def as_points(points: list[Point]) -> Points:
    """A list of points as arrays."""
    table = np.array(points, dtype=np.float64).reshape(-1, 3)
    return Points(table[:, :2].copy(), table[:, 2].copy())


def shuffle(points: list[Point], rng: SeedRandom) -> None:
    """Shuffles in place, by Fisher and Yates, from the back."""
    for n in range(len(points), 0, -1):
        k = math.floor(rng.random() * n)
        points[n - 1], points[k] = points[k], points[n - 1]
