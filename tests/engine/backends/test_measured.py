"""What is said of the devices' speed is of this network, and measuring leaves no trace."""

import itertools
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import Devices
from engine.backends.interface import DeviceLost, Place, RunResult
from engine.backends.measured import Measured, Measuring
from engine.experiment.experiment import Experiment
from engine.reasons import Reason
from engine.training.trainer import Trainer
from tests.backends_at_hand import backend

WIDE = Reason("too_wide", shape="2-4-2-1", wanted=300, have=227)


class Watch:
    """A clock that stands still but for the batches that a session trains, each of which takes its time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1e-6
        return self.now

    def slowed(self, seconds_per_batch: float) -> Any:
        """The reference, as if it took so long for a batch."""

        def open_session(*arguments: Any) -> Any:
            return _Slowed(reference.open_session(*arguments), self, seconds_per_batch)

        return backend(open_session=open_session)


class _Slowed:
    def __init__(self, inner: Any, watch: Watch, seconds: float) -> None:
        self._inner, self._watch, self._seconds = inner, watch, seconds

    def run(self, place: Place, n_batches: int) -> RunResult:
        self._watch.now += self._seconds * n_batches
        return cast(RunResult, self._inner.run(place, n_batches))


def measured(devices: Devices, trainer: Trainer, watch: Watch) -> dict[str, Measured]:
    measuring = Measuring(devices, trainer.opening(), watch)
    for _ in range(1000):
        if measuring.go_on(0.003):
            return {row.name: row for row in measuring.rows}
    raise AssertionError("it never ends")


def devices_of(**backends: Any) -> Devices:
    return Devices(cast(Any, backends))


@pytest.mark.parametrize("batch_size", [7, 10, 1000])
def test_the_epochs_a_second_of_each_device_are_told(batch_size: int) -> None:
    watch = Watch()
    devices = devices_of(slow=watch.slowed(0.001), fast=watch.slowed(0.0001))
    trainer = Trainer(Experiment(batch_size=batch_size))
    batches = -(-len(trainer.data.train.label) // batch_size)
    rows = measured(devices, trainer, watch)
    assert rows["slow"].epochs_per_second == pytest.approx(1000 / batches, rel=0.05)
    assert rows["fast"].epochs_per_second == pytest.approx(10_000 / batches, rel=0.05)


def test_the_run_itself_knows_nothing_of_it() -> None:
    trainer = Trainer(Experiment(shuffle=True, dropout=0.2))
    trainer.step()
    before = trainer.state().as_dict()
    watch = Watch()
    measured(devices_of(slow=watch.slowed(0.001)), trainer, watch)
    assert trainer.state().as_dict() == before


def test_it_goes_on_a_little_at_a_time() -> None:
    watch = Watch()
    measuring = Measuring(devices_of(slow=watch.slowed(0.001)), Trainer(Experiment()).opening(), watch)
    spent = []
    for _ in itertools.takewhile(lambda done: not done, iter(lambda: measuring.go_on(0.003), None)):
        spent.append(watch.now)
    parts = [after - before for before, after in itertools.pairwise(spent)]
    assert len(parts) >= 3
    assert max(parts) < 0.006


def test_a_device_that_is_not_there_is_not_ready_or_has_no_room_has_no_rate() -> None:
    watch = Watch()
    devices = devices_of(
        gone=backend(unavailable_reason=lambda: Reason("no_driver")),
        cold=backend(is_ready=lambda: False),
        small=backend(unsupported_reason=lambda experiment, sizes: WIDE),
    )
    rows = measured(devices, Trainer(Experiment()), watch)
    assert [(row.unavailable_reason, row.is_ready, row.epochs_per_second) for row in rows.values()] == [
        (Reason("no_driver"), False, None),
        (None, False, None),
        (WIDE, True, None),
    ]


def test_a_device_that_is_lost_meanwhile_says_so() -> None:
    def open_session(*arguments: Any) -> Any:
        raise DeviceLost(Reason("gpu_lost", error="it fell from the bus"))

    devices = devices_of(frail=backend(open_session=open_session))
    row = measured(devices, Trainer(Experiment()), Watch())["frail"]
    assert row.epochs_per_second is None
    assert row.unavailable_reason == devices.unavailable_reason(cast(Any, "frail"))
    assert str(row.unavailable_reason) == "the GPU does not answer any more: it fell from the bus"


def test_a_network_that_runs_away_has_a_rate_all_the_same() -> None:
    watch = Watch()
    trainer = Trainer(
        Experiment(problem="regression", activation="linear", learning_rate=10, seed="0.5", hidden=(3,))
    )
    while not trainer.diverged:
        trainer.run_epoch()
    row = measured(devices_of(slow=watch.slowed(0.0001)), trainer, watch)["slow"]
    assert row.epochs_per_second is not None
    assert row.epochs_per_second > 0
