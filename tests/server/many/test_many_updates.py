"""Replicas that are stopped and started again one after the other, and one whose clock is wrong."""

import asyncio
import time

from tests.server.people.school_day import lesson, rooms
from tests.server.people.staying import InRoom, staying, together
from tests.server.servers.live import run
from tests.server.servers.replicas import A_DAY_AHEAD, replicas
from tests.server.servers.valkey import valkey

N_ROOMS, N_STUDENTS = 6, 3
BACK_WITHIN = 10.0
LOST_AT_MOST = 5.0
BOTH = ("r1", "r2")


def test_a_rolling_update_loses_no_room_and_no_epoch_and_pages_are_back_within_ten_seconds() -> None:
    async def work() -> None:
        async with rooms(made, N_ROOMS) as in_rooms, lesson(made, N_STUDENTS) as school:
            everybody = [*in_rooms, *school.rooms]
            before = school.marks(), school.answers()
            for name, each in made.each.items():
                here = [page for page in everybody if page.replica == name]
                stopped_at = time.monotonic()
                await asyncio.to_thread(each.stop)
                await together(here, lambda page: page.seen[-1].replica != name, BACK_WITHIN)  # noqa: B023
                await together(school.pages, lambda page: page.replica != name, BACK_WITHIN)  # noqa: B023
                assert time.monotonic() - stopped_at < BACK_WITHIN
                for page in here:
                    assert page.epoch_back(stopped_at) >= page.epoch_at(stopped_at)
                await asyncio.to_thread(each.start)
            await asyncio.gather(*(page.trains(BACK_WITHIN) for page in everybody))
            assert sum(each.number("playground_rooms") for each in made.each.values()) == N_ROOMS + N_STUDENTS
            await school.teacher.until(lambda: (school.marks(), school.answers()) == before, BACK_WITHIN)

    with replicas("--frame-rate=3") as made:
        run(work(), 120)


def test_a_clock_that_is_a_day_ahead_changes_nothing() -> None:
    async def work() -> None:
        hosts = [InRoom(made, f"{name}/") for name in made.each]
        async with staying(*hosts):
            await together(hosts, lambda page: page.epoch > 20, BACK_WITHIN)
            for name, to in (("r1", "r2"), ("r2", "r1")):
                here = [page for page in hosts if page.replica == name]
                stopped_at = time.monotonic()
                await asyncio.to_thread(made[name].stop)
                await together(here, lambda page: page.seen[-1].replica == to, BACK_WITHIN)  # noqa: B023
                for page in here:
                    assert page.epoch_back(stopped_at) >= page.epoch_at(stopped_at)
                await asyncio.to_thread(made[name].start, A_DAY_AHEAD if name == "r2" else None)

    with replicas("--frame-rate=5", names=BOTH, programs={"r2": A_DAY_AHEAD}) as made:
        run(work(), 120)


def test_rooms_outlive_all_replicas_and_a_valkey_that_writes_down_what_it_has() -> None:
    async def work() -> None:
        hosts = [InRoom(made, f"{name}/") for name in made.each]
        async with staying(*hosts):
            await hosts[0].until(lambda: hosts[0].seen[-1:] and hosts[0].epoch > 20, BACK_WITHIN)
            begun = time.monotonic()
            await together(hosts, lambda page: page.seen[-1:] and page.seen[-1].at > begun + 6, BACK_WITHIN)
            lost_at = time.monotonic()
            for each in made.each.values():
                await asyncio.to_thread(each.kill)
            between.stop()
            between.start()
            for each in made.each.values():
                await asyncio.to_thread(each.start)
            await together(hosts, lambda page: page.seen[-1].at > page.came[-1][0] > lost_at, 2 * BACK_WITHIN)
            for page in hosts:
                back = next(each.epoch for each in page.seen if each.at > lost_at)
                assert back >= page.epoch_at(lost_at - LOST_AT_MOST)

    with valkey(remembers=True) as between, replicas("--frame-rate=5", names=BOTH, store=between) as made:
        run(work(), 120)
