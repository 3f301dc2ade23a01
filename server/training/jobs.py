"""What the room asks of its trainer and what came of it: they go to the worker thread and back."""

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.backends.devices import DeviceName
from engine.backends.measured import Measured
from engine.evaluation.probe import SetName
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.reasons import Reason
from engine.training.trainer import Trainer, TrainerState
from server.frames.encoding import Stamp
from server.frames.probes import Point
from server.messages import Freeze, GridSize, SetBias, SetWeight, Stopped, SwitchNeuron
from server.rooms.moments import Moment
from server.rooms.timeline import Slot

NOTHING_BY_HAND = ByHand()


class Begin(NamedTuple):
    """A new run: points and first weights of this experiment."""

    experiment: Experiment
    first: Slot


class Resume(NamedTuple):
    """Goes on with a trainer that comes from the data folder and that nobody else holds."""

    trainer: Trainer
    first: Slot | None = None


class Adjust(NamedTuple):
    """Fields that may change while training goes on."""

    experiment: Experiment


class BeginAgain(NamedTuple):
    """New first weights for the same points, or the `same` again as those of an earlier run."""

    experiment: Experiment
    first: Slot
    same: Slot | None = None


class Update(NamedTuple):
    """Trains by one batch, also past a stop rule."""


class GoOn(NamedTuple):
    """Trains on past the stop rule that ended training."""


class Remember(NamedTuple):
    """Puts the whole state into a slot, for an undo."""

    slot: Slot


class Return(NamedTuple):
    """Goes to a state that was remembered, of a run with these first weights; `end`: it looked back."""

    slot: Slot
    first: Slot | None
    end: Slot | None


class Show(NamedTuple):
    """Shows a moment of the run and leaves the loss curve whole; the end of the run is kept in `end`."""

    moment: Moment | Slot
    end: Slot


class ComputeOn(NamedTuple):
    """Chooses the device that computes, or leaves the choice to the server ("auto")."""

    device: DeviceName


class LookAgain(NamedTuple):
    """Looks again which device computes, because one is ready now."""


class Cut(NamedTuple):
    """The run goes on from the moment shown: the loss curve ends there."""


Work = (
    Begin | Resume | Adjust | BeginAgain | Update | GoOn | SetWeight | SetBias | SwitchNeuron | Freeze
    | Remember | Return | Show | Cut | ComputeOn | LookAgain
)  # fmt: skip


class Lost(NamedTuple):
    """A device that does not answer any more, and why."""

    device: DeviceName
    reason: Reason


class When(NamedTuple):
    """How far the run had come."""

    epoch: int
    updates: int


class Neuron(NamedTuple):
    """Which neuron somebody looks at; layer 0 is the features."""

    layer: int
    neuron: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to do with one room's trainer before the event loop looks again. With `measure` it measures for
    so many `seconds` how fast the devices are, and trains nothing."""

    work: tuple[Work, ...] = ()
    epochs: float = 0.0
    updates: float = 0.0
    interval: int = 1
    seconds: float = 0.0
    stamp: Stamp = field(default_factory=Stamp)
    sizes: frozenset[GridSize] = frozenset()
    neurons: frozenset[Neuron] = frozenset()
    probes: frozenset[Point] = frozenset()
    points: bool = False
    history: bool = False
    numbers: bool = False
    measure: bool = False
    keep: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of a job. `refusals` has one entry per work: None when it was done, the error otherwise.

    `when` says how far the run had come before each work, `epoch` how far it has come now. `chosen` is the
    device that was chosen last and is still there, `device` what computes, `lost` what was lost just now; the
    run goes on from its last epoch's end elsewhere. `measured` is there when all devices have been measured.
    """

    refusals: list[ValueError | None] = field(default_factory=list)
    when: list[When] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    epoch: int = 0
    epochs: int = 0
    updates: int = 0
    moved: bool = False
    diverged: bool = False
    stopped: Stopped | None = None
    chosen: DeviceName = "auto"
    device: DeviceName = "numpy"
    lost: Lost | None = None
    measured: list[Measured] | None = None
    by_hand: ByHand = NOTHING_BY_HAND
    failed: bool = False
    states: dict[GridSize, bytes] = field(default_factory=dict)
    neurons: dict[Neuron, bytes] = field(default_factory=dict)
    probes: dict[Point, bytes] = field(default_factory=dict)
    n_points: dict[SetName, int] = field(default_factory=dict)
    experiment: Experiment | None = None
    points: bytes | None = None
    history: bytes | None = None
    numbers: str | None = None
    kept: TrainerState | None = None
    kept_first: TrainerState | None = None


def is_overtaken(works: tuple[Work, ...]) -> bool:
    """Whether the first of some works need not be done, because another run begins before anybody sees it."""
    if works and isinstance(works[0], ComputeOn):  # it counts for the other run too
        return False
    for work in works:
        if isinstance(work, Remember):
            return False
        if isinstance(work, Begin) and work is not works[0]:
            return True
    return False
