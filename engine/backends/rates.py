"""How many times a second something is done, and the training that `playground bench` measures so."""

import statistics
from collections.abc import Callable

from engine.backends.interface import Backend, Place
from engine.backends.workloads import Workload
from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs
from engine.learning.learner import initial_learning
from engine.learning.task import drawn_task

ROUNDS = 5

Clock = Callable[[], float]
"""Seconds from some moment on."""

Train = Callable[[int], object]
"""Trains so many epochs, or draws so many pictures."""


def rate_of(train: Train, clock: Clock, seconds: float) -> float:
    """How many epochs a second; the median of some rounds, each of about so many seconds."""
    train(1)
    n, took = 1, _timed(train, 1, clock)
    while took < seconds / 4:
        n *= 4
        took = _timed(train, n, clock)
    n = max(1, round(n * seconds / took))
    return statistics.median(n / _timed(train, n, clock) for _ in range(ROUNDS))


def _timed(train: Train, n: int, clock: Clock) -> float:
    began = clock()
    train(n)
    return clock() - began


def epochs_of(workload: Workload, backend: Backend, dtype: str) -> Train:
    """Trains a workload on a device, from epoch to epoch."""
    experiment, data = workload.experiment, workload.data
    session = backend.open_session(experiment, data, workload.learning, ByHand(), dtype)
    n_batches = Epochs(len(data.train_x), experiment.batch_size).n_batches
    place = Place(0, 0, 0)

    def train(n_epochs: int) -> None:
        nonlocal place
        place = session.run(place, n_epochs * n_batches).place

    return train


def population_epochs_of(n_networks: int, backend: Backend, dtype: str) -> Train:
    """Trains so many default networks together, each with its own initial weights and learning rate."""
    experiments = [
        Experiment(weights_seed=str(index), learning_rate=0.03 * (1 + index / n_networks))
        for index in range(n_networks)
    ]
    data = drawn_task(experiments[0], SeedRandom(experiments[0].seed)).data
    learnings = [initial_learning(each, SeedRandom(each.weights_seed)) for each in experiments]
    population = backend.open_population(experiments, data, learnings, dtype)
    epoch = 0

    def train(n_epochs: int) -> None:
        nonlocal epoch
        population.run(epoch, n_epochs)
        epoch += n_epochs

    return train
