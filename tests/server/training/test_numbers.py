"""The numbers of a run, stop rules and what is done by hand: from the trainer to the people in the room."""

import json
import math
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from engine.evaluation.inspection import inspection_of
from engine.evaluation.metrics import accuracies_of, metrics_of, parameter_counts
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link
from engine.experiment.view import View
from engine.training.trainer import Trainer
from server.frames import encoding as frames
from server.frames.layout import Stamp
from server.frames.members import Member
from server.frames.numbers import PERIODS, activations, finite, numbers_text, schedule
from server.messages.outbox import WINDOW, Outbox
from server.requests.reading import read_message
from server.requests.receiving import receive
from server.rooms.dispatch import make_job, next_work, take_back, wants_numbers
from server.rooms.room import Room
from server.rooms.runner import NUMBERS_SECONDS
from server.training.carry_out import carry_out
from server.training.room_trainer import RoomTrainer
from tests.server.people.decode import decode
from tests.server.servers.live import Client, Live, joined, now, run, serving, socket_to

ONE_PASS = Experiment(hidden=(3,), stop_epoch=2)


class Pair:
    """A room with a host and a watcher, and a worker that works when told to."""

    def __init__(self, doors: ExitStack, experiment: Experiment) -> None:
        self.room = Room("room", Link(experiment, View()))
        self.training = RoomTrainer()
        self.host = doors.enter_context(self.room.joined("host", Outbox()))
        self.watcher = doors.enter_context(self.room.joined("watcher", Outbox()))
        self.work()

    def work(self, epochs: float = 0, numbers: bool = True) -> None:
        while True:
            job = make_job(
                self.room, next_work(self.room), epochs=epochs, seconds=10, publish=True, numbers=numbers
            )
            has_more = bool(self.room.work)
            take_back(self.room, carry_out(self.training, job))
            if not has_more:
                return

    def say(self, member: Member, type: str, **fields: Any) -> None:
        receive(self.room, member, read_message(json.dumps({"type": type, **fields})))

    def heard(self, member: Member, type: str) -> list[dict[str, Any]]:
        """The messages of a type that went out to a member since the last time."""
        messages = []
        while (item := member.outbox.take()) is not None:
            if isinstance(item, bytes):
                member.outbox.acknowledge(decode(item).sequence)
            else:
                messages.append(json.loads(item))
        return [each for each in messages if each["type"] == type]

    @property
    def trainer(self) -> Trainer:
        assert self.training.trainer is not None
        return self.training.trainer


