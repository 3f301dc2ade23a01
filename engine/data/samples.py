"""A few points of each dataset, for thumbnails."""

from engine.data.dataset import Points, as_points
from engine.data.datasets import DATASETS
from engine.data.plane import spread_of
from engine.data.real_sets import REAL_SETS, real_table
from engine.data.rng import SeedRandom
from engine.data.table import Table
from engine.data.units import units_of

N_SAMPLE = 96
"""So many are enough to see what a dataset is like."""


def sample(
    name: str, n_points: int = N_SAMPLE, noise: float = 0, seed: str = "0.5", classes: int = 3
) -> Points:
    """About `n_points` points of a dataset in the plane, for a thumbnail; `noise` in percent. A real set is
    seen along its first two principal components."""
    if name in REAL_SETS:
        return _seen(real_table(name, n_points))
    dataset = DATASETS[name]
    more = {"classes": classes} if dataset.has_classes else {}
    return as_points(dataset.draw(n_points, noise / 100, SeedRandom(seed), **more))


def _seen(table: Table) -> Points:
    units = units_of(table.x, None if table.classes else table.label)
    x = units.places(table.x)
    return Points(spread_of(x).plane(()).places(x), units.labels(table.label))


def n_classes_of(name: str, classes: int) -> int | None:
    """How many classes a sample has, `classes` where there can be any number; None where it has numbers."""
    if name in REAL_SETS:
        return real_table(name, N_SAMPLE).n_classes
    dataset = DATASETS[name]
    if dataset.problem != "classification":
        return None
    return classes if dataset.has_classes else 2
