"""The problems: points in the plane, each with the label that the network shall learn.

Shapes, draws and their order are those of TensorFlow Playground, so that a seed gives the same points.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment import DatasetName, Experiment, ProblemName, RegressionDatasetName
from engine.rng import SeedRandom

Point = tuple[float, float, float]
"""x, y and label."""


class Points(NamedTuple):
    """Labelled points: `x` has shape (n_points, 2), `label` (n_points,); both float64."""

    x: NDArray[np.float64]
    label: NDArray[np.float64]


class Data(NamedTuple):
    """The points the network learns from and those it is tested with, in visiting order."""

    train: Points
    test: Points


N_POINTS: dict[ProblemName, int] = {"classification": 500, "regression": 1200}


def make_data(experiment: Experiment, rng: SeedRandom) -> Data:
    """The points of an experiment, drawn, shuffled and split."""
    n_points = N_POINTS[experiment.problem]
    points = DATASETS[experiment.active_dataset](n_points, experiment.noise / 100, rng)
    shuffle(points, rng)
    n_train = math.floor(n_points * experiment.train_percent / 100)
    return Data(as_points(points[:n_train]), as_points(points[n_train:]))


def sample(
    name: DatasetName | RegressionDatasetName, n_points: int = 150, noise: float = 0, seed: str = "0.5"
) -> Points:
    """About `n_points` points of a dataset, for a thumbnail; `noise` in percent."""
    return as_points(DATASETS[name](n_points, noise / 100, SeedRandom(seed)))


def as_points(points: list[Point]) -> Points:
    """A list of points as arrays."""
    table = np.array(points, dtype=np.float64).reshape(-1, 3)
    return Points(table[:, :2].copy(), table[:, 2].copy())


def shuffle(points: list[Point], rng: SeedRandom) -> None:
    """Shuffles in place, by Fisher and Yates, from the back."""
    for n in range(len(points), 0, -1):
        k = math.floor(rng.random() * n)
        points[n - 1], points[k] = points[k], points[n - 1]


def circle(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """A disc (label 1) in a ring (label -1). Noise changes labels near the border, never places."""
    radius = 5.0
    points: list[Point] = []
    for inner, outer in ((0.0, radius * 0.5), (radius * 0.7, radius)):
        for _ in range(n_points // 2):
            r = rng.uniform(inner, outer)
            angle = rng.uniform(0, 2 * math.pi)
            x, y = r * math.sin(angle), r * math.cos(angle)
            noise_x = rng.uniform(-radius, radius) * noise
            noise_y = rng.uniform(-radius, radius) * noise
            distance = math.sqrt((x + noise_x) ** 2 + (y + noise_y) ** 2)
            points.append((x, y, 1.0 if distance < radius * 0.5 else -1.0))
    return points


def xor(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Four squares; label 1 where x and y have the same sign."""
    gap = 0.3
    points: list[Point] = []
    for _ in range(n_points):
        x = rng.uniform(-5, 5)
        x += gap if x > 0 else -gap
        y = rng.uniform(-5, 5)
        y += gap if y > 0 else -gap
        noise_x = rng.uniform(-5, 5) * noise
        noise_y = rng.uniform(-5, 5) * noise
        points.append((x, y, 1.0 if (x + noise_x) * (y + noise_y) >= 0 else -1.0))
    return points


def gauss(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Two clouds, around (2, 2) with label 1 and around (-2, -2) with label -1; noise widens them."""
    variance = 0.5 + 7 * noise
    points: list[Point] = []
    for centre, label in ((2.0, 1.0), (-2.0, -1.0)):
        for _ in range(n_points // 2):
            x = _normal(centre, variance, rng)
            y = _normal(centre, variance, rng)
            points.append((x, y, label))
    return points


def spiral(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Two intertwined arms, label 1 and label -1; noise moves the points."""
    n = n_points // 2
    points: list[Point] = []
    for shift, label in ((0.0, 1.0), (math.pi, -1.0)):
        for i in range(n):
            r = i / n * 5
            t = 1.75 * i / n * 2 * math.pi + shift
            x = r * math.sin(t) + rng.uniform(-1, 1) * noise
            y = r * math.cos(t) + rng.uniform(-1, 1) * noise
            points.append((x, y, label))
    return points


def plane(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """A slope: the label is (x + y) / 10, at the noisy place."""
    return [
        (x, y, (noisy_x + noisy_y) / 10) for x, y, noisy_x, noisy_y in _noisy_places(n_points, noise, rng)
    ]


def bumps(n_points: int, noise: float, rng: SeedRandom) -> list[Point]:
    """Three hills and three hollows, cones of radius 2: the label is the height at the noisy place."""
    return [
        (x, y, _height(noisy_x, noisy_y)) for x, y, noisy_x, noisy_y in _noisy_places(n_points, noise, rng)
    ]


DATASETS: dict[DatasetName | RegressionDatasetName, Callable[[int, float, SeedRandom], list[Point]]] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "reg-plane": plane,
    "reg-gauss": bumps,
}
"""Each draws about `n_points` points in order; noise is a fraction (0.5 is 50 percent)."""

_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))  # x, y, sign


def _height(x: float, y: float) -> float:
    """The value of greatest magnitude of all bumps at a place, the first of equals; 0 where none reaches."""
    height = 0.0
    for centre_x, centre_y, sign in _BUMPS:
        distance = math.sqrt((x - centre_x) ** 2 + (y - centre_y) ** 2)
        value = sign * min(max(1 - distance / 2, 0.0), 1.0)
        if abs(value) > abs(height):
            height = value
    return height


def _noisy_places(n_points: int, noise: float, rng: SeedRandom) -> list[tuple[float, float, float, float]]:
    """Places (x, y) with -6 <= x, y < 6, each with the noisy place that decides its label."""
    places: list[tuple[float, float, float, float]] = []
    for _ in range(n_points):
        x = rng.uniform(-6, 6)
        y = rng.uniform(-6, 6)
        noise_x = rng.uniform(-6, 6) * noise
        noise_y = rng.uniform(-6, 6) * noise
        places.append((x, y, x + noise_x, y + noise_y))
    return places


def _normal(mean: float, variance: float, rng: SeedRandom) -> float:
    """A normally distributed number by Marsaglia's polar method; the second of each pair is not kept."""
    s = 2.0
    while s > 1 or s == 0:
        v1 = 2 * rng.random() - 1
        v2 = 2 * rng.random() - 1
        s = v1 * v1 + v2 * v2
    return mean + math.sqrt(variance) * math.sqrt(-2 * math.log(s) / s) * v1
