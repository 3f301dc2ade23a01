"""Rooms are made, found and forgotten; time is injected."""

import contextlib

import pytest

from server.messages import CloseCode, Refused
from server.messages.outbox import Outbox
from server.rooms.room import Room
from server.rooms.rooms import LEFT_SECONDS, UNATTENDED_SECONDS, Rooms
from server.settings import Settings
from tests.server.people.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(clock: Clock) -> Rooms:
    return Rooms(Settings(max_rooms=2, max_members=1), clock, lambda: "0.25")


def test_a_room_is_found_by_its_tokens(rooms: Rooms) -> None:
    room = rooms.make()
    assert room.run.experiment.seed == "0.25"
    assert len(room.id) == 8
    assert rooms.find(room.id, room.host_token) == (room, "host")
    assert rooms.find(room.id, room.watch_token) == (room, "watcher")


def test_what_does_not_open_a_room_is_refused(rooms: Rooms) -> None:
    room, other = rooms.make(), rooms.make()
    for id, token, code in [
        ("nosuch", room.host_token, CloseCode.NO_SUCH_ROOM),
        (room.id, other.host_token, CloseCode.BAD_TOKEN),
        (room.id, "", CloseCode.BAD_TOKEN),
    ]:
        with pytest.raises(Refused) as refused:
            rooms.find(id, token)
        assert refused.value.code == code


def test_no_more_rooms_than_the_limit(rooms: Rooms) -> None:
    rooms.make()
    rooms.make()
    with pytest.raises(Refused, match="full"):
        rooms.make()


def test_a_room_that_was_only_looked_into_gives_way_to_a_new_one(rooms: Rooms, clock: Clock) -> None:
    used, idle = rooms.make(), rooms.make()
    used.has_changed()
    rooms.expire()
    clock.now += 9
    with pytest.raises(Refused, match="full"):
        rooms.make()
    clock.now += 1
    new = rooms.make()
    assert {room.id for room in rooms} == {used.id, new.id}
    assert idle.id not in rooms


def opened(rooms: Rooms, clock: Clock, n: int, address: str) -> list[Room]:
    """Rooms that somebody has opened, played in and left."""
    made = []
    for _ in range(n):
        with contextlib.suppress(Refused):
            made.append(rooms.make(address=address))
    for each in made:
        each.has_changed()
    rooms.expire()
    return made


def test_one_address_cannot_hold_all_rooms_and_a_teacher_always_gets_one(clock: Clock) -> None:
    rooms = Rooms(Settings(), clock, lambda: "0.25")
    with contextlib.ExitStack() as doors:
        held = opened(rooms, clock, 1000, "10.0.0.1")
        assert len(held) == Settings().max_rooms_per_address < Settings().max_rooms
        for each in held[: len(held) // 2]:  # half of them stay open and are played in
            doors.enter_context(each.joined("host", Outbox()))
        assert rooms.make(address="10.0.0.2")
        with pytest.raises(Refused, match="from this address"):
            rooms.make(address="10.0.0.1")
        clock.now += LEFT_SECONDS
        assert rooms.make(address="10.0.0.1")
        gone = [number for number, each in enumerate(held) if each.id not in rooms]
        assert gone == [len(held) // 2]  # the first that was left, and no other


def test_a_class_behind_one_address_has_a_room_for_each(clock: Clock) -> None:
    rooms = Rooms(Settings(), clock, lambda: "0.25")
    assert len(opened(rooms, clock, 60, "10.0.0.1")) == 60


def test_a_room_that_was_left_gives_way_the_longest_left_first(clock: Clock) -> None:
    rooms = Rooms(Settings(max_rooms=3), clock, lambda: "0.25")
    first = opened(rooms, clock, 1, "a")[0]
    clock.now += 1
    second, third = opened(rooms, clock, 2, "b")
    clock.now += LEFT_SECONDS
    with second.joined("host", Outbox()):
        new = rooms.make(address="c")
        assert {each.id for each in rooms} == {second.id, third.id, new.id}
        assert first.id not in rooms


def test_who_is_alone_and_asks_for_nothing_gives_way_last(clock: Clock) -> None:
    rooms = Rooms(Settings(max_rooms=3), clock, lambda: "0.25")
    idle, busy, watched = (rooms.make() for _ in range(3))
    with contextlib.ExitStack() as doors:
        members = [doors.enter_context(each.joined("host", Outbox())) for each in (idle, busy, watched)]
        doors.enter_context(watched.joined("watcher", Outbox()))
        clock.now += UNATTENDED_SECONDS - 1
        rooms.attend(busy)
        with pytest.raises(Refused, match="full"):
            rooms.make()
        clock.now += 1
        rooms.make()
        assert idle.id not in rooms
        assert [each.outbox.closing for each in members] == [CloseCode.NO_SUCH_ROOM, None, None]
        with pytest.raises(Refused, match="full"):
            rooms.make()


def test_no_more_members_than_the_limit(rooms: Rooms) -> None:
    room = rooms.make()
    with room.joined("host", Outbox()), pytest.raises(Refused, match="room is full"):
        rooms.find(room.id, room.watch_token)


def test_an_empty_room_pauses_and_is_forgotten(rooms: Rooms, clock: Clock) -> None:
    room = rooms.make()
    room.playing = True
    assert rooms.expire() == clock.now + 120
    clock.now += 119
    rooms.expire()
    assert room.playing
    clock.now += 1
    assert rooms.expire() == clock.now + 7080
    assert not room.playing
    clock.now += 7079
    rooms.expire()
    assert len(rooms) == 1
    clock.now += 1
    assert rooms.expire() == float("inf")
    assert len(rooms) == 0


def test_a_room_with_somebody_in_it_stays(rooms: Rooms, clock: Clock) -> None:
    room = rooms.make()
    rooms.expire()
    with room.joined("host", Outbox()):
        rooms.expire()
        room.playing = True
        clock.now += 1_000_000
        rooms.expire()
        assert room.playing
    assert rooms.expire() == clock.now + 120
