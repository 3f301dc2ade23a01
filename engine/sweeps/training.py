"""Trains the networks of a sweep: those that can be, together. A pure function of plain values, so that any
process of any machine can be asked, and gives the same bits.

Two experiments are trained together where they differ only in what a population may differ in. One with a
stop rule is trained alone, as its rule ends its run and no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.devices import Devices
from engine.backends.interface import Backend, Place, Population
from engine.data.datasets import N_POINTS
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.snapshot import Decision, decided, decision_of, inputs_seen
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, POINT_FIELDS, Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner
from engine.learning.task import Task
from engine.sweeps.beginnings import OF_POINTS, first_states
from engine.training.answers import Answers
from engine.training.history import LossHistory, stride_after
from engine.training.trainer import Trainer
from engine.training.trainer_state import Progress, TrainerState

STOP_RULES = ("early_stopping", "stop_epoch", "stop_loss", "stop_accuracy")
"""The fields that end a run before its time."""
LANES = 8
"""Networks in the lanes of one kernel: a group is parted where these are full."""
PARCEL_SECONDS = 2.0
"""About how long the networks take at most that a worker gets at once, if they are more than a few."""
AGAIN_SECONDS = 8.0
"""A network that would take about as long or longer in the lanes of a kernel is trained again by itself."""
MOST_TOGETHER = 64
"""Networks in one call: enough to fill the lanes of every core, few enough to hear of soon."""


_stop_rules = attrgetter(*STOP_RULES)
_points = attrgetter(*OF_POINTS)
_agreed = attrgetter(*(name for name in OPTIONS if name not in OWN_FIELDS and name not in POINT_FIELDS))


class Wanted(NamedTuple):
    """What is to be known of every network: its losses after each epoch of `looks`, the last of which is the
    end, and what it decides over a grid of `side` × `side` places after each epoch of `pictured`. Both rise.
    With `every_epoch` the test loss is looked at after every epoch, for the smallest."""

    looks: tuple[int, ...]
    pictured: tuple[int, ...] = ()
    side: int = 0
    every_epoch: bool = False

    def stops(self) -> list[int]:
        """After which epochs there is something to look at."""
        if self.every_epoch:
            return list(range(1, self.looks[-1] + 1))
        return sorted({*self.looks, *self.pictured})


class Trained(NamedTuple):
    """What became of a network: its mean training and test loss after each look, shape (n_looks, 2), NaN
    from where it ran away; the smallest test loss of all that were looked at, NaN where there is none; the
    shares of training and test points told right in the end (None where there are no classes, or it ran
    away); and what it decided after each epoch that was to be pictured, until it ran away. A run that a rule
    stopped stays as it was then."""

    losses: NDArray[np.float64]
    best_test_loss: float
    accuracies: tuple[float, float] | None
    decisions: tuple[Decision, ...]

    @property
    def has_diverged(self) -> bool:
        """Whether it ran away."""
        return not bool(np.isfinite(self.losses[-1]).all())


def spread_over(epochs: int, most: int) -> tuple[int, ...]:
    """Returns at most so many of the epochs 1, 2, …, the last among them. They lie closer in the beginning,
    where a network learns most: epochs · (k / most)². So a curve of them can be looked at by factors as well
    as evenly, and its last piece is no longer than 2 / most of it."""
    if epochs <= most:
        return tuple(range(1, epochs + 1))
    return tuple(sorted({max(1, round(epochs * (k / most) ** 2)) for k in range(1, most + 1)}))


def groups(experiments: Sequence[Experiment], most: int = MOST_TOGETHER) -> list[list[int]]:
    """Returns the indices of the experiments that can be trained together, at most so many in one group.
    Those that learn from the same points stand together."""
    found: dict[tuple[object, ...], dict[tuple[object, ...], list[int]]] = {}
    places: dict[int, list[int]] = {}  # of each object, of which there may be few
    for index, experiment in enumerate(experiments):
        place = places.get(id(experiment))
        if place is None:
            place = found.setdefault(_kind(experiment), {}).setdefault(_points(experiment), [])
            places[id(experiment)] = place
        place.append(index)
    together = [list(chain.from_iterable(by_points.values())) for by_points in found.values()]
    return [each[k : k + most] for each in together for k in range(0, len(each), most)]


def parcels(experiments: Sequence[Experiment], epochs: int, most: int = MOST_TOGETHER) -> list[list[int]]:
    """Returns the indices of the experiments as they are given to workers, to be trained for so many epochs,
    at most so many in one parcel: of large networks fewer, of small groups several, since each parcel has to
    be sent, waited for and answered."""
    found: list[list[int]] = []
    left = 0.0
    for group in groups(experiments, most):
        seconds = epochs * about_seconds(experiments[group[0]])
        at_once = max(1, min(most, int(PARCEL_SECONDS / seconds) // LANES * LANES or LANES))
        for part in (group[k : k + at_once] for k in range(0, len(group), at_once)):
            cost = len(part) * seconds
            if found and len(found[-1]) + len(part) <= most and cost <= left:
                found[-1] += part
            else:
                found.append(part)
                left = PARCEL_SECONDS
            left -= cost
    return found


def about_seconds(experiment: Experiment) -> float:
    """About how long an epoch of a network takes a core of today, its losses included, in seconds: measured
    with 250 training points from 25 parameters to 10,000."""
    n_weights = sum(n * after for n, after in pairwise(experiment.sizes))
    n_points = experiment.n_points or N_POINTS[experiment.problem]
    return (5 + 0.1 * n_weights) * 1e-6 * n_points / 500


def train_all(
    experiments: Sequence[Experiment], wanted: Wanted, devices: Devices, device: str = "auto"
) -> list[Trained]:
    """Trains networks, those together that can be, and returns what is wanted of each. Raises `DeviceError`
    for a device that cannot be had."""
    found: dict[int, Trained] = {}
    for indices in groups(experiments, len(experiments)):
        group = [experiments[index] for index in indices]
        backend = devices.backend(devices.ready(device, group[0]))
        if has_stop_rule(group[0]):
            trained = [_train_alone(each, wanted, backend) for each in group]
        else:
            trained = _train_together(group, wanted, backend)
        found.update(zip(indices, trained, strict=True))
    return [found[index] for index in range(len(experiments))]


def train_again(
    experiment: Experiment, epochs: int, devices: Devices, device: str = "auto"
) -> tuple[TrainerState, TrainerState]:
    """Trains one network for so many epochs, and returns how it stands then, with its curve, and how it
    began: all that is needed to go on from there. Its losses are those of `train_all`, to the bit if that
    takes seconds. Raises `DeviceError` for a device that cannot be had."""
    backend = devices.backend(devices.ready(device, experiment))
    trainer = Trainer(experiment, backend)
    first = trainer.state()
    if not has_stop_rule(experiment) and LANES * epochs * about_seconds(experiment) < AGAIN_SECONDS:
        together = _as_together(trainer, epochs, backend)
        if together is not None:
            return together, first
    trainer.run(trainer.batches_until(epochs))
    return trainer.state(), first


def _as_together(trainer: Trainer, epochs: int, backend: Backend) -> TrainerState | None:
    """The state of a trainer that has not begun after so many epochs, to the bit as in a population; None if
    it runs away. A session rounds otherwise, and long runs at large rates make much of that."""
    first = trainer.state()
    experiment = trainer.experiment
    stride = stride_after(epochs)
    history = LossHistory(stride, first.history)
    population = backend.open_population([experiment], trainer.task.data, [first.progress.learning])
    losses = first.progress.losses
    for before, epoch in pairwise((*range(0, epochs, stride), epochs)):
        train, test = losses = tuple(population.run(before, epoch - before).losses[0].tolist())
        if not np.isfinite(losses).all():
            return None
        history.record(epoch, train, test)
    n_updates = len(trainer.data.train.label) // experiment.batch_size
    now = Progress(population.learning(0), Place(epochs, 0, epochs * n_updates), losses, None)
    return replace(first, progress=now, checkpoint=now, stride=stride, history=tuple(history.points()))


def has_stop_rule(experiment: Experiment) -> bool:
    """Whether something ends a run of it before its time."""
    return any(_stop_rules(experiment))


def _kind(experiment: Experiment) -> tuple[object, ...]:
    """What networks that are trained together agree in; where pictures hang on the points, also these."""
    hang_on_points = experiment.input_scaling != "none" or len(experiment.variables) > 2
    points = _points(experiment) if hang_on_points else None
    return has_stop_rule(experiment), points, _agreed(experiment)


def _train_together(experiments: Sequence[Experiment], wanted: Wanted, backend: Backend) -> list[Trained]:
    tasks, learnings = zip(*first_states(experiments), strict=True)
    one = tasks[0]
    is_one = all(task is one for task in tasks)
    data = one.data if is_one else [task.data for task in tasks]
    population = backend.open_population(experiments, data, learnings)
    looks, pictured = set(wanted.looks), set(wanted.pictured)
    seen = inputs_seen(experiments[0], one, wanted.side) if pictured else None
    all_losses: list[NDArray[np.float64]] = []
    best = np.full(len(experiments), np.nan)
    decisions: list[list[Decision]] = [[] for _ in experiments]
    for before, epoch in pairwise((0, *wanted.stops())):
        losses = population.run(before, epoch - before).losses
        best = np.fmin(best, losses[:, 1])
        if epoch in looks:
            all_losses.append(losses)
        if seen is not None and epoch in pictured:
            answers = population.answers_at(seen)
            for index in np.flatnonzero(np.isfinite(losses).all(axis=1)).tolist():
                decisions[index].append(decided(experiments[index], answers[index], wanted.side))
    by_network = np.stack(all_losses, axis=1)
    return [
        Trained(by_network[index], float(best[index]), accuracies, tuple(decisions[index]))
        for index, accuracies in enumerate(_accuracies(experiments, population, by_network, tasks))
    ]


def _accuracies(
    experiments: Sequence[Experiment],
    population: Population,
    losses: NDArray[np.float64],
    tasks: Sequence[Task],
) -> Iterator[tuple[float, float] | None]:
    """The shares of training and test points that each network tells right, which had these losses."""
    n_right = population.n_right()
    for index, (experiment, task) in enumerate(zip(experiments, tasks, strict=True)):
        if experiment.n_classes is None or not np.isfinite(losses[index, -1]).all():
            yield None
            continue
        if n_right is not None:
            train, test = n_right[index].tolist()
            yield train / len(task.data.train_x), test / len(task.data.test_x)
            continue
        learner = Learner(experiment, population.learning(index), ByHand())
        yield Answers(learner, task).accuracies()


def _train_alone(experiment: Experiment, wanted: Wanted, backend: Backend) -> Trained:
    trainer = Trainer(experiment, backend)
    losses: list[tuple[float, float]] = []
    decisions: list[Decision] = []
    best = np.nan
    for epoch in wanted.stops():
        if not trainer.halted:
            trainer.run(trainer.batches_until(epoch))
        now = (np.nan, np.nan) if trainer.diverged else (trainer.train_loss, trainer.test_loss)
        best = np.fmin(best, now[1])
        if epoch in wanted.looks:
            losses.append(now)
        if epoch in wanted.pictured and not trainer.diverged:
            decisions.append(decision_of(trainer, wanted.side))
    accuracies = None if trainer.diverged else accuracies_of(trainer)
    return Trained(np.array(losses), float(best), accuracies, tuple(decisions))
