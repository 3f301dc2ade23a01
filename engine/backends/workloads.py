"""What `playground bench` trains: the default task in some variants, a large one and a wide one."""

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
    hidden, n_out = WIDE[1:-1], WIDE[-1]
    experiment = Experiment(
        dataset="blobs", classes=8, loss="cross-entropy", batch_size=32, hidden=(32,) * len(hidden)
    )
    chance = np.random.default_rng(7)
    x = chance.uniform(-1, 1, (2 * WIDE_POINTS, WIDE[0]))
    classes = (x @ chance.normal(size=(WIDE[0], n_out))).argmax(axis=1)
    y = np.eye(n_out)[classes]
    layers = []
    for n_in, n in pairwise(WIDE):
        reach = np.sqrt(6 / (n_in + n))
        layers.append(Layer(chance.uniform(-reach, reach, (n, n_in)), np.full(n, 0.1)))
    learning = fresh_learning(Model(tuple(layers)), all_alive(layers), experiment)
    half = WIDE_POINTS
    return Workload(experiment, Data(x[:half], y[:half], x[half:], y[half:]), learning)


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
