"""How the networks of a sweep begin. Points that several learn from are drawn once: that takes longer than a
hundred epochs of a small network."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.data.rng import RandomState, SeedRandom
from engine.experiment.experiment import OPTIONS, OWN_FIELDS, POINT_FIELDS, Experiment
from engine.learning.learner import Learning, initial_learning
from engine.learning.task import Task, drawn_task

OF_POINTS = (*sorted(POINT_FIELDS), "seed", "data_seed", "split_seed")
"""Those of the fields that the networks of a population may differ in on which their points hang."""
OF_LEARNING = (OWN_FIELDS - set(OF_POINTS)) | {
    *("hidden", "activation", "layer_activations", "normalization", "skip", "initializer"),
    *("optimizer", "batch_size", "shuffle", "schedule", "schedule_epochs", "regularization"),
}
"""Fields on which the points do not hang."""
MOST_KEPT = 2**26
"""Bytes of points that a process keeps for the next networks."""

_kept: dict[tuple[object, ...], tuple[Task, RandomState]] = {}


class FirstState(NamedTuple):
    """What a network learns, and how it is before it has learnt anything."""

    task: Task
    learning: Learning


def first_states(experiments: Sequence[Experiment]) -> list[FirstState]:
    """Returns how networks of one shape begin, as `beginning_of` says; what is equal is the same object."""
    known: dict[tuple[object, str], FirstState] = {}
    states = []
    for each in experiments:
        points = tuple(getattr(each, name) for name in OPTIONS if name not in OF_LEARNING)
        key = points, each.weights_seed
        if key not in known:
            task, stream = _drawn(points, each)
            rng = SeedRandom(each.weights_seed) if each.weights_seed else SeedRandom.from_state(stream)
            known[key] = FirstState(task, initial_learning(each, rng))
        states.append(known[key])
    return states


def _drawn(points: tuple[object, ...], experiment: Experiment) -> tuple[Task, RandomState]:
    """The task of an experiment with such points, and where the stream stands behind them."""
    if points not in _kept:
        rng = SeedRandom(experiment.seed)
        task = drawn_task(experiment, rng)
        if sum(_n_bytes(each) for each, _ in _kept.values()) + _n_bytes(task) > MOST_KEPT:
            _kept.clear()
        _kept[points] = task, rng.state()
    return _kept[points]


def _n_bytes(task: Task) -> int:
    return sum(each.nbytes for each in task.data)
