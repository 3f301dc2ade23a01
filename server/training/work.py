"""The kinds of work that a room asks of its trainer; each applies itself."""

import dataclasses
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backends.devices import DeviceName
from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.table import ExportedFile, exported
from engine.export.weights import Weights, bring_back
from engine.reasons import ReasonError
from engine.training.history import LossPoint
from engine.training.trainer import Trainer
from engine.training.transfer import transfer
from server.messages.reasons import RoomReason
from server.runs.moments import Moment
from server.runs.states import Slot, cut_curve, with_curve_of
from server.training.jobs import Work
from server.training.room_trainer import RoomTrainer


@dataclass(eq=False, slots=True)
class Begin(Work):
    """A new run: points and initial weights of this experiment."""

    experiment: Experiment
    first: Slot

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.begin(self.first)
        trainer.make(self.experiment)


@dataclass(eq=False, slots=True)
class BeginAgain(Work):
    """New initial weights for the same points, or the `same` again as those of an earlier run."""

    experiment: Experiment
    first: Slot
    same: Slot | None = None

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.begin(self.first)
        if self.same is not None:
            self._begin_as(trainer, self.same)
        elif trainer.trainer is None:
            trainer.make(trainer.experiment)
        else:
            trainer.trainer.reset()

    def _begin_as(self, trainer: RoomTrainer, same: Slot) -> None:
        if same.state is None:
            raise ReasonError(RoomReason("no_initial_weights"))
        trainer.restore(same.state)
        present = trainer.present()
        transfer(present, self.experiment)
        begun = LossPoint(0, present.train_loss, present.test_loss)
        trainer.restore(dataclasses.replace(present.state(), stride=1, history=(begun,)))


@dataclass(eq=False, slots=True)
class Resume(Work):
    """Goes on with a trainer that comes from the data folder and that no other room holds."""

    kept: Trainer
    first: Slot | None = None

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.begin(self.first)
        trainer.experiment, trainer.trainer = self.kept.experiment, self.kept


@dataclass(eq=False, slots=True)
class Return(Work):
    """Goes to a state that was remembered, of a run with these initial weights; `end`: it looked back."""

    slot: Slot
    first: Slot | None
    end: Slot | None

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.begin(self.first)
        if self.slot.state is None:
            trainer.make(self.slot.experiment)
        trainer.restore(self.slot.state or trainer.present().state())
        trainer.end = self.end


@dataclass(eq=False, slots=True)
class Adjust(Work):
    """The run goes on with fields that may change while it trains."""

    experiment: Experiment

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.experiment = self.experiment
        transfer(trainer.present(), self.experiment)


@dataclass(eq=False, slots=True)
class Edit(Work):
    """Does something to the network by hand, for instance sets a weight."""

    edit: Callable[[Trainer], None]

    def apply(self, trainer: RoomTrainer) -> None:
        self.edit(trainer.present())


@dataclass(eq=False, slots=True)
class Update(Work):
    """Trains by one batch, also past a stop rule."""

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.present().go_on()
        trainer.choose_device()
        trainer.run(1)


@dataclass(eq=False, slots=True)
class GoOn(Work):
    """Trains on past the stop rule that ended training."""

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.present().go_on()


@dataclass(eq=False, slots=True)
class Remember(Work):
    """Puts the whole state into a slot, for an undo."""

    slot: Slot

    def apply(self, trainer: RoomTrainer) -> None:
        if trainer.trainer is not None:
            self.slot.fill(trainer.trainer.state())


@dataclass(eq=False, slots=True)
class Show(Work):
    """Shows a moment of the run and leaves the loss curve whole; the end of the run is kept in `end`."""

    moment: Moment | Slot
    end: Slot

    def apply(self, trainer: RoomTrainer) -> None:
        if trainer.end is None:
            self.end.fill(trainer.present().state())
        shown = self.moment.state
        if shown is None or self.end.state is None:
            raise ReasonError(RoomReason("moment_gone"))
        trainer.end = None if self.moment is self.end else self.end
        trainer.restore(with_curve_of(shown, self.end.state))


@dataclass(eq=False, slots=True)
class Cut(Work):
    """The run goes on from the moment shown: the loss curve ends there."""

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.end = None
        trainer.restore(cut_curve(trainer.present().state()))


@dataclass(eq=False, slots=True)
class ComputeOn(Work):
    """Chooses the device that computes, or leaves the choice to the server ("auto")."""

    device: DeviceName

    def apply(self, trainer: RoomTrainer) -> None:
        trainer.set_device(self.device)


@dataclass(eq=False, slots=True)
class Delivery(Work):
    """Work that somebody waits for outside the room: `deliver` gets what comes of it, or why nothing does, in
    the worker thread."""

    deliver: Callable[[Any], object]

    @abstractmethod
    def result(self, trainer: RoomTrainer) -> object:
        """Does it; returns what is delivered. Raises ReasonError where it cannot be done."""

    def apply(self, trainer: RoomTrainer) -> None:
        try:
            result = self.result(trainer)
        except ReasonError as error:
            self.deliver(error)
            raise
        self.deliver(result)


@dataclass(eq=False, slots=True)
class TakeAway(Delivery):
    """Writes the network for another program, as an `ExportedFile`."""

    target: str

    def result(self, trainer: RoomTrainer) -> ExportedFile:
        return exported(describe(trainer.present()), self.target)


@dataclass(eq=False, slots=True)
class BringBack(Delivery):
    """Puts weights from a file into the network."""

    weights: Weights

    def result(self, trainer: RoomTrainer) -> None:
        bring_back(trainer.present(), self.weights)


@dataclass(eq=False, slots=True)
class LookAgain(Work):
    """Looks again which device computes, because one is ready now: as after any other work."""

    def apply(self, trainer: RoomTrainer) -> None:
        pass


def is_overtaken(works: Sequence[Work]) -> bool:
    """Whether the first of some works need not be done, because another run begins before it is seen, or the
    slider that it belongs to has moved on."""
    match works:
        case [Adjust(), Adjust(), *_]:
            return True
        case [BeginAgain(first=first), BeginAgain(same=same), *_] if same is not first:
            return True
    if isinstance(works[0], COUNTS_IN_ANY_RUN):
        return False
    for work in works:
        if isinstance(work, Remember):
            return False
        if isinstance(work, Begin) and work is not works[0]:
            return True
    return False


COUNTS_IN_ANY_RUN = (ComputeOn, Delivery)
"""What is done even where another run begins: it counts for that too, or somebody waits for it."""
