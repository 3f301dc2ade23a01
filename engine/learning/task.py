"""What there is to learn in an experiment: its points, and what the network gets of them."""

from typing import NamedTuple

from engine.data.datasets import Split, drawn_points, shuffle, split
from engine.data.features import feature_matrix
from engine.data.rng import SeedRandom
from engine.data.scaling import INPUT_SCALINGS, Scaling
from engine.data.spoiling import spoilt
from engine.experiment.experiment import Experiment
from engine.network.network import Array
from engine.network.outputs import targets


class Data(NamedTuple):
    """Inputs (n_points, n_inputs) and targets (n_points, n_outputs) as the network gets them, in float64."""

    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array


class Task(NamedTuple):
    """The `points` drawn, how their features are scaled (None: not at all), and the network's `data`."""

    points: Split
    scaling: Scaling | None
    data: Data


def drawn_task(experiment: Experiment, rng: SeedRandom) -> Task:
    """The task of an experiment, with points drawn from `rng` where they have no seed of their own."""
    points = make_data(experiment, rng)
    train_x, test_x = (feature_matrix(experiment.features, half.x) for half in (points.train, points.test))
    find_scaling = INPUT_SCALINGS[experiment.input_scaling]
    scaling = None
    if find_scaling is not None:
        scaling = find_scaling(train_x)
        train_x, test_x = scaling(train_x), scaling(test_x)
    train_y, test_y = (targets(experiment, half.label) for half in (points.train, points.test))
    return Task(points, scaling, Data(train_x, train_y, test_x, test_y))


def make_data(experiment: Experiment, rng: SeedRandom) -> Split:
    """The points of an experiment, drawn, shuffled and split.

    With a seed of their own, points and split come from that; `rng` is drawn from all the same, so that
    neither changes the other nor the initial weights.
    """
    points = drawn_points(experiment, rng)
    if experiment.data_seed:
        points = drawn_points(experiment, SeedRandom(experiment.data_seed))
    points = spoilt(points, experiment, SeedRandom(f"{experiment.data_seed or experiment.seed} spoilt"))
    if experiment.split_seed:
        shuffle(points.copy(), rng)
        rng = SeedRandom(experiment.split_seed)
    shuffle(points, rng)
    return split(points, experiment.train_percent)