@pytest.fixture
def doors() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(hidden=()),
        Experiment(problem="regression"),
        Experiment(problem="curve", features=("x",)),
        Experiment(dataset="blobs", classes=5, loss="cross-entropy", normalization="batch"),
        Experiment(initializer="zeros", activation="relu"),
    ],
    ids=lambda each: f"{each.problem}-{each.loss}-{each.initializer}",
)
def test_numbers_say_what_the_trainer_does(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    trainer.run_epoch()
    message = json.loads(numbers_text(Stamp(generation=4), trainer))
    assert (message["generation"], message["epoch"]) == (4, 1)
    assert message["metrics"] == json.loads(json.dumps(metrics_of(trainer).as_dict()))
    assert [each["parameters"]["formula"] for each in message["layers"]] == [
        each.formula for each in parameter_counts(experiment)
    ]
    inspection = inspection_of(trainer)
    for layer, view in zip(message["layers"], inspection.layers, strict=True):
        assert layer["gradient_norm"] == view.gradient_norm
        assert layer["gradients"]["counts"] == view.gradients.counts


def test_numbers_beyond_all_bounds_are_null() -> None:
    assert finite({"a": [1.5, math.inf, {"b": -math.inf, "c": math.nan}], "d": "x", "e": 3}) == {
        "a": [1.5, None, {"b": None, "c": None}],
        "d": "x",
        "e": 3,
    }


def test_numbers_of_a_run_that_diverges_are_proper_json() -> None:
    trainer = Trainer(
        Experiment(problem="regression", activation="linear", learning_rate=10, batch_size=1, hidden=(8, 8))
    )
    while not trainer.diverged:
        trainer.step()
        message = json.loads(numbers_text(Stamp(), trainer), parse_constant=pytest.fail)
        assert message["epoch"] == trainer.epoch


def test_the_layers_activations_have_names() -> None:
    own = Experiment(hidden=(2, 2), layer_activations=("relu",), activation="sine")
    assert activations(own) == ["relu", "sine", "tanh"]
    assert activations(own.changed(loss="cross-entropy"))[-1] == "softmax"
    assert activations(own.changed(loss="binary-cross-entropy"))[-1] == "sigmoid"
    assert activations(Experiment(problem="regression"))[-1] == "linear"


@pytest.mark.parametrize("epoch", [0, 7, 399, 12345])
def test_a_schedule_is_shown_around_the_present(epoch: int) -> None:
    experiment = Experiment(schedule="cyclic", schedule_epochs=100, schedule_factor=0.1)
    shown = schedule(experiment, epoch)
    assert shown is not None
    assert shown.epochs[0] <= epoch < shown.epochs[-1]
    assert shown.epochs[-1] - shown.epochs[0] == PERIODS * 100
    assert max(shown.rates) == pytest.approx(0.03)
    assert min(shown.rates) == pytest.approx(0.003)
    assert schedule(Experiment(), epoch) is None


def test_a_frame_of_classes_has_the_accuracy_and_that_of_a_regression_none() -> None:
    trainer = Trainer(Experiment(learning_rate=0.3))
    trainer.run_epoch()
    accuracy = accuracies_of(trainer)
    frame = decode(frames.state_frame(Stamp(), snapshot_of(trainer), trainer.history, "small", accuracy))
    metrics = metrics_of(trainer)
    assert frame.section("ACCURACY").values == pytest.approx([metrics.train.accuracy, metrics.test.accuracy])
    assert accuracies_of(Trainer(Experiment(problem="regression"))) is None
    assert {each.kind for each in frame.sections}.isdisjoint({"BEST", "DROPPED"})


def test_a_frame_tells_the_best_epoch_and_who_was_dropped() -> None:
    trainer = Trainer(Experiment(hidden=(8, 4), dropout=0.5, early_stopping=True))
    for _ in range(3):
        trainer.run_epoch()
    frame = decode(frames.state_frame(Stamp(), snapshot_of(trainer), trainer.history, "small"))
    assert frame.section("BEST").values == [trainer.best_epoch]
    for layer, mask in enumerate(trainer.dropped, 1):
        assert frame.section("DROPPED", layer).values == mask.tolist()
    assert any(mask.any() for mask in trainer.dropped)


def test_only_who_wants_numbers_gets_them_and_hidden_tabs_get_none(doors: ExitStack) -> None:
    pair = Pair(doors, Experiment())
    assert not wants_numbers(pair.room)
    pair.say(pair.watcher, "subscribe_metrics", wanted=True)
    pair.work(epochs=1)
    assert [each["epoch"] for each in pair.heard(pair.watcher, "metrics")] == [1]
    assert pair.heard(pair.host, "metrics") == []
    pair.say(pair.watcher, "set_visible", visible=False)
    pair.work(epochs=1)
    assert pair.heard(pair.watcher, "metrics") == []
    pair.say(pair.watcher, "set_visible", visible=True)
    pair.work()
    assert [each["epoch"] for each in pair.heard(pair.watcher, "metrics")] == [2]


def test_nothing_is_counted_while_nothing_changes(doors: ExitStack) -> None:
    pair = Pair(doors, Experiment())
    pair.say(pair.host, "subscribe_metrics", wanted=True)
    pair.work()
    assert not wants_numbers(pair.room)
    pair.work(epochs=1, numbers=False)
    assert wants_numbers(pair.room)


def test_a_slow_browser_gets_the_newest_numbers() -> None:
    outbox = Outbox()
    for sequence in range(WINDOW):
        outbox.put_state(sequence, b"x")
        assert outbox.take() == b"x"
    outbox.put_newest("numbers", "old")
    outbox.put_newest("numbers", "new")
    assert outbox.take() is None
    outbox.acknowledge(0)
    assert [outbox.take(), outbox.take()] == ["new", None]
    outbox.put_newest("numbers", "unwanted")
    outbox.forget("numbers")
    assert outbox.take() is None


def test_a_stop_rule_pauses_and_play_goes_on(doors: ExitStack) -> None:
    pair = Pair(doors, ONE_PASS)
    pair.say(pair.host, "play")
    pair.work(epochs=100)
    assert not pair.room.playing
    (told,) = pair.heard(pair.watcher, "state")
    reason = {"code": "epoch", "values": {"epoch": 2}}
    assert told["stopped"] == {"epoch": 2, "reason": reason, "better_epoch": None}
    pair.say(pair.host, "play")
    assert pair.room.playing
    pair.work(epochs=3)
    assert pair.room.playing
    assert pair.trainer.epoch == 5
    assert pair.heard(pair.watcher, "state")[-1]["stopped"] is None


def test_a_job_that_was_on_its_way_does_not_undo_going_on(doors: ExitStack) -> None:
    pair = Pair(doors, ONE_PASS)
    pair.work(epochs=100)
    outcome = carry_out(pair.training, make_job(pair.room, next_work(pair.room), seconds=10, publish=True))
    pair.say(pair.host, "play")
    take_back(pair.room, outcome)
    assert pair.room.playing
    pair.work(epochs=1)
    assert pair.trainer.epoch == 3


@pytest.mark.parametrize(("unit", "epochs"), [("epoch", 3), ("update", 2)])
def test_a_step_goes_past_a_stop_rule_too(doors: ExitStack, unit: str, epochs: int) -> None:
    pair = Pair(doors, ONE_PASS)
    pair.work(epochs=100)
    updates = pair.trainer.updates
    pair.say(pair.host, "step", unit=unit)
    pair.work(epochs=pair.room.steps.left)
    assert pair.trainer.epoch == epochs
    assert pair.trainer.updates > updates
    assert pair.room.steps.left == 0


def test_a_changed_rule_ends_the_stop(doors: ExitStack) -> None:
    pair = Pair(doors, ONE_PASS)
    pair.work(epochs=100)
    assert pair.room.run.stopped is not None
    pair.say(pair.host, "change", changes={"stop_epoch": 50})
    pair.work()
    assert pair.room.run.stopped is None


def test_early_stopping_tells_the_best_epoch(doors: ExitStack) -> None:
    pair = Pair(doors, Experiment(early_stopping=True, patience=1, learning_rate=3, noise=50))
    pair.work(epochs=1000)
    stopped = pair.room.run.stopped
    assert stopped is not None
    assert stopped.reason.code == "early-stopping"
    assert stopped.reason.values == {"best": pair.trainer.best_epoch}
    assert stopped.better_epoch is None


def test_the_best_weights_can_be_had_when_another_rule_stops_a_run(doors: ExitStack) -> None:
    fields: dict[str, Any] = {"dataset": "spiral", "noise": 50, "hidden": (8, 8), "learning_rate": 0.3}
    pair = Pair(doors, Experiment(**fields, early_stopping=True, patience=400, stop_epoch=100))
    pair.work(epochs=1000)
    stopped, best = pair.room.run.stopped, pair.trainer.best_epoch
    assert stopped is not None
    assert (stopped.epoch, stopped.reason.code, stopped.better_epoch) == (100, "epoch", best)
    last = pair.trainer.test_loss
    pair.say(pair.host, "use_best", id=1)
    pair.work()
    assert pair.trainer.test_loss == min(pair.trainer.history.test) < last
    assert pair.room.run.stopped is not None
    assert pair.room.run.stopped.better_epoch is None
    pair.say(pair.host, "use_best", id=2)
    pair.work()
    (refused,) = pair.heard(pair.host, "error")
    assert (refused["id"], refused["reason"]["code"]) == (2, "none_better")
    pair.say(pair.host, "undo")
    pair.work()
    assert pair.trainer.test_loss == last


def test_everybody_is_told_what_is_off_and_frozen(doors: ExitStack) -> None:
    pair = Pair(doors, Experiment())
    pair.say(pair.host, "switch_neuron", layer=1, neuron=2, on=False)
    pair.say(pair.host, "freeze", layer=2, neuron=1, source=3, frozen=True)
    pair.say(pair.host, "freeze", layer=3, neuron=0, source=None, frozen=True)
    pair.work()
    state = pair.heard(pair.watcher, "state")[-1]
    assert state["off"] == [[1, 2]]
    assert state["frozen"] == [[2, 1, 3], [3, 0, None]]
    weight, bias = pair.trainer.parameters[1].weights[1, 3], pair.trainer.parameters[2].biases[0]
    pair.work(epochs=2)
    assert pair.trainer.parameters[1].weights[1, 3] == weight
    assert pair.trainer.parameters[2].biases[0] == bias
    pair.say(pair.host, "switch_neuron", layer=1, neuron=2, on=True)
    pair.say(pair.host, "freeze", layer=2, neuron=1, source=3, frozen=False)
    pair.work(epochs=1)
    state = pair.heard(pair.watcher, "state")[-1]
    assert (state["off"], state["frozen"]) == ([], [[3, 0, None]])
    assert pair.trainer.parameters[1].weights[1, 3] != weight
    pair.say(pair.host, "reset")
    pair.work()
    assert pair.heard(pair.watcher, "state")[-1]["frozen"] == []


def test_switching_and_freezing_can_be_undone(doors: ExitStack) -> None:
    pair = Pair(doors, Experiment())
    pair.say(pair.host, "freeze", layer=1, neuron=0, source=0, frozen=True)
    pair.say(pair.host, "switch_neuron", layer=1, neuron=2, on=False)
    pair.work()
    pair.say(pair.host, "undo")
    pair.work()
    state = pair.room.state()
    assert (state.off, state.frozen) == ([], [(1, 0, 0)])
    pair.say(pair.host, "redo")
    pair.work()
    assert pair.room.state().off == [(1, 2)]


@pytest.mark.parametrize(
    ("type", "fields", "sentence"),
    [
        ("switch_neuron", {"layer": 3, "neuron": 0, "on": False}, "the output"),
        ("switch_neuron", {"layer": 1, "neuron": 4, "on": False}, "between 0 and 3, got 4"),
        ("freeze", {"layer": 1, "neuron": 0, "source": 2, "frozen": True}, "between 0 and 1, got 2"),
        ("freeze", {"layer": 9, "neuron": 0, "source": None, "frozen": True}, "between 1 and 3, got 9"),
    ],
)
def test_what_is_not_there_cannot_be_switched_or_frozen(
    doors: ExitStack, type: str, fields: dict[str, Any], sentence: str
) -> None:
    pair = Pair(doors, Experiment())
    pair.say(pair.host, type, id=1, **fields)
    pair.say(pair.watcher, type, id=2, **fields)
    pair.work()
    (error,) = pair.heard(pair.host, "error")
    assert error["code"] == "invalid"
    assert sentence in error["message"]
    assert [each["code"] for each in pair.heard(pair.watcher, "error")] == ["forbidden"]


def test_numbers_come_at_most_four_times_a_second_and_end_when_unwanted(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.ask("play")
            began, epochs = now(), []
            await client.ask("subscribe_metrics", wanted=True)
            while len(epochs) < 6:
                epochs.append((await client.message("metrics"))["epoch"])
            assert now() - began > (len(epochs) - 1) * NUMBERS_SECONDS, "the first comes at once"
            assert epochs == sorted(set(epochs))
            await client.ask("subscribe_metrics", wanted=False)
            until = (await client.next_frame()).epoch + 60
            while not client.frame or client.frame.epoch < until:
                item = await client.receive()
                assert not isinstance(item, dict) or item["type"] != "metrics"

    run(work())


def test_a_stopped_room_says_so_over_the_socket_and_plays_on(live: Live) -> None:
    async def work() -> None:
        async with joined(live, link="stopEpoch=3") as client:
            await client.ask("play")
            await client.settled(lambda: client.state["stopped"] is not None)
            assert client.state["stopped"]["epoch"] == 3
            assert not client.state["playing"]
            await client.ask("play")
            await client.next_frame(wanted=lambda frame: frame.epoch > 4)
            assert client.state["stopped"] is None

    run(work())


def test_what_is_off_frozen_and_stopped_survives_a_restart(tmp_path: Path) -> None:
    async def switch(live: Live) -> Client:
        async with joined(live, link="stopEpoch=2") as host:
            await host.ask("play")
            await host.settled(lambda: host.state["stopped"] is not None)
            await host.ask("switch_neuron", layer=1, neuron=1, on=False)
            await host.ask("freeze", layer=1, neuron=0, source=1, frozen=True)
            return host

    async def work() -> None:
        with serving(data=str(tmp_path)) as live:
            before = await switch(live)
        with serving(data=str(tmp_path)) as live:
            async with socket_to(live) as host:
                await host.hello(room=before.welcome["room"], token=before.welcome["token"])
                assert host.state["off"] == [[1, 1]]
                assert host.state["frozen"] == [[1, 0, 1]]
                assert host.state["stopped"] == before.state["stopped"]
                await host.ask("switch_neuron", layer=1, neuron=1, on=True)
                await host.settled(lambda: host.state["off"] == [])

    run(work(), seconds=30)
