"""What `playground bench` trains: the default task in some variants, a large one and a wide one."""

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.experiment.options import FEATURE_NAMES
from engine.learning.learner import Learning, fresh_learning, initial_learning
from engine.learning.task import Data, drawn_task
from engine.network.deep import Model
from engine.network.network import Layer, all_alive

WIDE = (64, 64, 64, 64, 10)
WIDE_POINTS = 1500


TITLES = {
    "W1": "2-4-2-1 (the default), 250 points, batch 10",
    "W2": "the same with batch 1",
    "W3": "the same with batch 30",
    "W4": "7-8-8-8-8-8-8-1, 250 points, batch 10",
    "W5": "2-4-2-1, plane regression, 600 points, batch 10",
    "W6": "2-4-2-1, ReLU, L2 0.003, 250 points, batch 10",
    "W7": "64-64-64-64-10, softmax, 1,500 points, batch 32",
}


class Workload(NamedTuple):
    """What is trained: an experiment, its data and the state to begin with, whose shapes count."""

    experiment: Experiment
    data: Data
    learning: Learning


def ordinary(experiment: Experiment) -> Workload:
    """The workload of an experiment."""
    rng = SeedRandom(experiment.seed)
    return Workload(experiment, drawn_task(experiment, rng).data, initial_learning(experiment, rng))


def wide() -> Workload:
    """A network wider than the page makes: 64-64-64-64-10 with softmax, of points drawn at random."""
    experiment = Experiment(dataset="blobs", classes=8, loss="cross-entropy", batch_size=32)
    return of_shape(WIDE, WIDE_POINTS, experiment)


def of_shape(sizes: tuple[int, ...], n_points: int, experiment: Experiment) -> Workload:
    """A network of any `sizes`, inputs first, whatever the page can make, and as many training as test points
    drawn at random, of as many classes as it has outputs (one output tells a positive sum from others)."""
    experiment = dataclasses.replace(experiment, hidden=(1,) * (len(sizes) - 2))
    chance = np.random.default_rng(7)
    x = chance.uniform(-1, 1, (2 * n_points, sizes[0]))
    sums = x @ chance.normal(size=(sizes[0], sizes[-1]))
    y = np.eye(sizes[-1])[sums.argmax(axis=1)] if sizes[-1] > 1 else np.sign(sums)
    layers = []
    for n_in, n in pairwise(sizes):
        reach = np.sqrt(6 / (n_in + n))
        layers.append(Layer(chance.uniform(-reach, reach, (n, n_in)), np.full(n, 0.1)))
    learning = fresh_learning(Model(tuple(layers)), all_alive(layers), experiment)
    data = Data(x[:n_points], y[:n_points], x[n_points:], y[n_points:])
    return Workload(experiment, data, learning)


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "W1": lambda: ordinary(Experiment()),
    "W2": lambda: ordinary(Experiment(batch_size=1)),
    "W3": lambda: ordinary(Experiment(batch_size=30)),
    "W4": lambda: ordinary(Experiment(features=FEATURE_NAMES, hidden=(8,) * 6)),
    "W5": lambda: ordinary(Experiment(problem="regression")),
    "W6": lambda: ordinary(Experiment(activation="relu", regularization="L2", regularization_rate=0.003)),
    "W7": wide,
}
"""Made when asked for."""


class Size(NamedTuple):
    """How large a training is: hidden layers of one width, points, points a batch."""

    n_points: int = 1000
    width: int = 16
    depth: int = 2
    batch_size: int = 10

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons by layer, inputs first."""
        return (2, *(self.width,) * self.depth, 1)

    @property
    def title(self) -> str:
        """All of it in words."""
        shape = "-".join(map(str, self.sizes))
        return f"{shape}, {self.n_points:,} points, batch {self.batch_size}"

    @property
    def products(self) -> int:
        """Products of a weight and an input on an epoch's way forward over the training points."""
        return self.n_points * sum(n_in * n for n_in, n in pairwise(self.sizes))

    def workload(self) -> Workload:
        """A training of this size, with tanh."""
        return of_shape(self.sizes, self.n_points, Experiment(batch_size=self.batch_size))


GROWTH: dict[str, list[Size]] = {
    "points": [Size(n_points=n) for n in (250, 1000, 5000, 20_000)],
    "width": [Size(width=n) for n in (4, 16, 64, 256)],
    "depth": [Size(depth=n) for n in (1, 2, 5, 10)],
    "batch": [Size(batch_size=n) for n in (1, 10, 50, 250)],
}
"""What `playground bench` lets grow, one thing at a time."""
