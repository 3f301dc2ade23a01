"""How many pictures a second rooms have where the machine is too small for all of them."""

from collections.abc import Callable

import pytest

from engine.experiment.links import parse_link
from server.messages.outbox import Outbox
from server.rooms.picture_rate import LONGEST_SECONDS, LOOK_SECONDS, PictureRate
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.rooms.runner import Runner
from server.rooms.running import Running
from server.rooms.sharing import YIELD_SECONDS, presented
from server.settings import Settings
from server.training.pace import MOST_SECONDS
from tests.server.servers.live import run

LEAST = 1 / 30


def after(rate: PictureRate, seconds: float, signs: Callable[[float], tuple[float, bool]]) -> list[float]:
    """Returns the intervals of so many seconds with a picture each 5 ms; `signs` are how late one is, as a
    share of the interval, and whether its room loses training, of the interval."""
    intervals = []
    now = rate._since
    for _ in range(int(seconds / 0.005)):
        now += 0.005
        share, loses = signs(rate.interval)
        rate.note(share * rate.interval, loses, now)
        intervals.append(rate.interval)
    return intervals


def machine(seconds: float) -> Callable[[float], tuple[float, bool]]:
    """One that makes the pictures of all rooms in so many seconds, and loses training if that is too long."""
    return lambda interval: (min(1.0, 0.5 * seconds / interval), interval < seconds)


def test_the_rate_falls_to_what_the_machine_can_do_and_does_not_swing() -> None:
    rate = PictureRate(LEAST, 0.0)
    after(rate, 6, machine(0.075))
    later = after(rate, 30, machine(0.075))
    assert 0.07 < min(later) < max(later) < 0.085


def test_the_rate_comes_back_when_there_is_time_again_and_goes_no_further() -> None:
    rate = PictureRate(LEAST, 0.0)
    after(rate, 6, machine(0.075))
    assert rate.is_slowed
    after(rate, 15, machine(0.01))
    assert (rate.interval, rate.is_slowed) == (LEAST, False)


def test_pictures_that_are_not_in_time_are_noticed_before_they_become_fewer_and_forgotten_soon() -> None:
    rate = PictureRate(LEAST, 0.0)
    assert not rate.is_late(0.0)
    after(rate, 1, lambda _: (0.3, False))
    assert rate.is_late(1.0)
    assert not rate.is_slowed
    assert not rate.is_late(1.01 + 2 * LOOK_SECONDS)
    after(rate, 1, lambda _: (0.1, False))
    assert not rate.is_late(2.0)


@pytest.mark.parametrize("least", [LEAST, 2.0])
def test_pictures_never_become_fewer_than_some(least: float) -> None:
    rate = PictureRate(least, 0.0)
    after(rate, 60, lambda _: (1.0, True))
    assert rate.interval == max(least, LONGEST_SECONDS)


def test_pictures_that_are_late_where_no_training_is_lost_stay_as_many() -> None:
    rate = PictureRate(LEAST, 0.0)
    after(rate, 10, lambda _: (1.0, False))
    assert rate.interval == LEAST


def test_a_network_too_large_for_its_speed_takes_no_pictures_from_others() -> None:
    rate = PictureRate(LEAST, 0.0)
    after(rate, 10, lambda _: (0.1, True))
    assert rate.interval == LEAST


def at_a_time(room: Room, runner: Runner) -> Running:
    return runner._running[room.id]


def test_a_lone_room_has_all_its_pictures_and_many_that_lose_training_have_fewer() -> None:
    async def work() -> None:
        now = 100.0
        rooms = Rooms(Settings(), lambda: now)
        runner = Runner(rooms, Settings(), lambda: now)

        def turns(n: int, *playing: Room) -> float:
            nonlocal now
            for _ in range(n):
                now += MOST_SECONDS + LOOK_SECONDS  # so that all of them lose training
                runner._keep_up()
                runner._sharing.look_round(runner._running.values(), now)
                for room in playing:
                    runner._job(at_a_time(room, runner), 0.003)
            return runner._sharing.rate.interval

        first, second = rooms.make(), rooms.make()
        for room in (first, second):
            room.work.clear()
        with first.joined("host", Outbox()), second.joined("host", Outbox()):
            first.playing = True
            assert turns(20, first) == LEAST
            second.playing = True
            assert turns(20, first, second) > 2 * LEAST
            with first.joined("watcher", Outbox()):
                runner._sharing.look_round(runner._running.values(), now)
                assert at_a_time(first, runner).beat.interval == LEAST  # somebody presents it
                assert at_a_time(second, runner).beat.interval > 2 * LEAST

    run(work())


def test_the_room_with_the_most_who_look_is_presented() -> None:
    async def work() -> None:
        rooms = Rooms(Settings())
        runner = Runner(rooms, Settings())
        one, other = rooms.make(), rooms.make()
        runner._keep_up()
        first, second = at_a_time(one, runner), at_a_time(other, runner)
        one.playing = other.playing = True
        with one.joined("host", Outbox()), other.joined("host", Outbox()):
            assert presented([first, second]) is None
            with one.joined("watcher", Outbox()) as guest:
                assert presented([first, second]) is first
                with other.joined("watcher", Outbox()):
                    assert presented([first, second]) is None  # equal rooms are equal
                guest.visible = False
                assert presented([first, second]) is None
                guest.visible = True
                one.playing = False
                assert presented([first, second]) is None

    run(work())


def test_rooms_that_nobody_is_in_wait_while_others_need_the_time() -> None:
    async def work() -> None:
        now = 100.0
        rooms = Rooms(Settings(), lambda: now)
        runner = Runner(rooms, Settings(), lambda: now)
        left, watched = rooms.make(parse_link("seed=1")), rooms.make()
        for room in (left, watched):
            room.work.clear()
            room.playing = True
        runner._keep_up()
        empty, full = at_a_time(left, runner), at_a_time(watched, runner)
        with watched.joined("host", Outbox()):
            runner._sharing.look_round(runner._running.values(), now)
            assert runner._due(empty, now) <= now  # there is time
            full.lags = True
            runner._sharing.look_round(runner._running.values(), now)
            assert runner._due(full, now) <= now
            assert runner._due(empty, now) == now + YIELD_SECONDS
            full.lags = False
            runner._sharing.look_round(runner._running.values(), now)
            assert runner._due(empty, now) <= now
            now += LOOK_SECONDS
            runner._sharing.rate.note(0.5 * LEAST, False, now)  # a picture that was not in time is enough
            runner._sharing.look_round(runner._running.values(), now)
            assert runner._due(empty, now) == now + YIELD_SECONDS
            with left.joined("host", Outbox()):
                assert runner._due(empty, now) <= now  # somebody came back

    run(work())
