"""Points in the plane of two classes and more. The noise moves points, never labels."""

import math

from engine.data.dataset import Dataset, Point
from engine.data.rng import SeedRandom


def blobs(n_points: int, noise: float, rng: SeedRandom, classes: int = 3) -> list[Point]:
    """A round cloud for each class, their centres evenly on a circle of radius 3.5; noise widens them."""
    variance = 0.3 + 3 * noise
    points: list[Point] = []
    for k in _class_of_each(n_points, classes):
        angle = 2 * math.pi * k / classes
        x = rng.normal(3.5 * math.sin(angle), variance)
        y = rng.normal(3.5 * math.cos(angle), variance)
        points.append((x, y, label_of(k, classes)))
    return points


def rings(n_points: int, noise: float, rng: SeedRandom, classes: int = 3, gap: float = 1) -> list[Point]:
    """Rings around each other, class 0 the disc in the middle, with gaps that noise fills."""
    width = 5.5 / classes
    points: list[Point] = []
    for k in _class_of_each(n_points, classes):
        r = rng.uniform(k * width, (k + (1 - 0.3 * gap)) * width)
        angle = rng.uniform(0, 2 * math.pi)
        x = r * math.sin(angle) + rng.uniform(-2 * width, 2 * width) * noise
        y = r * math.cos(angle) + rng.uniform(-2 * width, 2 * width) * noise
        points.append((x, y, label_of(k, classes)))
    return points


def pinwheel(n_points: int, noise: float, rng: SeedRandom, classes: int = 3) -> list[Point]:
    """An arm for each class, bent by half a turn on its way out."""
    points: list[Point] = []
    for k in _class_of_each(n_points, classes):
        r = rng.uniform(0.5, 5)
        across = rng.uniform(-0.15, 0.15)  # of the room that an arm has
        t = 2 * math.pi * ((k + across) / classes + 0.5 * r / 5)
        x = r * math.sin(t) + rng.uniform(-1, 1) * noise
        y = r * math.cos(t) + rng.uniform(-1, 1) * noise
        points.append((x, y, label_of(k, classes)))
    return points


def label_of(k: int, classes: int) -> float:
    """The label of class k: of two classes -1 and 1, as everywhere; of more the index."""
    return (-1.0, 1.0)[k] if classes == 2 else float(k)


def _class_of_each(n_points: int, classes: int) -> list[int]:
    """The class of every point: as many of each class as can be."""
    return [i * classes // n_points for i in range(n_points)]


DATASETS: dict[str, Dataset] = {
    "blobs": Dataset("classification", blobs, ("classes",)),
    "rings": Dataset("classification", rings, ("classes", "gap")),
    "pinwheel": Dataset("classification", pinwheel, ("classes",)),
}
