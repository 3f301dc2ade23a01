"""A room's run goes from one device to another, and over to the processor when one is lost."""

from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import Devices
from engine.backends.interface import DeviceLost, Place, Stretch
from engine.experiment import Experiment
from engine.learner import Learning
from engine.trainer import Trainer
from server.jobs import Begin, ComputeOn, Job, Lost, Outcome, Work
from server.messages import SetBias
from server.timeline import Slot
from server.training import Training


class FrailSession:
    """The reference on a device that is lost at the `dies_at`-th thing it is asked to do."""

    def __init__(self, dies_at: int, *opened_on: Any) -> None:
        self._inner = reference.open_session(*opened_on)
        self._left = dies_at

    def _survive(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise DeviceLost("the frail device does not answer any more")

    def run(self, place: Place, n_batches: int) -> Stretch:
        self._survive()
        return self._inner.run(place, n_batches)

    def learning(self) -> Learning:
        self._survive()
        return self._inner.learning()

    def outputs_at(self, x: Any) -> Any:
        self._survive()
        return self._inner.outputs_at(x)


def backend(**changes: Any) -> Any:
    """The reference under another name, with some of it changed."""
    names = ("why_not", "misfit", "device_name", "is_ready", "warm_up", "open_session", "open_population")
    return SimpleNamespace(**{name: getattr(reference, name) for name in names} | changes)


class Bench:
    """A training on the devices numpy, twin (the reference again) and frail."""

    def __init__(self, dies_at: int = 2) -> None:
        self.devices = Devices(
            cast(
                Any,
                {
                    "numpy": reference,
                    "twin": backend(),
                    "frail": backend(open_session=partial(FrailSession, dies_at)),
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


@pytest.mark.parametrize("dies_at", range(8))
def test_a_device_that_is_lost_is_told_and_the_run_goes_on_elsewhere_with_nothing_lost(dies_at: int) -> None:
    """Whatever it was just asked to do: to train, or to give its state for a picture or a file."""
    bench = Bench(dies_at)
    bench.on("frail")
    told = [
        bench.training.carry_out(
            Job(epochs=1, seconds=60, sizes=frozenset({"small"}), numbers=True, keep=True)
        )
        for _ in range(5)
    ]
    lost = [outcome.lost for outcome in told if outcome.lost]
    assert lost == [Lost(cast(Any, "frail"), "the frail device does not answer any more")]
    assert told[-1].device == "numpy"
    assert all(outcome.kept and outcome.states and not outcome.failed for outcome in told)
    assert bench.trainer.epoch >= 4
    assert bench.trainer.state().as_dict() == alone(bench.experiment, bench.trainer.epoch).state().as_dict()
    assert "does not answer" in str(bench.on("frail").refusals[0])


def test_what_is_asked_for_in_the_moment_the_device_is_lost_is_done_elsewhere() -> None:
    bench = Bench(dies_at=100)
    bench.on("frail")
    bench.training.carry_out(Job(updates=3, seconds=60))
    bench.trainer._computing._session._left = 0  # type: ignore[union-attr]
    outcome = bench.do(SetBias(type="set_bias", id=1, layer=1, neuron=0, value=0.5))
    assert outcome.refusals == [None]
    assert outcome.lost is not None
    assert bench.trainer.parameters[0].biases[0] == 0.5
