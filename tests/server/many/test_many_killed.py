"""Three replicas, of which one is lost without a word while a school is at work."""

import asyncio
import time

from tests.server.keeping.test_saved_states import asked
from tests.server.people.school_day import lesson, rooms
from tests.server.people.staying import InRoom, staying, together
from tests.server.servers.databases import a_postgresql
from tests.server.servers.live import run
from tests.server.servers.replicas import Replicas, replicas

N_ROOMS, N_STUDENTS = 24, 6  # which have rooms too
BACK_WITHIN = 10.0
LOST_AT_MOST = 5.0  # seconds of training
TRAINED_FOR = 8.0  # longer than it takes until something is written down


def n_rooms(made: Replicas) -> int:
    return int(sum(each.number("playground_rooms") for each in made.each.values() if each.runs))


def test_pages_of_a_replica_that_is_killed_are_back_within_ten_seconds_and_lose_five_of_training() -> None:
    async def work() -> None:
        async with rooms(made, N_ROOMS) as in_rooms, lesson(made, N_STUDENTS) as school:
            everybody = [*in_rooms, *school.rooms]
            assert {page.replica for page in everybody} == set(made.each), "rooms at all of them"
            before = (school.marks(), school.answers())
            host = next(page for page in in_rooms if page.replica == school.replica)
            path = f"rooms/{host.hello['room']}/saved"
            status, saved = await asked(made.at(f"{host.replica}/"), path, host.hello["token"])
            assert status == 201, saved
            begun = time.monotonic()
            first = everybody[0]
            await first.until(lambda: time.monotonic() > begun + TRAINED_FOR, 2 * TRAINED_FOR)

            lost, killed_at = school.replica, time.monotonic()
            await asyncio.to_thread(made[lost].kill)
            hit = [page for page in everybody if page.replica == lost]
            spared = [page for page in everybody if page.replica != lost]
            await together([*hit, *school.pages], lambda page: page.came[-1][0] > killed_at, BACK_WITHIN)
            await together(hit, lambda page: page.seen[-1].at > page.came[-1][0] > killed_at, BACK_WITHIN)
            assert time.monotonic() - killed_at < BACK_WITHIN
            for page in hit:
                assert page.epoch_back(killed_at) >= page.epoch_at(killed_at - LOST_AT_MOST)
            assert not [page for page in spared if page.came[-1][0] > killed_at], "nobody else is cut off"
            await asyncio.gather(*(page.trains(BACK_WITHIN) for page in everybody))

            by_room: dict[str, set[str]] = {}
            for page in everybody:
                by_room.setdefault(page.hello["room"], set()).add(page.replica)
            assert {len(each) for each in by_room.values()} == {1}, "a page and who watches it are together"
            assert n_rooms(made) == N_ROOMS + N_STUDENTS
            opened = InRoom(made, link=f"saved={saved['id']}")
            async with staying(opened):
                await opened.trains(BACK_WITHIN)
            await school.teacher.until(lambda: school.marks() == before[0], BACK_WITHIN)
            await school.teacher.until(lambda: school.answers() == before[1], BACK_WITHIN)

    with a_postgresql() as database, replicas("--frame-rate=3", f"--database={database}") as made:
        run(work(), 120)
