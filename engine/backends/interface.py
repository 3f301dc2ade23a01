"""What every way to compute has in common: a `Session` trains one network, a `Population` many together.

Both are opened on an experiment, the points and a state, run, and give their state back; everything that
happens between two runs (changes by hand, metrics, inspections) happens to that state, in plain NumPy. The
shapes are those of the state, so that a network may be larger than an experiment of the page allows.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.experiment.experiment import OPTIONS, OWN_FIELDS, POINT_FIELDS, Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.learning.written import LearntBytes, written
from engine.reasons import Reason


class DeviceLost(Exception):
    """The device does not answer any more; what the session had since its last state is gone with it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Place(NamedTuple):
    """Where a run stands: epochs done, training points visited in this one, updates made."""

    epoch: int
    position: int
    updates: int


class EpochEnd:
    """Place and state at the end of an epoch, and of how many training and test points the class is told
    right there, where the session has counted that. `learn` returns the state as it was then, whatever has
    become of the session; it is asked once, when somebody needs the state. Where that takes long, `write`
    returns the same as bytes in less time."""

    def __init__(
        self,
        place: Place,
        learn: Callable[[], Learning],
        n_right: tuple[int, int] | None = None,
        write: Callable[[], LearntBytes] | None = None,
    ) -> None:
        self.place, self.n_right = place, n_right
        self._learn, self._write = learn, write

    @cached_property
    def learning(self) -> Learning:
        """The state, in float64 and in memory of its own."""
        return self._learn()

    def written(self) -> LearntBytes:
        """The state as bytes."""
        return written(self.learning) if self._write is None else self._write()


class RunResult(NamedTuple):
    """What a session came to in one run.

    `losses` has the mean training and test loss at the end of each epoch, shape (n_epochs, 2), all finite;
    `epoch_end` is the last of these ends (None without one). Not `finite`: after these epochs the numbers ran
    away, and `place` is where that was seen.
    """

    place: Place
    losses: NDArray[np.float64]
    epoch_end: EpochEnd | None
    finite: bool


class Drawn(NamedTuple):
    """A network in few bytes, to be looked at. `parameters` has each layer's weights, row after row, and
    biases in float32. What neurons say are pictures of bytes (compiled/pictures.py): those of each layer
    stand in `packed` at (begin, end) of `places`, after so many free bytes as were asked for, and filled up
    with zeros to a multiple of 4."""

    parameters: NDArray[np.float32]
    packed: NDArray[np.uint8]
    places: list[tuple[int, int]]


class Session(Protocol):
    """One network on one device. Raises `DeviceLost` when the device is gone."""

    def run(self, place: Place, n_batches: int) -> RunResult:
        """Visits so many batches, from `place` on, over the ends of epochs; ends early where the numbers run
        away: a loss, a parameter or what the optimizer keeps at an epoch's end, a parameter after the last
        batch. A batch that the epoch's end cuts short counts as one."""
        ...

    def learning(self) -> Learning:
        """The state as it is now, in float64 and in memory of its own."""
        ...

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the neurons of every layer say to inputs x (n_points, n_inputs), nothing dropped but some
        perhaps off: (n_neurons, n_points) for each layer. Leaves no trace."""
        ...


OpenSession = Callable[[Experiment, Data, Learning, ByHand, DTypeLike], Session]
"""See `Backend.open_session`."""


class PopulationResult(NamedTuple):
    """The mean training and test losses of the networks of a population at the end of a run, shape
    (n_networks, 2); where the numbers have run away they are NaN."""

    losses: NDArray[np.float64]


class Population(Protocol):
    """Many networks of one shape on one device. The numbers of one that run away stay its own."""

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """Trains all networks for so many whole epochs, `epoch` having been done before."""
        ...

    def learning(self, index: int) -> Learning:
        """The state of one network, in float64 and in memory of its own."""
        ...

    def n_right(self) -> NDArray[np.int64] | None:
        """Of how many training and test points every network tells the class right as it is now:
        (n_networks, 2). None where this is not counted."""
        ...

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the output neurons of every network say to inputs x (n_points, n_inputs):
        (n_networks, n_outputs, n_points)."""
        ...


DataOfAll = Data | list[Data]
"""The points of all networks of a population, or those of each; the same object where they are the same."""


class Backend(Protocol):
    """A way to compute. Each module of this folder that is one has these functions."""

    def unavailable_reason(self) -> Reason | None:
        """Why this machine cannot compute so, such as "no NVIDIA driver found"; or None."""
        ...

    def device_name(self) -> str:
        """What computes, in words for people ("NVIDIA H200"); may load the library."""
        ...

    def is_ready(self) -> bool:
        """Whether a session can be opened at once; otherwise `warm_up` comes first."""
        ...

    def warm_up(self) -> None:
        """Loads and compiles what there is to load and compile; may take seconds."""
        ...

    def unsupported_reason(self, experiment: Experiment, sizes: Sequence[int]) -> Reason | None:
        """Why a network with these numbers of neurons (inputs, hidden layers, outputs) cannot be computed
        so; None if it can. Asked before anything is allocated."""
        ...

    def open_session(
        self,
        experiment: Experiment,
        data: Data,
        learning: Learning,
        hand: ByHand,
        dtype: DTypeLike = np.float64,
    ) -> Session:
        """A session that goes on from `learning`, computing in `dtype` (float64 or float32)."""
        ...

    def open_population(
        self,
        experiments: Sequence[Experiment],
        data: DataOfAll,
        learnings: Sequence[Learning],
        dtype: DTypeLike = np.float64,
    ) -> Population:
        """A population, one network for each experiment. They may differ in `OWN_FIELDS` and `POINT_FIELDS`
        only (`ValueError`) and in their first weights. They learn from the same points or each from its
        own."""
        ...


def data_of_each(data: DataOfAll, n: int) -> list[Data]:
    """The points of each of n networks."""
    return [data] * n if isinstance(data, Data) else data


_agreed = attrgetter(*(name for name in OPTIONS if name not in OWN_FIELDS | POINT_FIELDS))
"""What the networks of a population agree in."""


def checked_population(experiments: Sequence[Experiment], learnings: Sequence[Learning]) -> None:
    """Raises `ValueError` unless these experiments and states can be one population."""
    if not experiments or len(experiments) != len(learnings):
        raise ValueError(
            "a population must have at least one experiment and as many states, "
            f"got {len(experiments)} and {len(learnings)}"
        )
    first, agreed = experiments[0], _agreed(experiments[0])
    shapes = [w.shape for w, _ in learnings[0].model.parameters]
    for index, (experiment, learning) in enumerate(zip(experiments, learnings, strict=True)):
        if _agreed(experiment) != agreed:
            strange = sorted(set(first.differences(experiment)) - OWN_FIELDS - POINT_FIELDS)
            raise ValueError(
                f"the networks of a population must agree in {strange[0]}; number {index} does not"
            )
        if [w.shape for w, _ in learning.model.parameters] != shapes:
            raise ValueError(f"the networks of a population must have one shape; number {index} has another")
