"""A room says what computes, its host chooses, and everybody hears when a device is lost."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event
from typing import Any, cast

import pytest

from engine.backends import reference
from engine.backends.devices import Devices
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link
from engine.experiment.view import View
from engine.reasons import Reason
from engine.training.trainer import Trainer
from server.frames.members import Member
from server.keeping.kept import from_bytes, to_bytes
from server.keeping.notes import note_of, resumed_room
from server.messages.outbox import Outbox
from server.rooms.dispatch import make_job, next_work, take_back
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.settings import Settings
from server.training.carry_out import carry_out
from server.training.room_trainer import RoomTrainer
from tests.backends_at_hand import Frail, backend
from tests.server.people.classroom import Classroom
from tests.server.servers.live import joined, run, serving

SECONDS = 40
UNKNOWN = "device must be one of auto, numpy, frail, gone, got 'abacus'"
GONE = "device gone cannot be chosen: no NVIDIA driver found; there is auto, numpy, frail"


class Equipped(Classroom):
    """A classroom with the devices numpy, frail and gone."""

    def __init__(self, doors: ExitStack) -> None:
        self.frail = Frail()
        gone = backend(unavailable_reason=lambda: Reason("no_driver"))
        super().__init__(doors, devices(frail=self.frail.backend(), gone=gone))
        self.heard(self.host)
        self.heard(self.watcher)

    def messages(self, member: Member, type: str) -> list[dict[str, Any]]:
        """The messages of one type that went out to a member since the last time."""
        return [each for each in self.heard(member) if isinstance(each, dict) and each["type"] == type]

    def choose(self, device: str) -> None:
        self.say(self.host, "set_device", id=7, device=device)
        self.work()

    def told(self) -> dict[str, Any]:
        """What the watcher was told of the room last."""
        return self.messages(self.watcher, "state")[-1]


def devices(**more: Any) -> Devices:
    return Devices(cast(Any, {"numpy": reference, **more}))


@pytest.fixture
def equipped() -> Iterator[Equipped]:
    with ExitStack() as doors:
        yield Equipped(doors)


def test_a_new_room_leaves_the_choice_to_the_server(equipped: Equipped) -> None:
    state = equipped.room.state()
    assert (state.device, state.computing, state.device_lost) == ("auto", "numpy", None)


def test_everybody_is_told_what_the_host_chose(equipped: Equipped) -> None:
    equipped.choose("frail")
    assert {"type": "done", "id": 7} in equipped.heard(equipped.host)
    assert (equipped.told()["device"], equipped.room.computing) == ("frail", "frail")


def test_a_choice_lets_training_go_on_and_is_nothing_to_undo(equipped: Equipped) -> None:
    equipped.say(equipped.host, "play")
    equipped.work(epochs=2)
    equipped.choose("frail")
    equipped.work(epochs=3)
    room = equipped.room
    assert (room.playing, room.run.epoch, room.generation, room.run.number) == (True, 5, 1, 1)
    assert not room.undo.done
    alone = Trainer(room.run.experiment)
    while alone.epoch < 5:
        alone.run_epoch()
    trainer = equipped.training.trainer
    assert trainer is not None
    assert trainer.state().as_dict() == alone.state().as_dict()


@pytest.mark.parametrize(("device", "sentence"), [("abacus", UNKNOWN), ("gone", GONE)])
def test_what_cannot_be_chosen_is_refused_in_a_sentence(
    equipped: Equipped, device: str, sentence: str
) -> None:
    equipped.choose("frail")
    equipped.choose(device)
    (refusal,) = equipped.messages(equipped.host, "error")
    assert (refusal["code"], refusal["field"], refusal["message"]) == ("invalid", "device", sentence)
    assert equipped.room.device == "frail"


@pytest.mark.parametrize("request_type", ["set_device", "measure_devices"])
def test_a_watcher_chooses_and_measures_nothing(equipped: Equipped, request_type: str) -> None:
    fields = {"device": "frail"} if request_type == "set_device" else {}
    equipped.say(equipped.watcher, request_type, id=1, **fields)
    equipped.work()
    assert [each["code"] for each in equipped.messages(equipped.watcher, "error")] == ["forbidden"]
    assert equipped.room.device == "auto"


def test_everybody_hears_of_a_lost_device_until_somebody_chooses_anew(equipped: Equipped) -> None:
    equipped.choose("frail")
    equipped.say(equipped.host, "play")
    equipped.work(epochs=2)
    equipped.frail.break_off()
    equipped.work(epochs=1)
    equipped.work(epochs=1)
    told = equipped.told()
    assert told["device_lost"] == {
        "device": "frail",
        "reason": {"code": "gpu_lost", "values": {"error": "it was frail"}},
    }
    assert (told["device"], told["computing"], told["playing"]) == ("auto", "numpy", True)
    assert equipped.room.run.epoch == 4
    equipped.choose("numpy")
    assert equipped.told()["device_lost"] is None


def test_who_asks_how_fast_the_devices_are_gets_an_answer_and_the_others_nothing(equipped: Equipped) -> None:
    equipped.say(equipped.host, "play")
    equipped.say(equipped.host, "measure_devices", id=9)
    equipped.say(equipped.host, "measure_devices", id=10)
    (refusal,) = equipped.messages(equipped.host, "error")
    assert (refusal["id"], refusal["code"]) == (10, "too_fast")
    equipped.work()
    heard = [each for each in equipped.heard(equipped.host) if isinstance(each, dict)]
    (answer,) = [each for each in heard if each["type"] == "devices"]
    assert {"type": "done", "id": 9} in heard
    rows = {row["name"]: row for row in answer["devices"]}
    assert rows["numpy"]["epochs_per_second"] > 1
    assert rows["frail"]["label"] == "A frail thing"
    assert rows["gone"]["unavailable_reason"] == {"code": "no_driver", "values": {}}
    assert rows["gone"]["epochs_per_second"] is None
    assert "devices" not in equipped.kinds_heard(equipped.watcher)
    assert not equipped.room.measuring


def test_a_measurement_that_an_error_of_the_server_ends_is_refused(equipped: Equipped) -> None:
    equipped.say(equipped.host, "measure_devices", id=9)
    equipped.training.trainer = None  # as after an error
    equipped.work()
    refusals = equipped.messages(equipped.host, "error")
    assert (9, "internal") in [(each["id"], each["code"]) for each in refusals]
    assert not equipped.room.measuring


def test_who_leaves_waits_for_no_answer(equipped: Equipped) -> None:
    doors = ExitStack()
    late = doors.enter_context(equipped.room.joined("host", Outbox()))
    equipped.say(late, "measure_devices")
    doors.close()
    assert not equipped.room.measuring


def test_a_room_begins_with_the_device_of_the_settings() -> None:
    assert Rooms(Settings(device="numpy")).make().device == "numpy"


@pytest.mark.parametrize(("written", "read"), [("numpy", "numpy"), ("abacus", "auto"), (7, "auto")])
def test_the_choice_is_kept_and_an_unknown_one_becomes_the_servers(written: Any, read: str) -> None:
    room = Room("aB3_-xYz", Link(Experiment(), View()), written)
    trainer = Trainer(Experiment())
    kept, again = from_bytes(to_bytes(note_of(room)(trainer=trainer.state())))
    back = resumed_room(kept, again)
    assert back.device == read
    outcome = carry_out(RoomTrainer(), make_job(back, next_work(back), seconds=10))
    assert (outcome.refusals, outcome.chosen) == ([None, None], read)


def test_a_kept_device_that_is_not_here_any_more_becomes_the_servers() -> None:
    room = Room("room", Link(Experiment(), View()), cast(Any, "gone"))
    training = RoomTrainer(devices=devices(gone=backend(unavailable_reason=lambda: Reason("no_driver"))))
    take_back(room, carry_out(training, make_job(room, next_work(room), seconds=10)))
    assert (room.device, room.computing) == ("auto", "numpy")


def test_the_reference_serves_until_a_device_is_ready_and_stopping_does_not_wait() -> None:
    begun, ready = Event(), Event()

    def warm_up() -> None:
        begun.set()
        ready.wait(10 * SECONDS)

    slow = backend(is_ready=ready.is_set, warm_up=warm_up)

    async def work() -> None:
        async with joined(live) as client:
            assert await asyncio.to_thread(begun.wait, SECONDS)
            await client.ask("play")
            await client.next_frame(wanted=lambda frame: frame.epoch > 2)
            assert (client.state["device"], client.state["computing"]) == ("slow", "numpy")
            await client.ask("pause")
            ready.set()
            await client.settled(lambda: client.state["computing"] == "slow")

    async def leave() -> None:
        async with joined(live):
            assert await asyncio.to_thread(begun.wait, SECONDS)

    with serving(devices(slow=slow), device="slow") as live:
        run(work())
    begun.clear()
    ready.clear()
    with serving(devices(slow=slow), device="slow") as live:
        run(leave())  # `serving` fails if the server's thread is still there after a while
    assert not ready.is_set()
    ready.set()


def test_the_devices_are_measured_in_a_room_that_trains() -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.ask("play")
            id = await client.send("measure_devices")
            answer = await client.message("devices")
            assert [row["name"] for row in answer["devices"]] == ["numpy", "frail"]
            assert all(row["epochs_per_second"] > 1 for row in answer["devices"])
            await client.until(lambda item: isinstance(item, dict) and item == {"type": "done", "id": id})
            epoch = client.frame.epoch if client.frame else 0
            await client.next_frame(wanted=lambda frame: frame.epoch > epoch + 5)

    with serving(devices(frail=Frail().backend())) as live:
        run(work())
