"""The problems: points, each with the label that the network shall learn, drawn, shuffled and split."""

import math
from functools import partial
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from engine.data import class_points, curve_points, plane_points
from engine.data.plane_points import Draw, Point
from engine.data.rng import SeedRandom
from engine.experiment.experiment import WITH_CLASSES, Experiment
from engine.experiment.options import (
    AnyDatasetName,
    CurveDatasetName,
    DatasetName,
    ProblemName,
    RegressionDatasetName,
)


class Points(NamedTuple):
    """Labelled points: `x` has shape (n_points, 2), `label` (n_points,); both float64.

    Two classes are labelled -1 and 1, more of them by their index from 0. The points of a curve have x₂ = 0.
    """

    x: NDArray[np.float64]
    label: NDArray[np.float64]


class Data(NamedTuple):
    """The points the network learns from and those it is tested with, in visiting order."""

    train: Points
    test: Points


DATASETS: dict[AnyDatasetName, Draw] = {
    "circle": plane_points.circle,
    "xor": plane_points.xor,
    "gauss": plane_points.gauss,
    "spiral": plane_points.spiral,
    "blobs": class_points.blobs,
    "rings": class_points.rings,
    "pinwheel": class_points.pinwheel,
    "reg-plane": plane_points.plane,
    "reg-gauss": plane_points.bumps,
    "step": curve_points.step,
    "box": curve_points.box,
    "sine": curve_points.sine,
    "polynomial": curve_points.polynomial,
}
"""Each draws about `n_points` points in order; noise is a fraction (0.5 is 50 percent)."""

DATASETS_OF: dict[ProblemName, tuple[AnyDatasetName, ...]] = {
    "classification": get_args(DatasetName),
    "regression": get_args(RegressionDatasetName),
    "curve": get_args(CurveDatasetName),
}

N_POINTS: dict[ProblemName, int] = {"classification": 500, "regression": 1200, "curve": 200}


def make_data(experiment: Experiment, rng: SeedRandom) -> Data:
    """The points of an experiment, drawn, shuffled and split.

    With a seed of their own, points and split come from that; `rng` is drawn from all the same, so that
    neither changes the other nor the first weights.
    """
    n_points = N_POINTS[experiment.problem]
    points = _drawn(experiment, n_points, rng)
    if experiment.data_seed:
        points = _drawn(experiment, n_points, SeedRandom(experiment.data_seed))
    if experiment.split_seed:
        shuffle(points.copy(), rng)
        rng = SeedRandom(experiment.split_seed)
    shuffle(points, rng)
    n_train = math.floor(n_points * experiment.train_percent / 100)
    return Data(as_points(points[:n_train]), as_points(points[n_train:]))


def sample(
    name: AnyDatasetName, n_points: int = 150, noise: float = 0, seed: str = "0.5", classes: int = 3
) -> Points:
    """About `n_points` points of a dataset, for a thumbnail; `noise` in percent."""
    return as_points(draw_of(name, classes)(n_points, noise / 100, SeedRandom(seed)))


def draw_of(name: AnyDatasetName, classes: int) -> Draw:
    """How the points of a dataset are drawn; those of `classes` classes, where it heeds that."""
    return partial(DATASETS[name], classes=classes) if name in WITH_CLASSES else DATASETS[name]


def _drawn(experiment: Experiment, n_points: int, rng: SeedRandom) -> list[Point]:
    draw = draw_of(experiment.active_dataset, experiment.classes)
    return draw(n_points, experiment.noise / 100, rng)


def as_points(points: list[Point]) -> Points:
    """A list of points as arrays."""
    table = np.array(points, dtype=np.float64).reshape(-1, 3)
    return Points(table[:, :2].copy(), table[:, 2].copy())


def shuffle(points: list[Point], rng: SeedRandom) -> None:
    """Shuffles in place, by Fisher and Yates, from the back."""
    for n in range(len(points), 0, -1):
        k = math.floor(rng.random() * n)
        points[n - 1], points[k] = points[k], points[n - 1]
