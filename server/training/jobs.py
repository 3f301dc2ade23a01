"""What goes to the worker thread and comes back: a job with the work that was asked for, and its outcome."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.backends.devices import DeviceName
from engine.backends.interface import Place
from engine.backends.measured import Measured
from engine.data.plane import Look
from engine.evaluation.probe import SetName
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.reasons import Reason
from engine.training.trainer_state import TrainerState
from server.frames.layout import Stamp
from server.frames.members import FrameKey, Member
from server.messages import Stopped
from server.runs.marks import Changes
from server.runs.moments import Moment
from server.runs.run import Run
from server.runs.states import Slot
from server.runs.undo import UndoEntry
from server.training.contest import Contest
from server.training.remedy_search import SoughtRemedies
from server.training.room_trainer import Loss, RoomTrainer


@dataclass(eq=False, slots=True, kw_only=True)
class Work(ABC):
    """Something a room asks of its trainer (work.py has the kinds); `member` gets the answer to request `id`.

    `run` is the room's when it was asked for. `changes` leave a mark on the loss curve, which with
    `continues` is part of the last one; `entry` is for the undo.
    """

    member: Member | None = None
    id: int | None = None
    run: Run | None = None
    changes: Changes | None = None
    continues: bool = False
    entry: UndoEntry | None = None

    def overtake(self, last: "Work") -> None:
        """This is done instead of another that waited; it has what that would have left behind."""
        self.entry, self.continues = last.entry, last.continues
        if last.changes and self.changes:
            both = {**last.changes, **self.changes}
            self.changes = {name: (last.changes.get(name, both[name])[0], both[name][1]) for name in both}

    @abstractmethod
    def apply(self, trainer: RoomTrainer) -> None:
        """Does it, in the worker thread. Raises ValueError where it cannot be done."""


@dataclass(eq=False, slots=True)
class Steps:
    """Epochs that are trained because somebody pressed "step", until a pause: how many are left."""

    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to do with one room's trainer before the event loop looks again, and who gets what comes of it.

    First the work, of one request and of those that it makes needless, then training for at most so many
    `epochs` or `updates` and `seconds`; then frames are made, and with `diagnose` it is found out why the run
    does not learn. With `seek_remedies` so many seconds are for trying what helps a run that has diverged,
    with `measure` for measuring the devices, and nothing is trained. `keep` gets the outcome, which has the
    trainer's state then, to write it down. More than two inputs are seen as `look` says, `inside` is the view
    into the network that is shown, `path` where else than at the present (None) that looks; a cell has the
    score in a `contest`. `version` is the room's; its epochs count as those of `steps`.
    """

    work: tuple[Work, ...] = ()
    run: Run | None = None
    version: int = 0
    steps: Steps = field(default_factory=Steps)
    epochs: float = 0.0
    updates: float = 0.0
    interval: int = 1
    seconds: float = 0.0
    diagnose: bool = False
    seek_remedies: SoughtRemedies | None = None
    measure: bool = False
    keep: "Callable[[Outcome], None] | None" = None
    look: Look = ()
    inside: tuple[str, ...] = ()
    path: tuple[Moment | Slot | None, ...] = ()
    contest: Contest | None = None
    stamp: Stamp = field(default_factory=Stamp)
    recipients: dict[FrameKey, list[Member]] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of a job. `refusals` has one entry per work: None when it was done, the error otherwise.

    `frames` has those that the job names recipients for, as far as there is something to see; the view into
    the network may be unfinished, so that another picture would show more of it.

    `places` has how far the run had come before each work, `epoch` how far it has come now. `chosen` is the
    device that was chosen last and is still there, `device` what computes, `lost` what was lost just now; the
    run goes on from its last epoch's end elsewhere. `measured` is there when all devices have been measured.
    `diagnosis_seconds` is the processor's time that a diagnosis took, `work_seconds` that for the work,
    with what the search for remedies took beyond its slice (its beginning cannot be cut), and `frame_seconds`
    that for the frames. `has_sought_remedies` is true when the search for
    `remedies` has ended.
    """

    job: Job
    refusals: list[ValueError | None] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    epoch: int = 0
    epochs: int = 0
    updates: int = 0
    moved: bool = False
    diverged: bool = False
    stopped: Stopped | None = None
    chosen: DeviceName = "auto"
    device: DeviceName = "numpy"
    lost: Loss | None = None
    measured: list[Measured] | None = None
    diagnosis: Reason | None = None
    diagnosis_seconds: float = 0.0
    has_sought_remedies: bool = False
    remedies: dict[str, float] = field(default_factory=dict)
    by_hand: ByHand = field(default_factory=ByHand)
    failed: bool = False
    work_seconds: float = 0.0
    frame_seconds: float = 0.0
    frames: dict[FrameKey, bytes | str] = field(default_factory=dict)
    is_unfinished: bool = False
    n_points: dict[SetName, int] = field(default_factory=dict)
    experiment: Experiment | None = None
    kept: TrainerState | None = None
    kept_first: TrainerState | None = None
