"""A room's run goes from one device to another, and over to the processor when one is lost."""

from queue import Queue
from threading import Event
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import DeviceError, Devices
from engine.experiment.experiment import Experiment
from engine.reasons import Reason
from engine.training.trainer import Trainer
from server.frames.members import FrameKey
from server.runs.states import Slot
from server.training.carry_out import carry_out
from server.training.jobs import Job, Outcome, Work
from server.training.room_trainer import RoomTrainer
from server.training.work import Begin, BeginAgain, ComputeOn, Edit, LookAgain, Update
from tests.backends_at_hand import Frail, backend


class Bench:
    """A training on the devices numpy, twin (the reference again) and frail."""

    def __init__(self, dies_at: int) -> None:
        self.frail = Frail(dies_at)
        backends = {
            "numpy": reference,
            "twin": backend(),
            "frail": self.frail.backend(),
            "gone": backend(unavailable_reason=lambda: Reason("no_driver")),
        }
        self.devices = Devices(cast(Any, backends))
        self.training = RoomTrainer(devices=self.devices)
        experiment = Experiment(shuffle=True, dropout=0.2, optimizer="adam")
        self.experiment = experiment
        self.do(Begin(experiment, Slot(experiment)))

    def do(self, *work: Work, epochs: float = 0) -> Outcome:
        return carry_out(self.training, Job(work=work, epochs=epochs, seconds=60))

    def on(self, device: str) -> Outcome:
        return self.do(ComputeOn(cast(Any, device)))

    @property
    def trainer(self) -> Trainer:
        trainer = self.training.trainer
        assert trainer is not None
        return trainer


def alone(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    while trainer.epoch < epochs:
        trainer.run_epoch()
    return trainer


def test_switching_while_training_goes_on_with_the_very_same_run() -> None:
    bench = Bench(dies_at=100)
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
        ("gone", "device gone cannot be chosen: no NVIDIA driver found; there is auto, numpy, twin, frail"),
    ],
)
def test_a_device_that_is_not_there_is_refused_and_the_run_stays_where_it_is(
    name: str, sentence: str
) -> None:
    bench = Bench(dies_at=100)
    (refusal,) = bench.on(name).refusals
    assert str(refusal) == sentence
    assert bench.do(epochs=1).device == "numpy"


def lost_in(outcomes: list[Outcome]) -> list[tuple[str, Reason]]:
    return [(each.lost.device, each.lost.reason) for each in outcomes if each.lost]


@pytest.mark.parametrize("dies_at", range(8))
def test_a_device_that_is_lost_is_told_and_the_run_goes_on_elsewhere_with_nothing_lost(dies_at: int) -> None:
    """Whatever it was just asked to do: to train, or to give its state for a picture or a file."""
    bench = Bench(dies_at)
    bench.on("frail")
    job = Job(
        epochs=1,
        seconds=60,
        recipients={FrameKey("state", "small"): [], FrameKey("numbers"): []},
        keep=lambda outcome: None,
    )
    told = [carry_out(bench.training, job) for _ in range(5)]
    assert lost_in(told) == [("frail", Frail.REASON)]
    assert told[-1].device == "numpy"
    assert all(outcome.kept and len(outcome.frames) == 2 and not outcome.failed for outcome in told)
    assert bench.trainer.epoch >= 4
    assert bench.trainer.state().as_dict() == alone(bench.experiment, bench.trainer.epoch).state().as_dict()
    assert "does not answer" in str(bench.on("frail").refusals[0])


def test_what_is_asked_for_in_the_moment_the_device_is_lost_is_done_elsewhere() -> None:
    bench = Bench(dies_at=100)
    bench.on("frail")
    carry_out(bench.training, Job(updates=3, seconds=60))
    bench.frail.break_off()
    outcome = bench.do(Edit(lambda trainer: trainer.set_bias(1, 0, 0.5)))
    assert outcome.refusals == [None]
    assert outcome.lost is not None
    assert bench.trainer.parameters[0].biases[0] == 0.5


