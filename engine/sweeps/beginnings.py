"""How the networks of a sweep begin. Points that several learn from are drawn once: that takes longer than a
hundred epochs of a small network."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from engine.data.rng import RandomState, SeedRandom
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, POINT_FIELDS, Experiment
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Task, drawn_task
from engine.network.network import count_parameters

OF_POINTS = (*sorted(POINT_FIELDS), "seed", "data_seed", "split_seed")
"""Those of the fields that the networks of a population may differ in on which their points hang."""
OF_LEARNING = (OWN_FIELDS - set(OF_POINTS)) | {
    *("hidden", "activation", "layer_activations", "normalization", "skip", "initializer"),
    *("optimizer", "batch_size", "shuffle", "schedule", "schedule_epochs", "regularization"),
}
"""Fields on which the points do not hang."""
OF_BEGINNING = (*OF_POINTS, "weights_seed")
"""Those of the fields that the networks of a population may differ in on which their beginnings hang."""
MOST_KEPT = 2**26
"""Bytes of points that a process keeps for the next networks."""

MOST_NUMBERS_KEPT = 2**17
"""First weights and biases that a process keeps for the next networks: each comes with its gradient, its
moments and a mask."""

_kept: dict[tuple[object, ...], tuple[Task, RandomState]] = {}
_begun: dict[tuple[object, ...], Learning] = {}
_points = attrgetter(*(name for name in OPTIONS if name not in OF_LEARNING))
_beginning = attrgetter(*(name for name in OPTIONS if name not in OWN_FIELDS or name in OF_BEGINNING))


class FirstState(NamedTuple):
    """What a network learns, and how it is before it has learnt anything."""

    task: Task
    learning: Learning


def first_states(experiments: Sequence[Experiment]) -> list[FirstState]:
    """Returns how networks of one shape begin, as `beginning_of` says; what is equal is the same object."""
    known: dict[tuple[object, ...], FirstState] = {}
    states = []
    for key, each in ((_beginning(each), each) for each in experiments):
        if key not in known:
            task, stream = _drawn(each)
            known[key] = FirstState(task, _begun.get(key) or _begin(key, each, stream))
        states.append(known[key])
    return states


def _begin(key: tuple[object, ...], experiment: Experiment, stream: RandomState) -> Learning:
    """How a network begins, which is kept for the next."""
    seed = experiment.weights_seed
    learning = initial_learning(experiment, SeedRandom(seed) if seed else SeedRandom.from_state(stream))
    if (len(_begun) + 1) * count_parameters(learning.model.parameters) > MOST_NUMBERS_KEPT:
        _begun.clear()
    _begun[key] = learning
    return learning


def _drawn(experiment: Experiment) -> tuple[Task, RandomState]:
    """The task of an experiment, and where the stream stands behind its points."""
    points = _points(experiment)
    if points not in _kept:
        rng = SeedRandom(experiment.seed)
        task = drawn_task(experiment, rng)
        if sum(_n_bytes(each) for each, _ in _kept.values()) + _n_bytes(task) > MOST_KEPT:
            _kept.clear()
        _kept[points] = task, rng.state()
    return _kept[points]


def _n_bytes(task: Task) -> int:
    return sum(each.nbytes for each in task.data)
