"""One room's trainer and what is done with it: work asked for, steps, frames. Runs in the worker thread."""

import dataclasses
import logging
import math
import sys
import time
from collections.abc import Callable
from typing import assert_never

from engine.backends import reference
from engine.backends.devices import DeviceName, Devices
from engine.backends.interface import DeviceLost
from engine.backends.measured import Measuring
from engine.evaluation.probe import n_points
from engine.experiment.experiment import Experiment
from engine.training.history import LossPoint
from engine.training.trainer import Trainer, TrainerState
from engine.training.transfer import transfer
from server.frames import encoding as frames
from server.frames.numbers import numbers_text, stopped_state
from server.frames.probes import probe_frames
from server.messages import Freeze, SetBias, SetWeight, SwitchNeuron
from server.rooms.moments import Moment, moment_of
from server.rooms.timeline import Slot, cut_curve, with_curve_of, without_curve
from server.training.jobs import (
    Adjust,
    Begin,
    BeginAgain,
    ComputeOn,
    Cut,
    GoOn,
    Job,
    LookAgain,
    Lost,
    Outcome,
    Remember,
    Resume,
    Return,
    Show,
    Update,
    When,
    Work,
    is_overtaken,
)
from server.training.slices import Slices

log = logging.getLogger("playground")


class Training:
    """Holds the trainer of a room; only the runner's worker thread calls it. Without `devices` the reference
    computes."""

    def __init__(
        self,
        make_trainer: Callable[[Experiment], Trainer] = Trainer,
        clock: Callable[[], float] = time.perf_counter,
        devices: Devices | None = None,
    ) -> None:
        self._devices = devices or Devices({"numpy": reference})
        self._device: DeviceName = "auto"
        self._computing: DeviceName = "numpy"
        self._lost: Lost | None = None
        self._measuring: Measuring | None = None
        self._make_trainer = make_trainer
        self._clock = clock
        self._experiment = Experiment()
        self._trainer: Trainer | None = None
        self._first: Slot | None = None
        self._end: Slot | None = None
        self._interval = 1
        self._moments: list[Moment] = []
        self._slices = Slices()

    def carry_out(self, job: Job) -> Outcome:
        """Does the work, then steps, then makes frames. What goes wrong in it is told in the outcome."""
        outcome = Outcome()
        self._interval, self._moments = job.interval, outcome.moments
        try:
            for index, work in enumerate(job.work):
                outcome.when.append(self._when())
                outcome.refusals.append(None if is_overtaken(job.work[index:]) else self._attempt(work))
                outcome.moved = True
            if job.work and self._trainer is not None:
                self._choose_device(self._trainer)
            if job.measure:
                self._surviving(lambda: self._measure(job, outcome))
            self._train(job, outcome)
            self._surviving(lambda: self._publish(job, outcome))
            outcome.epoch = self._when().epoch
        except Exception as error:
            log.warning("training failed in one room, which is paused now: %r", error)
            self._trainer = self._end = None
            outcome.failed = True
        outcome.chosen, outcome.device = self._device, self._computing
        outcome.lost, self._lost = self._lost, None
        return outcome

    def _attempt(self, work: Work) -> ValueError | None:
        try:
            self._surviving(lambda: self._do(work))
        except ValueError as error:
            return error
        return None

    def _surviving(self, act: Callable[[], None]) -> None:
        """Does something with the run; once more, on another device, if its own is lost in the middle."""
        try:
            act()
        except DeviceLost as error:
            self._lose_device(error)
            act()

    def _lose_device(self, error: DeviceLost) -> None:
        """The run is back at its last whole epoch, and goes on from there on another device."""
        self._devices.lose(self._computing, error.reason)
        self._choose_device(self._present())

    def _when(self) -> When:
        return When(0, 0) if self._trainer is None else When(self._trainer.epoch, self._trainer.updates)

    def _do(self, work: Work) -> None:
        match work:
            case Begin() | BeginAgain() | Resume() | Return():
                self._begin(work)
            case Adjust(experiment):
                self._experiment = experiment
                transfer(self._present(), experiment)
            case Update():
                self._present().go_on()
                self._run(self._present(), 1)
            case GoOn():
                self._present().go_on()
            case SetWeight(layer=layer, neuron=neuron, source=source, value=value):
                self._present().set_weight(layer, neuron, source, value)
            case SetBias(layer=layer, neuron=neuron, value=value):
                self._present().set_bias(layer, neuron, value)
            case SwitchNeuron(layer=layer, neuron=neuron, on=on):
                self._present().switch_neuron(layer, neuron, on)
            case Freeze(layer=layer, neuron=neuron, source=source, frozen=frozen):
                if source is None:
                    self._present().freeze_bias(layer, neuron, frozen)
                else:
                    self._present().freeze_weight(layer, neuron, source, frozen)
            case Remember(slot):
                if self._trainer is not None:
                    slot.fill(self._trainer.state())
            case Show(moment, end):
                self._show(moment, end)
            case ComputeOn(device):
                self._set_device(device)
            case LookAgain():
                pass  # as after any other work
            case Cut():
                self._end = None
                self._restore(cut_curve(self._present().state()))
            case _:
                assert_never(work)
        self._keep_first_weights()

    def _begin(self, work: Begin | BeginAgain | Resume | Return) -> None:
        """Goes on with another run."""
        self._first, self._end = work.first, None
        match work:
            case Begin(experiment):
                self._experiment = experiment
                self._trainer = self._make_trainer(experiment)
            case BeginAgain(same=None):
                if self._trainer is None:
                    self._trainer = self._make_trainer(self._experiment)
                else:
                    self._trainer.reset()
            case BeginAgain(experiment, same=same):
                self._begin_with_same_weights(experiment, None if same is None else same.state)
            case Resume(trainer):
                self._experiment, self._trainer = trainer.experiment, trainer
            case Return(slot, end=end):
                self._trainer = self._trainer if slot.state else self._make_trainer(slot.experiment)
                self._restore(slot.state or self._present().state())
                self._end = end

    def _begin_with_same_weights(self, experiment: Experiment, first: TrainerState | None) -> None:
        if first is None:
            raise ValueError("the first weights of this run are not known any more")
        self._restore(first)
        trainer = self._present()
        transfer(trainer, experiment)
        begun = LossPoint(0, trainer.train_loss, trainer.test_loss)
        self._restore(dataclasses.replace(trainer.state(), stride=1, history=(begun,)))

    def _show(self, moment: Moment | Slot, end: Slot) -> None:
        """Goes to a moment. The end of the run is kept when it is left."""
        if self._end is None:
            end.fill(self._present().state())
        shown = moment.state
        if shown is None or end.state is None:
            raise ValueError("this moment is not known any more")
        self._end = None if moment is end else end
        self._restore(with_curve_of(shown, end.state))

    def _restore(self, state: TrainerState) -> None:
        self._experiment = state.experiment
        if self._trainer is None:
            self._trainer = self._make_trainer(state.experiment)
        self._trainer.restore(state)

    def _keep_first_weights(self) -> None:
        """What is done before the first update belongs to the first weights of the run."""
        trainer = self._trainer
        if self._first is not None and trainer is not None and trainer.epoch == trainer.updates == 0:
            self._first.fill(without_curve(trainer.state()))

    def _present(self) -> Trainer:
        if self._trainer is None:
            raise ValueError("training stopped because of an error in the server; press reset")
        return self._trainer

    def _train(self, job: Job, outcome: Outcome) -> None:
        """Trains until the epochs or updates asked for are done, the time is up or the numbers ran away."""
        trainer = self._trainer
        if trainer is None:
            outcome.failed = max(job.epochs, job.updates) >= 1
            return
        first, until = self._when(), self._clock() + job.seconds
        while not trainer.halted and (left := until - self._clock()) > 0:
            n_batches = min(_batches_allowed(job, first, trainer), self._slices.fitting(left))
            if n_batches < 1:
                break
            self._run(trainer, n_batches)
            outcome.moved = True
        outcome.epochs = max(0, trainer.epoch - first.epoch)
        outcome.updates = max(0, trainer.updates - first.updates)  # less when it diverged and went back
        outcome.diverged, outcome.by_hand = trainer.diverged, trainer.hand
        outcome.stopped = stopped_state(trainer)

    def _set_device(self, device: DeviceName) -> None:
        """Somebody chose: a device that is there and has room for the network, or "auto"."""
        present = None if self._trainer is None else self._trainer.experiment
        self._device = self._devices.check(device, present)
        self._devices.prepare(device)

    def _choose_device(self, trainer: Trainer) -> None:
        """Goes over to another device where another was chosen, is ready now, or was lost."""
        self._heed_losses()
        name = self._devices.resolved(self._device, trainer.experiment)
        backend = self._devices.backend(name)
        if name == self._computing and trainer.backend is backend:
            return
        try:
            trainer.compute_with(backend)
        except DeviceLost as error:  # it cannot even give the state back that it has
            self._devices.lose(self._computing, error.reason)
            self._heed_losses()
            trainer.compute_with(backend)
        self._computing, self._slices = name, Slices()

    def _heed_losses(self) -> None:
        """Tells that a device is lost, here or in another room; the choice is then the server's."""
        for name in (self._device, self._computing):
            if reason := self._devices.unavailable_reason(name):
                self._lost = Lost(name, reason)
        if self._devices.unavailable_reason(self._device):
            self._device = "auto"

    def _measure(self, job: Job, outcome: Outcome) -> None:
        """Measures the devices for as long as the job may take; tells when all have been measured."""
        opening = self._present().opening()
        measuring = self._measuring or Measuring(self._devices, opening, self._clock)
        self._measuring = None if measuring.go_on(job.seconds) else measuring
        outcome.measured = None if self._measuring else measuring.rows

    def _run(self, trainer: Trainer, n_batches: int) -> None:
        """Trains on so many batches at most, and keeps the moment if an epoch ended that is to be kept."""
        self._choose_device(trainer)
        before, began = trainer.epoch, self._clock()
        next_moment = (before // self._interval + 1) * self._interval
        n_batches = trainer.batches_to_an_end(min(n_batches, trainer.batches_until(next_moment)))
        try:
            trainer.run(n_batches)
            self._slices.took(n_batches, self._clock() - began)
            if trainer.epoch > before and trainer.epoch % self._interval == 0:
                self._moments.append(moment_of(trainer))
        except DeviceLost as error:
            self._lose_device(error)

    def _publish(self, job: Job, outcome: Outcome) -> None:
        trainer = self._trainer
        if trainer is None:
            return
        if job.keep:
            at_end = None if self._end is None else self._end.state
            outcome.kept = at_end or trainer.state()
            outcome.kept_first = None if self._first is None else self._first.state
        stamp = job.stamp._replace(epoch=trainer.epoch, updates=trainer.updates, diverged=trainer.diverged)
        outcome.n_points, outcome.experiment = n_points(trainer), trainer.experiment
        outcome.probes = probe_frames(stamp, trainer, job.probes)
        if job.points:
            outcome.points = frames.points_frame(stamp, trainer.data, trainer.experiment)
        if job.history:
            outcome.history = frames.history_frame(stamp, trainer.history)
        if job.numbers:
            outcome.numbers = numbers_text(stamp, trainer)
        if job.sizes or job.neurons:
            snapshot = trainer.snapshot(frames.RESOLUTION)
            accuracy = trainer.accuracies() if job.sizes else None
            outcome.states = {
                size: frames.state_frame(stamp, snapshot, trainer.history, size, accuracy)
                for size in job.sizes
            }
            if snapshot.curves is None:  # otherwise the state has all there is to see
                outcome.neurons = {each: frames.neuron_frame(stamp, snapshot, *each) for each in job.neurons}


def _batches_allowed(job: Job, first: When, trainer: Trainer) -> int:
    """How many batches may be trained for the whole epochs or updates that a job asks for."""
    for_epochs, for_updates = job.epochs, job.updates - updates_since(first, trainer)
    if for_epochs < math.inf:
        for_epochs = trainer.batches_until(first.epoch + int(job.epochs))
    most = max(for_epochs, for_updates)
    return sys.maxsize if most == math.inf else int(most)


def updates_since(first: When, trainer: Trainer) -> int:
    """Returns how many updates were made; an epoch without any, whose batch is larger than all its points,
    counts as one."""
    return max(trainer.updates - first.updates, trainer.epoch - first.epoch)
