"""Trains the networks of a sweep: those that can be, together. A pure function of plain values, so that any
process of any machine can be asked, and gives the same bits.

Two experiments are trained together where they differ only in what a population may differ in and learn from
the same points. One with a stop rule is trained alone, as its rule ends its run and no other.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.devices import Devices
from engine.backends.interface import Backend, Population
from engine.data.rng import SeedRandom
from engine.evaluation.metrics import accuracies_of
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, Experiment
from engine.learning.beginning import beginning_of
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner, Learning, initial_learning
from engine.learning.task import Task
from engine.training.answers import Answers
from engine.training.trainer import Trainer

STOP_RULES = ("early_stopping", "stop_epoch", "stop_loss", "stop_accuracy")
"""The fields that end a run before its time."""
OF_POINTS = ("seed", "data_seed", "split_seed")
"""Fields that the networks of a population may differ in, but not those that learn from the same points."""
MOST_TOGETHER = 64
"""Networks in one call: enough to fill the lanes of every core, few enough to hear of soon."""


class Trained(NamedTuple):
    """What became of a network: its mean training and test loss after each of some epochs, shape (n, 2), NaN
    from where it ran away, and the shares of training and test points told right in the end (None where
    there are no classes, or it ran away). A run that a rule stopped keeps its last losses."""

    losses: NDArray[np.float64]
    accuracies: tuple[float, float] | None

    @property
    def has_diverged(self) -> bool:
        """Whether it ran away."""
        return not bool(np.isfinite(self.losses[-1]).all())


def groups(experiments: Sequence[Experiment], most: int = MOST_TOGETHER) -> list[list[int]]:
    """Returns the indices of the experiments that can be trained together, at most so many in one group, in
    the order of their first."""
    found: dict[tuple[object, ...], list[int]] = {}
    for index, experiment in enumerate(experiments):
        found.setdefault(_kind(experiment, index), []).append(index)
    return [each[k : k + most] for each in found.values() for k in range(0, len(each), most)]


def train_all(
    experiments: Sequence[Experiment], epochs: Sequence[int], devices: Devices, device: str = "auto"
) -> list[Trained]:
    """Trains networks that can be trained together, as `groups` finds them, and returns how they stood after
    each of `epochs` (rising). Raises `DeviceError` for a device that cannot be had."""
    backend = devices.backend(devices.ready(device, experiments[0]))
    if has_stop_rule(experiments[0]):
        return [_train_alone(each, epochs, backend) for each in experiments]
    return _train_together(experiments, epochs, backend)


def has_stop_rule(experiment: Experiment) -> bool:
    """Whether something ends a run of it before its time."""
    return any(getattr(experiment, name) for name in STOP_RULES)


def _kind(experiment: Experiment, index: int) -> tuple[object, ...]:
    if has_stop_rule(experiment):
        return (index,)
    return tuple(getattr(experiment, name) for name in OPTIONS if name not in OWN_FIELDS or name in OF_POINTS)


def _train_together(
    experiments: Sequence[Experiment], epochs: Sequence[int], backend: Backend
) -> list[Trained]:
    task, rng = beginning_of(experiments[0])
    learnings = _first_learnings(experiments, rng)
    population = backend.open_population(experiments, task.data, learnings)
    spans = pairwise((0, *epochs))
    losses = np.stack([population.run(before, epoch - before).losses for before, epoch in spans], axis=1)
    return [
        _trained(experiment, population, index, of_each, task)
        for index, (experiment, of_each) in enumerate(zip(experiments, losses, strict=True))
    ]


def _first_learnings(experiments: Sequence[Experiment], rng: SeedRandom) -> list[Learning]:
    """Networks that learn from the same points have the same first weights unless these have other seeds."""
    of_seed: dict[str, Learning] = {}
    for each in experiments:
        if each.weights_seed not in of_seed:
            stream = SeedRandom(each.weights_seed) if each.weights_seed else rng
            of_seed[each.weights_seed] = initial_learning(each, stream)
    return [of_seed[each.weights_seed] for each in experiments]


def _trained(
    experiment: Experiment, population: Population, index: int, losses: NDArray[np.float64], task: Task
) -> Trained:
    if experiment.n_classes is None or not np.isfinite(losses[-1]).all():
        return Trained(losses, None)
    learner = Learner(experiment, population.learning(index), ByHand())
    return Trained(losses, Answers(learner, task).accuracies())


def _train_alone(experiment: Experiment, epochs: Sequence[int], backend: Backend) -> Trained:
    trainer = Trainer(experiment, backend)
    losses = []
    for epoch in epochs:
        if not trainer.halted:
            trainer.run(trainer.batches_until(epoch))
        finite = not trainer.diverged
        losses.append((trainer.train_loss, trainer.test_loss) if finite else (np.nan, np.nan))
    return Trained(np.array(losses), None if trainer.diverged else accuracies_of(trainer))
