"""The trainer of one room, in the worker thread: its run, the device that computes it, its moments."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVarTuple

from engine.backends import reference
from engine.backends.devices import DeviceName, Devices
from engine.backends.interface import DeviceLost, Place
from engine.backends.measured import Measured, Measuring
from engine.experiment.experiment import Experiment
from engine.reasons import Reason, ReasonError
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.frames.inside.sections import Notes
from server.frames.standing import LastTold
from server.messages.reasons import RoomReason
from server.runs.moments import Moment, moment_of
from server.runs.states import Slot, without_curve
from server.training.remedy_search import RemedySearch, SoughtRemedies
from server.training.slices import Slices

Given = TypeVarTuple("Given")


class Loss(NamedTuple):
    """A device that does not answer any more, and why."""

    device: DeviceName
    reason: Reason


class RoomTrainer:
    """Holds the trainer of a room; only the runner's worker thread calls it. Without `devices` the reference
    computes.

    `first` is the place for the run's initial weights, `end` for the end of the run while an earlier moment
    is shown; a moment is kept after every `interval`-th epoch. `notes` are those of the view into the
    network, `told` is what those who follow something were told last. `lost` is the device that was lost
    last.
    `clock` tells the time, `effort` the processor's time of this thread alone, in seconds.
    """

    def __init__(
        self,
        make_trainer: Callable[[Experiment], Trainer] = Trainer,
        clock: Callable[[], float] = time.perf_counter,
        effort: Callable[[], float] = time.thread_time,
        devices: Devices | None = None,
    ) -> None:
        self.experiment = Experiment()
        self.trainer: Trainer | None = None
        self.first: Slot | None = None
        self.end: Slot | None = None
        self.interval = 1
        self.moments: list[Moment] = []
        self.slices = Slices()
        self.notes, self.told = Notes(), LastTold()
        self.clock, self.effort = clock, effort
        self.device: DeviceName = "auto"
        self.computing: DeviceName = "numpy"
        self.lost: Loss | None = None
        self._devices = devices or Devices({"numpy": reference})
        self._measuring: Measuring | None = None
        self._search: RemedySearch | None = None
        self._make_trainer = make_trainer

    # The run

    def begin(self, first: Slot | None) -> None:
        """Another run begins, with these initial weights if they are known."""
        self.first, self.end = first, None

    def make(self, experiment: Experiment) -> None:
        """Makes a trainer of this experiment."""
        self.experiment = experiment
        self.trainer = self._make_trainer(experiment)

    def restore(self, state: TrainerState) -> None:
        """Goes to a state."""
        self.experiment = state.experiment
        if self.trainer is None:
            self.make(state.experiment)
        self.present().restore(state)

    def present(self) -> Trainer:
        """Returns the trainer. Raises ReasonError where an error of the server has ended it."""
        if self.trainer is None:
            raise ReasonError(RoomReason("training_failed"))
        return self.trainer

    def place(self) -> Place:
        """Returns how far the run has come."""
        return Place(0, 0, 0) if self.trainer is None else self.trainer.place

    def run(self, n_batches: int) -> None:
        """Trains on so many batches at most, and keeps the moment if an epoch ended that is to be kept."""
        trainer = self.present()
        before, began = trainer.epoch, self.clock()
        next_moment = (before // self.interval + 1) * self.interval
        n_batches = trainer.batches_to_an_end(min(n_batches, trainer.batches_until(next_moment)))
        try:
            trainer.run(n_batches)
            self.slices.took(n_batches, self.clock() - began)
            if trainer.epoch > before and trainer.epoch % self.interval == 0:
                self.moments.append(moment_of(trainer))
        except DeviceLost as error:
            self._lose_device(error)

    def keep_initial_weights(self) -> None:
        """What is done before the first update belongs to the initial weights of the run."""
        trainer = self.trainer
        if self.first is not None and trainer is not None and trainer.epoch == trainer.updates == 0:
            self.first.fill(without_curve(trainer.state()))

    # The device

    def set_device(self, device: DeviceName) -> None:
        """Chooses a device that is there and has room for the network, or "auto"."""
        present = None if self.trainer is None else self.trainer.experiment
        self.device = self._devices.check(device, present)
        self._devices.prepare(device)

    def choose_device(self) -> None:
        """Goes over to another device where another was chosen, is ready now, or was lost."""
        trainer = self.present()
        self._note_losses()
        name = self._devices.resolved(self.device, trainer.experiment)
        backend = self._devices.backend(name)
        if name == self.computing and trainer.backend is backend:
            return
        try:
            trainer.compute_with(backend)
        except DeviceLost as error:  # it cannot even give the state back that it has
            self._devices.lose(self.computing, error.reason)
            self._note_losses()
            trainer.compute_with(backend)
        self.computing, self.slices = name, Slices()

    def surviving(self, act: Callable[[*Given], None], *given: *Given) -> None:
        """Does something with the run; once more, on another device, if its own is lost in the middle."""
        try:
            act(*given)
        except DeviceLost as error:
            self._lose_device(error)
            act(*given)

    def measure(self, seconds: float) -> list[Measured] | None:
        """Measures the devices for so long; returns their rates when all have been measured."""
        measuring = self._measuring or Measuring(self._devices, self.present().opening(), self.clock)
        is_done = measuring.go_on(seconds)
        self._measuring = None if is_done else measuring
        return measuring.rows if is_done else None

    def seek_remedies(self, sought: SoughtRemedies, seconds: float) -> tuple[bool, dict[str, float]]:
        """Tries what may help for so long; returns whether the search has ended, and what helps."""
        if self.trainer is None:
            return True, {}
        search, self._search = self._search, None  # it begins again if the device is lost on the way
        if search is None or search.sought != sought:
            search = RemedySearch(sought, self.trainer.backend, self.clock)
        is_done = search.go_on(seconds)
        if not is_done:
            self._search = search
        return is_done, search.found

    def _lose_device(self, error: DeviceLost) -> None:
        """The run is back at its last whole epoch, and goes on from there on another device."""
        self._devices.lose(self.computing, error.reason)
        self.choose_device()

    def _note_losses(self) -> None:
        """Notes that a device is lost, here or in another room; the choice is then the server's."""
        for name in (self.device, self.computing):
            if reason := self._devices.unavailable_reason(name):
                self.lost = Loss(name, reason)
        if self._devices.unavailable_reason(self.device):
            self.device = "auto"
