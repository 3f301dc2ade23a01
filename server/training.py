"""One room's trainer and what is done with it: work asked for, steps, frames. Runs in the worker thread."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

from engine.experiment import Experiment
from engine.trainer import Trainer, TrainerState
from server import frames
from server.frames import Stamp
from server.messages import GridSize, SetBias, SetWeight

log = logging.getLogger("playground")


class Begin(NamedTuple):
    """A new run: points and first weights of this experiment."""

    experiment: Experiment


class Resume(NamedTuple):
    """Goes on with a trainer that comes from the data folder and that nobody else holds."""

    trainer: Trainer


class Adjust(NamedTuple):
    """Fields that may change while training goes on."""

    experiment: Experiment


class BeginAgain(NamedTuple):
    """New first weights for the same points."""


class Update(NamedTuple):
    """Trains by one batch."""


Work = Begin | Resume | Adjust | BeginAgain | Update | SetWeight | SetBias


class Neuron(NamedTuple):
    """Which neuron somebody looks at; layer 0 is the features."""

    layer: int
    neuron: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to do with one room's trainer before the event loop looks again."""

    work: tuple[Work, ...] = ()
    epochs: float = 0.0
    seconds: float = 0.0
    stamp: Stamp = field(default_factory=Stamp)
    sizes: frozenset[GridSize] = frozenset()
    neurons: frozenset[Neuron] = frozenset()
    points: bool = False
    history: bool = False
    keep: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of a job. `refusals` has one entry per work: None when it was done, the error otherwise."""

    refusals: list[ValueError | None] = field(default_factory=list)
    epochs: int = 0
    updates: int = 0
    moved: bool = False
    diverged: bool = False
    failed: bool = False
    states: dict[GridSize, bytes] = field(default_factory=dict)
    neurons: dict[Neuron, bytes] = field(default_factory=dict)
    points: bytes | None = None
    history: bytes | None = None
    kept: TrainerState | None = None


class Training:
    """Holds the trainer of a room; only the runner's worker thread calls it."""

    def __init__(
        self,
        make_trainer: Callable[[Experiment], Trainer] = Trainer,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._make_trainer = make_trainer
        self._clock = clock
        self._experiment = Experiment()
        self._trainer: Trainer | None = None

    def carry_out(self, job: Job) -> Outcome:
        """Does the work, then steps, then makes frames. What goes wrong in it is told in the outcome."""
        outcome = Outcome()
        try:
            for index, work in enumerate(job.work):
                is_overtaken = any(isinstance(later, Begin) for later in job.work[index + 1 :])
                outcome.refusals.append(None if is_overtaken else self._attempt(work))
                outcome.moved = True
            self._train(job, outcome)
            self._publish(job, outcome)
            if job.keep and self._trainer is not None:
                outcome.kept = self._trainer.state()
        except Exception as error:
            log.warning("training failed in one room, which is paused now: %r", error)
            self._trainer = None
            outcome.failed = True
        return outcome

    def _attempt(self, work: Work) -> ValueError | None:
        try:
            self._do(work)
        except ValueError as error:
            return error
        return None

    def _do(self, work: Work) -> None:
        match work:
            case Begin(experiment):
                self._experiment = experiment
                self._trainer = self._make_trainer(experiment)
            case Resume(trainer):
                self._experiment, self._trainer = trainer.experiment, trainer
            case Adjust(experiment):
                self._experiment = experiment
                self._present().change(experiment)
            case BeginAgain():
                if self._trainer is None:
                    self._trainer = self._make_trainer(self._experiment)
                else:
                    self._trainer.reset()
            case Update():
                self._present().step()
            case SetWeight(layer=layer, neuron=neuron, source=source, value=value):
                self._present().set_weight(layer, neuron, source, value)
            case SetBias(layer=layer, neuron=neuron, value=value):
                self._present().set_bias(layer, neuron, value)
            case _:
                assert_never(work)

    def _present(self) -> Trainer:
        if self._trainer is None:
            raise ValueError("training stopped because of an error in the server; press reset")
        return self._trainer

    def _train(self, job: Job, outcome: Outcome) -> None:
        """Steps until the epochs asked for are done, the time is up or the numbers ran away."""
        trainer = self._trainer
        if trainer is None:
            outcome.failed = job.epochs >= 1
            return
        first, before, until = trainer.epoch, trainer.updates, self._clock() + job.seconds
        while trainer.epoch - first + 1 <= job.epochs and not trainer.halted and self._clock() < until:
            trainer.step()
            outcome.moved = True
        outcome.epochs = trainer.epoch - first
        outcome.updates = max(0, trainer.updates - before)  # less when it went back because it diverged
        outcome.diverged = trainer.diverged

    def _publish(self, job: Job, outcome: Outcome) -> None:
        trainer = self._trainer
        if trainer is None:
            return
        stamp = job.stamp._replace(epoch=trainer.epoch, updates=trainer.updates, diverged=trainer.diverged)
        if job.points:
            outcome.points = frames.points_frame(stamp, trainer.data)
        if job.history:
            outcome.history = frames.history_frame(stamp, trainer.history)
        if job.sizes or job.neurons:
            snapshot = trainer.snapshot(frames.RESOLUTION)
            outcome.states = {
                size: frames.state_frame(stamp, snapshot, trainer.history, size) for size in job.sizes
            }
            outcome.neurons = {each: frames.neuron_frame(stamp, snapshot, *each) for each in job.neurons}
