"""The points of an experiment: drawn, spoilt, shuffled, split, and brought to the plane."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Points, as_points
from engine.data.datasets import DATASETS, N_POINTS
from engine.data.rng import RowsRandom, SeedRandom
from engine.data.spoiling import PLANE, spoilt
from engine.data.table import Table
from engine.data.table_points import taken
from engine.data.units import Units, units_of

Order = NDArray[np.intp]
"""Indices of points, each once."""


class Split(NamedTuple):
    """The points the network learns from and those it is tested with, in visiting order."""

    train: Points
    test: Points


def make_data(experiment: Any, rng: SeedRandom) -> tuple[Split, Units | None]:
    """The points of an experiment, drawn, shuffled and split; those of a table brought to the plane, and the
    units that they had.

    With a seed of their own, points and split come from that; `rng` is drawn from all the same, so that
    neither changes the other nor the initial weights. The rows of a table need nothing of it.
    """
    table: Table | None = experiment.active_table
    if table is not None:
        return in_units(_split_rows(table, experiment), table)
    points = _drawn(experiment, rng)
    if experiment.data_seed:
        points = _drawn(experiment, SeedRandom(experiment.data_seed))
    points = spoilt(points, experiment, SeedRandom(_seed_of_spoiling(experiment)).numbers)
    order = _shuffled(len(points.label), experiment, rng)
    return _split(points, order, experiment.train_percent), None


def _drawn(experiment: Any, rng: SeedRandom) -> Points:
    """The points of an experiment, in the order in which they are drawn; not spoilt yet."""
    dataset = DATASETS[experiment.active_dataset]
    n_points = experiment.n_points or N_POINTS[experiment.problem]
    heeded = {field: getattr(experiment, field) for field in dataset.heeds}
    return as_points(dataset.draw(n_points, experiment.noise / 100, rng, **heeded))


def _split_rows(table: Table, experiment: Any) -> Split:
    """The rows of a table as they are: all that is known of them is noisy already. They may be many, and some
    may change with every stroke of a brush: so chance comes for all of them at once, and the order of two
    rows hangs on nothing but where they stand in the table."""
    which = taken(len(table.x), experiment.n_points or len(table.x))
    is_for_test = None if table.test is None else table.test[which]
    if is_for_test is None or is_for_test.all() or not is_for_test.any():
        points, order = _spoilt_rows(table, which, experiment)
        return _split(points, order, experiment.train_percent)
    halves = (_spoilt_rows(table, which[half], experiment) for half in (~is_for_test, is_for_test))
    return Split(*(_at(points, order) for points, order in halves))


def _spoilt_rows(table: Table, which: NDArray[np.intp], experiment: Any) -> tuple[Points, Order]:
    """Some rows of a table, spoilt, and the order in which they are visited. Where there is one input a
    second coordinate is 0."""
    x = table.x if len(table.names) > 1 else np.pad(table.x, ((0, 0), (0, 1)))
    reach = PLANE if table.is_on_plane else (x.min(axis=0), x.max(axis=0))
    chance = RowsRandom(_seed_of_spoiling(experiment))
    points = spoilt(Points(x[which], table.label[which]), experiment, chance.numbers, reach)
    return points, RowsRandom(experiment.split_seed or experiment.seed).order(len(points.label))


def in_units(points: Split, table: Table) -> tuple[Split, Units | None]:
    """Points of a table, brought to the plane as the training points have it, and the units that they had;
    what is on the plane stays where it is."""
    if table.is_on_plane:
        return points, None
    units = units_of(points.train.x, None if table.classes else points.train.label)
    return Split(*(Points(units.places(x), units.labels(label)) for x, label in points)), units


def _seed_of_spoiling(experiment: Any) -> str:
    return f"{experiment.data_seed or experiment.seed} spoilt"


def _split(points: Points, order: Order, train_percent: float) -> Split:
    """The first `train_percent` of the points in this order, rounded down, to train with, the others to test
    with; at least one of each."""
    n_train = min(max(1, math.floor(len(order) * train_percent / 100)), len(order) - 1)
    return Split(_at(points, order[:n_train]), _at(points, order[n_train:]))


def _at(points: Points, order: Order) -> Points:
    return Points(points.x[order], points.label[order])


def _shuffled(n_points: int, experiment: Any, rng: SeedRandom) -> Order:
    """The order in which the split takes the points."""
    order = list(range(n_points))
    if experiment.split_seed:
        shuffle(order.copy(), rng)
        rng = SeedRandom(experiment.split_seed)
    shuffle(order, rng)
    return np.array(order)


def shuffle(order: list[int], rng: SeedRandom) -> None:
    """Shuffles in place, by Fisher and Yates, from the back."""
    for n in range(len(order), 0, -1):
        k = math.floor(rng.random() * n)
        order[n - 1], order[k] = order[k], order[n - 1]
