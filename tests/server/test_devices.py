"""A room's run goes from one device to another, and over to the processor when one is lost."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import Devices
from engine.backends.interface import DeviceLost, Place, Stretch
from engine.experiment import Experiment
from engine.trainer import Trainer
from server.jobs import Begin, ComputeOn, Job, Outcome, Work
from server.timeline import Slot
from server.training import Training


class FrailSession:
    """The reference on a device that is lost in its third stretch."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._left = inner, 2

    def run(self, place: Place, n_batches: int) -> Stretch:
        if not self._left:
            raise DeviceLost("the frail device does not answer any more")
        self._left -= 1
        return cast(Stretch, self._inner.run(place, n_batches))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def backend(**changes: Any) -> Any:
    """The reference under another name, with some of it changed."""
    names = ("why_not", "misfit", "device_name", "is_ready", "warm_up", "open_session", "open_population")
    return SimpleNamespace(**{name: getattr(reference, name) for name in names} | changes)


class Bench:
    """A training on the devices numpy, twin (the reference again) and frail."""

    def __init__(self) -> None:
        self.devices = Devices(
            cast(
                Any,
                {
                    "numpy": reference,
                    "twin": backend(),
                    "frail": backend(open_session=lambda *a: FrailSession(reference.open_session(*a))),
                    "gone": backend(why_not=lambda: "no such driver found"),
                },
            )
        )
        self.training = Training(devices=self.devices)
        experiment = Experiment(shuffle=True, dropout=0.2, optimizer="adam")
        self.experiment = experiment
        self.do(Begin(experiment, Slot(experiment)))

    def do(self, *work: Work, epochs: float = 0) -> Outcome:
        return self.training.carry_out(Job(work=work, epochs=epochs, seconds=60))

    def on(self, device: str) -> Outcome:
        return self.do(ComputeOn(cast(Any, device)))

    @property
    def trainer(self) -> Trainer:
        trainer = self.training._trainer
        assert trainer is not None
        return trainer


def alone(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    while trainer.epoch < epochs:
        trainer.run_epoch()
    return trainer


def test_switching_while_training_goes_on_with_the_very_same_run() -> None:
    bench = Bench()
    bench.do(epochs=3)
    assert bench.on("twin").refusals == [None]
    assert bench.do(epochs=3).device == "twin"
    bench.on("numpy")
    bench.do(epochs=2)
    assert bench.trainer.state().as_dict() == alone(bench.experiment, 8).state().as_dict()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("abacus", "device must be one of auto, numpy, twin, frail, gone, got 'abacus'"),
        ("gone", "device gone cannot be chosen: no such driver found; there is auto, numpy, twin, frail"),
    ],
)
def test_a_device_that_is_not_there_is_refused_and_the_run_stays_where_it_is(
    name: str, sentence: str
) -> None:
    bench = Bench()
    (refusal,) = bench.on(name).refusals
    assert str(refusal) == sentence
    assert bench.do(epochs=1).device == "numpy"


def test_a_device_that_is_lost_is_told_and_the_run_goes_on_elsewhere_with_nothing_lost() -> None:
    bench = Bench()
    bench.on("frail")
    told: list[Outcome] = [bench.do(epochs=1) for _ in range(5)]
    lost = [outcome.lost for outcome in told if outcome.lost]
    assert [(each.device, each.sentence) for each in lost] == [
        ("frail", "the frail device does not answer any more")
    ]
    assert told[-1].device == "numpy"
    assert not any(outcome.failed for outcome in told)
    assert bench.trainer.epoch >= 4
    assert bench.trainer.state().as_dict() == alone(bench.experiment, bench.trainer.epoch).state().as_dict()
    assert "does not answer" in str(bench.on("frail").refusals[0])
