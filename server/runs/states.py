"""Whole states of a trainer: a place for one that the worker thread makes later, its size, its loss curve."""

import dataclasses
import sys
from dataclasses import dataclass

import numpy as np

from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.network.deep import Model
from engine.training.trainer_state import TrainerState
from server.runs.learnt import Learnt


@dataclass(eq=False, slots=True)
class Slot:
    """A place for a state that the worker fills when its turn comes; until then these are known of it."""

    experiment: Experiment
    epoch: int = 0
    diverged: bool = False
    state: TrainerState | None = None
    n_bytes: int = 0
    learnt: Learnt = Learnt.HERE

    @property
    def model(self) -> Model | None:
        """The network alone, if the place is filled."""
        return None if self.state is None else self.state.progress.learning.model

    @classmethod
    def of(cls, state: TrainerState) -> "Slot":
        """Returns a slot that is filled already."""
        slot = cls(state.experiment)
        slot.fill(state)
        return slot

    def fill(self, state: TrainerState) -> None:
        """Keeps a state."""
        self.experiment, self.epoch = state.experiment, state.progress.place.epoch
        self.diverged = state.diverged
        self.n_bytes = size_of(state)
        self.state = state


def without_curve(state: TrainerState) -> TrainerState:
    """Returns a state without its loss curve."""
    return dataclasses.replace(state, stride=1, history=())


def with_curve_of(state: TrainerState, other: TrainerState) -> TrainerState:
    """Returns a state with the loss curve of another."""
    return dataclasses.replace(state, stride=other.stride, history=other.history)


def cut_curve(state: TrainerState) -> TrainerState:
    """Returns a state whose loss curve ends with its epoch."""
    history = tuple(point for point in state.history if point.epoch <= state.progress.place.epoch)
    return dataclasses.replace(state, history=history)


def size_of(value: object, seen: set[int] | None = None) -> int:
    """Returns how many bytes a state takes, each of its parts counted once (`seen` has their ids); of its
    experiment, which is shared with others, only the table."""
    seen = set() if seen is None else seen
    if isinstance(value, Experiment):
        value = value.table
    if id(value) in seen or isinstance(value, int | None):
        return 0  # Python keeps small whole numbers once, for everybody
    seen.add(id(value))
    if isinstance(value, Table):
        return value.n_bytes
    if isinstance(value, np.ndarray):
        return sys.getsizeof(value) + (0 if value.base is None else value.nbytes)
    size = sys.getsizeof(value)
    if isinstance(value, tuple | frozenset):
        if type(value) is tuple and value and type(value[0]) is int:
            return size
        return size + sum(size_of(each, seen) for each in value)
    return size + sum(size_of(getattr(value, name), seen) for name in getattr(value, "__slots__", ()))