def test_choosing_another_device_finds_out_that_the_present_one_is_gone() -> None:
    bench = Bench(dies_at=100)
    bench.on("frail")
    bench.do(epochs=2)
    bench.do(Update())
    bench.frail.break_off()
    outcome = bench.on("twin")
    assert (outcome.refusals, outcome.chosen, outcome.device) == ([None], "twin", "twin")
    assert lost_in([outcome]) == [("frail", Frail.REASON)]
    assert (bench.trainer.epoch, bench.trainer.place.position) == (2, 0)
    bench.do(epochs=2)
    assert bench.trainer.state().as_dict() == alone(bench.experiment, 4).state().as_dict()


def test_a_run_elsewhere_on_the_same_device_is_told_too() -> None:
    bench = Bench(dies_at=100)
    other = Bench(dies_at=100)
    other.training = RoomTrainer(devices=bench.devices)
    other.do(Begin(other.experiment, Slot(other.experiment)))
    for each in (bench, other):
        each.on("frail")
        each.do(epochs=2)
    bench.frail.break_off()
    assert lost_in([bench.do(epochs=1)]) == [("frail", Frail.REASON)]
    told = other.do(epochs=1)
    assert lost_in([told]) == [("frail", Frail.REASON)]
    assert (told.chosen, told.device, told.failed) == ("auto", "numpy", False)
    assert other.trainer.state().as_dict() == alone(other.experiment, 3).state().as_dict()


def test_a_device_outlives_the_run_it_was_chosen_for() -> None:
    bench = Bench(dies_at=100)
    another = Experiment(dataset="xor")
    assert bench.do(ComputeOn(cast(Any, "twin")), Begin(another, Slot(another))).device == "twin"
    assert bench.do(BeginAgain(another, Slot(another)), epochs=1).device == "twin"


def test_a_device_that_was_not_ready_takes_over_when_it_is() -> None:
    ready = Event()
    devices = Devices(
        cast(Any, {"numpy": reference, "slow": backend(is_ready=ready.is_set, warm_up=ready.set)})
    )
    training = RoomTrainer(devices=devices)
    told: Queue[tuple[str, Reason | None]] = Queue()
    devices.told = lambda name, reason: told.put((name, reason))
    experiment = Experiment()
    begun = carry_out(training, Job(work=(Begin(experiment, Slot(experiment)),)))
    assert begun.device == "numpy"
    carry_out(training, Job(work=(ComputeOn(cast(Any, "slow")),), epochs=1, seconds=60))
    assert told.get(timeout=30) == ("slow", None)
    assert carry_out(training, Job(work=(LookAgain(),))).device == "slow"


def test_a_device_that_cannot_be_prepared_is_lost() -> None:
    def warm_up() -> None:
        raise OSError("the compiler is broken")

    broken = backend(is_ready=lambda: False, warm_up=warm_up)
    devices = Devices(cast(Any, {"numpy": reference, "broken": broken}))
    told: Queue[tuple[str, Reason | None]] = Queue()
    devices.told = lambda name, reason: told.put((name, reason))
    devices.prepare(cast(Any, "broken"))
    reason = Reason("not_prepared", error="the compiler is broken")
    assert told.get(timeout=30) == ("broken", reason)
    with pytest.raises(DeviceError, match="it could not be prepared: the compiler is broken"):
        devices.check("broken")


def test_the_devices_are_measured_a_slice_at_a_time_and_nothing_is_trained_meanwhile() -> None:
    bench = Bench(dies_at=100)
    jobs = 0
    while (outcome := carry_out(bench.training, Job(measure=True, seconds=0.003))).measured is None:
        jobs += 1
    assert jobs > 3
    rates = {row.name: row.epochs_per_second for row in outcome.measured}
    assert list(rates) == ["numpy", "twin", "frail", "gone"]
    assert rates["gone"] is None
    assert all(rate and rate > 1 for name, rate in rates.items() if name != "gone")
    assert bench.trainer.epoch == 0
