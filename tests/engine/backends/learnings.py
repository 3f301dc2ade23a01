"""Networks in the middle of learning, with every kind of trace that training leaves."""

from itertools import pairwise
from typing import Any

import numpy as np

from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import Statistics
from engine.learning.by_hand import ByHand
from engine.learning.descent import Frozen
from engine.learning.learner import Learning, fresh_learning, initial_learning
from engine.learning.task import Data
from engine.network.network import Layer, all_alive


def learning_amid(experiment: Experiment, rng: np.random.Generator) -> Learning:
    """A learning with random numbers in every place that has any."""
    learning = initial_learning(experiment, SeedRandom(experiment.seed))

    def some(like: Any) -> Any:
        return rng.normal(size=like.shape)

    def dead(like: Any, share: float) -> Any:
        return rng.random(like.shape) < share

    model = learning.model
    n = len(model.parameters)
    return Learning(
        model._replace(
            scales=tuple(Layer(some(gains), some(shifts)) for gains, shifts in model.scales),
            remembered=tuple(Statistics(some(m), rng.random(v.shape)) for m, v in model.remembered),
        ),
        dead=tuple(dead(mask, 0.2 if l < n else 0.0) for l, mask in enumerate(learning.dead)),
        gradients=tuple(Layer(some(w), some(b)) for w, b in learning.gradients),
        n_accumulated=int(rng.integers(1, 9)),
        moments=tuple(
            (tuple(abs(some(m)) for m in w), tuple(abs(some(m)) for m in b)) for w, b in learning.moments
        ),
        steps=int(rng.integers(1, 99)),
    )


def some_hand(experiment: Experiment, rng: np.random.Generator) -> ByHand:
    """Some neurons off and some parameters frozen."""
    sizes = experiment.sizes
    return ByHand(
        off=tuple(rng.random(n) < 0.3 for n in experiment.hidden),
        frozen=tuple(
            Frozen(rng.random((n_out, n_in)) < 0.2, rng.random(n_out) < 0.2)
            for n_in, n_out in pairwise(sizes)
        ),
    )


def some_data(experiment: Experiment, rng: np.random.Generator, n_train: int = 23, n_test: int = 11) -> Data:
    """Points at random with targets that the experiment's loss allows."""
    n_in, n_out = experiment.sizes[0], experiment.sizes[-1]

    def labels(n: int) -> Any:
        if experiment.problem != "classification":
            return rng.normal(size=(n, n_out))
        low = 0.0 if experiment.loss in ("cross-entropy", "binary-cross-entropy") else -1.0
        if n_out == 1:
            return np.where(rng.random((n, 1)) < 0.5, low, 1.0)
        return np.where(rng.integers(0, n_out, (n, 1)) == np.arange(n_out), 1.0, low)

    return Data(
        rng.normal(size=(n_train, n_in)), labels(n_train), rng.normal(size=(n_test, n_in)), labels(n_test)
    )


def with_weight(learning: Learning, value: float) -> Learning:
    """The state with every weight of the first layer at `value`."""
    (first, *others) = learning.model.parameters
    first = first._replace(weights=np.full_like(first.weights, value))
    return learning._replace(model=learning.model._replace(parameters=(first, *others)))


def wide_task() -> tuple[Experiment, Data, Learning]:
    """A network wider than an experiment may be, and the experiment that says the rest of it."""
    rng = np.random.default_rng(4)
    experiment = Experiment(hidden=(8, 8), dataset="blobs", classes=8, loss="cross-entropy", batch_size=32)
    sizes = (64, 70, 60, 10)
    layers = tuple(Layer(rng.normal(size=(n, m)) / m**0.5, np.zeros(n)) for m, n in pairwise(sizes))
    model = initial_learning(experiment, SeedRandom(experiment.seed)).model._replace(parameters=layers)
    data = Data(
        rng.normal(size=(100, 64)), np.eye(10)[rng.integers(0, 10, 100)],
        rng.normal(size=(40, 64)), np.eye(10)[rng.integers(0, 10, 40)],
    )  # fmt: skip
    return experiment, data, fresh_learning(model, all_alive(layers), experiment)
