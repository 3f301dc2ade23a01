"""Frames that are made without a snapshot are to the byte those that are made of one."""

from typing import get_args

import pytest

from engine.backends import reference
from engine.backends.compiled import backend as compiled
from engine.backends.interface import Backend
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from server.frames.encoding import RESOLUTION, state_frame
from server.frames.layout import Stamp
from server.frames.making import frames_of
from server.frames.members import FrameKey
from server.frames.quick import quick_state_frame
from server.messages import GridSize
from tests.engine.tables import CLASSES

STAMP = Stamp(sequence=7, generation=2, playing=True)

USUAL = {
    "the first one": Experiment(),
    "no hidden layer": Experiment(hidden=()),
    "six layers": Experiment(hidden=(8,) * 6, features=("x", "y", "sinX", "max(x1, -x2, 0)"), batch_size=30),
    "batches of one": Experiment(batch_size=1),
    "a number": Experiment(problem="regression"),
    "normalised": Experiment(normalization="batch", input_scaling="standard"),
    "best epoch": Experiment(early_stopping=True, patience=100),
}
UNUSUAL = {
    "a curve": Experiment(problem="curve", features=("x",)),
    "three classes": Experiment(dataset="blobs", classes=3),
    "from 0 to 1": Experiment(loss="binary-cross-entropy"),
    "dropout": Experiment(dropout=0.5),
}


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    compiled.warm_up()


def trained(experiment: Experiment, backend: Backend = compiled, n_batches: int = 33) -> Trainer:
    """Three epochs and some batches of the next."""
    trainer = Trainer(experiment, backend)
    trainer.run(n_batches)
    return trainer


def by_snapshot(trainer: Trainer, size: GridSize) -> bytes:
    stamp = STAMP._replace(epoch=trainer.epoch, updates=trainer.updates)
    snapshot = snapshot_of(trainer, RESOLUTION)
    return state_frame(stamp, snapshot, trainer.history, size, accuracies_of(trainer))


def quickly(trainer: Trainer, size: GridSize) -> bytes | None:
    stamp = STAMP._replace(epoch=trainer.epoch, updates=trainer.updates)
    return quick_state_frame(stamp, trainer, size, accuracies_of(trainer))


@pytest.mark.parametrize("size", get_args(GridSize))
@pytest.mark.parametrize("name", USUAL)
def test_what_most_rooms_train_is_the_same_to_the_byte(name: str, size: GridSize) -> None:
    trainer = trained(USUAL[name])
    assert quickly(trainer, size) == by_snapshot(trainer, size)
    trainer.run_epoch()
    assert quickly(trainer, size) == by_snapshot(trainer, size)


def test_a_neuron_that_is_off_and_a_large_weight_are_too() -> None:
    trainer = trained(Experiment())
    trainer.switch_neuron(1, 2, on=False)
    trainer.set_weight(3, 0, 0, -1000)
    assert quickly(trainer, "large") == by_snapshot(trainer, "large")


def test_sizes_in_turn_do_not_mix() -> None:
    trainer = trained(Experiment())
    large, small = by_snapshot(trainer, "large"), by_snapshot(trainer, "small")
    assert [quickly(trainer, size) for size in ("large", "small", "large")] == [large, small, large]


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_takes_a_snapshot_is_left_to_it(name: str) -> None:
    trainer = trained(UNUSUAL[name])
    assert quickly(trainer, "large") is None
    key = FrameKey("state", "large")
    assert frames_of(trainer, STAMP, [key], ())[key] == by_snapshot(trainer, "large")


def test_the_reference_draws_nothing_itself() -> None:
    assert quickly(trained(Experiment(), reference), "large") is None


def test_a_table_is_seen_through_its_plane() -> None:
    trainer = trained(Experiment().fitting(table=CLASSES))
    frame = frames_of(trainer, STAMP, [FrameKey("state", "large")], ())[FrameKey("state", "large")]
    assert frame == by_snapshot(trainer, "large")
