"""What a worker of a sweep does, in whatever process: plain values in, plain values out."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from engine.backends.devices import Devices
from engine.experiment.experiment import Experiment
from engine.sweeps import training
from engine.sweeps.training import Trained, Wanted
from engine.sweeps.trials import SweepTrial
from engine.training.trainer_state import TrainerState
from server.frames.cells import picture_of
from server.sweeps.plan import Measure
from server.sweeps.rows import SweepRow, WorkerResult, row_of

Told = TypeVar("Told")


def train_rows(
    trials: Sequence[SweepTrial],
    wanted: Wanted,
    measure: Measure,
    device: str,
    told: Callable[[SweepRow], Told],
) -> list[Told]:
    """Trains the networks of some trials, and returns what is told of the row of each."""
    experiments = [trial.experiment for trial in trials]
    outcomes = train(experiments, wanted, device)
    return [
        told(row_of(measure, trial, experiment, outcome))
        for trial, experiment, outcome in zip(trials, experiments, outcomes, strict=True)
    ]


def train(experiments: Sequence[Experiment], wanted: Wanted, device: str) -> list[WorkerResult]:
    """Trains networks together as `train_all` does, on the devices of the process that this runs in."""
    return [
        _outcome(experiment, wanted, trained)
        for experiment, trained in zip(
            experiments, training.train_all(experiments, wanted, _devices(), device), strict=True
        )
    ]


def train_again(experiment: Experiment, epochs: int, device: str) -> tuple[TrainerState, TrainerState]:
    """Trains one network as `training.train_again` does: what it has come to, and how it began."""
    return training.train_again(experiment, epochs, _devices(), device)


def _outcome(experiment: Experiment, wanted: Wanted, trained: Trained) -> WorkerResult:
    pictures = tuple(picture_of(each)[1] for each in trained.decisions)
    return WorkerResult(
        wanted.looks,
        tuple((train, test) for train, test in trained.losses.tolist()),
        trained.best_test_loss,
        trained.accuracies,
        "signed" if experiment.n_outputs == 1 else "classes",
        wanted.pictured[: len(pictures)],
        pictures,
    )


@cache
def _devices() -> Devices:
    return Devices()
