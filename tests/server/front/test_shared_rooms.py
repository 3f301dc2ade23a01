"""Rooms and classes of a server of several processes: the same by any connection, and kept whatever ends."""

import asyncio
import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from server.front.channel import CAN_HAND_OVER
from server.keeping.class_file import NAME, classes_in
from tests.server.front.several import NAMES, Several, ask, several
from tests.server.people.school_day import lesson
from tests.server.people.sharing import until
from tests.server.people.staying import InClass, InRoom, staying, together
from tests.server.servers.live import SECONDS, run
from tests.server.servers.process import port_of, process

pytestmark = pytest.mark.skipif(not CAN_HAND_OVER, reason="this system hands over no sockets")

BACK_WITHIN = 10.0
MOST_LOST_SECONDS = 5.0
N_ROOMS = 12


def test_a_room_is_the_same_by_any_connection() -> None:
    async def work() -> None:
        with several() as on:
            await on.until_there()
            hosts = [InRoom(on) for _ in range(4)]
            async with staying(*hosts):
                assert {each.replica for each in hosts} == {*NAMES}
                watchers = [
                    InRoom(on, base, **host.watch) for host in hosts for base in ("", "", "p1/", "p2/")
                ]
                async with staying(*watchers):
                    found = [each.replica for each in watchers]
                    assert found == [host.replica for host in hosts for _ in range(4)]
                    await together(watchers, lambda each: each.epoch > 5, 30)

    run(work(), seconds=100)


@pytest.mark.parametrize("is_kept", [True, False], ids=["with a data folder", "without"])
def test_a_killed_process_costs_its_rooms_five_seconds_of_training_at_most(
    is_kept: bool, tmp_path: Path
) -> None:
    async def work() -> None:
        options = ("--data", str(tmp_path)) if is_kept else ()
        with several(*options) as on:
            await on.until_there()
            hosts = [InRoom(on) for _ in range(N_ROOMS)]
            async with staying(*hosts):
                watchers = [InRoom(on, **host.watch) for host in hosts]
                async with staying(*watchers):
                    begun = time.monotonic()
                    await together(
                        hosts, lambda each: each.seen and each.seen[-1].at > begun + MOST_LOST_SECONDS + 1, 60
                    )
                    killed_at = time.monotonic()
                    on.children()["p1"].kill()
                    concerned = [each for each in (*hosts, *watchers) if each.replica == "p1"]
                    assert len(concerned) >= N_ROOMS // 2
                    await together(concerned, lambda each: each.came[-1][0] > killed_at, BACK_WITHIN)
                    await together(concerned, lambda each: each.seen[-1].at > each.came[-1][0], BACK_WITHIN)
                    for each in concerned:
                        back = next(seen for seen in each.seen if seen.at > each.came[-1][0])
                        assert back.epoch >= each.epoch_at(killed_at - MOST_LOST_SECONDS)
                    assert all(each.refused is None for each in (*hosts, *watchers))
                    await on.until_there()

    run(work(), seconds=200)


def test_a_process_that_stops_hands_its_rooms_over(tmp_path: Path) -> None:
    async def work() -> None:
        with several("--data", str(tmp_path)) as on:
            await on.until_there()
            hosts = [InRoom(on) for _ in range(N_ROOMS)]
            async with staying(*hosts):
                await together(hosts, lambda each: each.epoch > 30, 30)
                stopped_at = time.monotonic()
                on.children()["p2"].terminate()
                concerned = [each for each in hosts if each.replica == "p2"]
                await together(concerned, lambda each: each.came[-1][0] > stopped_at, BACK_WITHIN)
                await together(concerned, lambda each: each.seen[-1].at > each.came[-1][0], BACK_WITHIN)
                for each in concerned:
                    back = next(seen for seen in each.seen if seen.at > each.came[-1][0])
                    assert back.epoch >= each.epoch_at(stopped_at)

    run(work(), seconds=100)


def kept(folder: Path) -> tuple[int, list[str]]:
    """How many are done in the one class of a data folder, and their answers."""
    file = folder / NAME
    facts = list(classes_in(file.read_bytes()).values()) if file.exists() else []
    people = facts[0]["people"] if facts else []
    return sum(each["done"] for each in people), sorted(each["answer"] or "" for each in people)


def test_a_class_is_one_over_both_processes_and_outlives_either(tmp_path: Path) -> None:
    async def work() -> None:
        with several("--data", str(tmp_path)) as on:
            await on.until_there()
            async with lesson(on, 4) as made:
                assert {each.replica for each in made.rooms} == {*NAMES}
                marks, answers = made.marks(), made.answers()
                assert len(marks) == 4
                n_done = sum(done for done, _ in marks.values())
                await until(lambda: kept(tmp_path) == (n_done, answers))  # soon after the teacher knows it
                killed_at = time.monotonic()
                on.children()[made.replica].kill()
                await together(made.pages, lambda each: each.came[-1][0] > killed_at, BACK_WITHIN)
                await made.teacher.until(lambda: made.marks() == marks and made.answers() == answers, 20)
                assert all(each.refused is None for each in (*made.pages, *made.rooms))

    run(work(), seconds=200)


def test_what_is_saved_at_one_process_is_had_from_the_other(tmp_path: Path) -> None:
    async def work() -> None:
        with several("--data", str(tmp_path)) as on:
            await on.until_there()
            hosts = [InRoom(on), InRoom(on)]
            async with staying(*hosts):
                for host in hosts:
                    await host.until(lambda host=host: host.epoch > 5, 30)
                    token = {"Authorization": f"Bearer {host.welcome['token']}"}
                    with closing(on.connect()) as connection:
                        path = f"/{host.replica}/rooms/{host.welcome['room']}/saved"
                        status, told = await asyncio.to_thread(ask, connection, path, "POST", b"{}", token)
                        assert status == 201, told
                        for name in NAMES:
                            found = ask(connection, f"/{name}/saved/{json.loads(told)['id']}")
                            assert found[0] == 200, found

    run(work(), seconds=100)


class Alone:
    """A server of one process."""

    def __init__(self, address: str) -> None:
        self.http, self.socket = address, address.replace("http", "ws") + "socket"
        self.port = port_of(address)

    def at(self, _: str) -> "Alone":
        return self


def test_what_several_processes_have_kept_one_alone_goes_on_with_and_the_other_way_round(
    tmp_path: Path,
) -> None:
    async def stay_in(on: Several | Alone, hello: dict[str, str], come_back: dict[str, str]) -> InRoom:
        room, teacher = InRoom(on, **hello), InClass(on, "", "come_back", **come_back)
        async with staying(room, teacher):
            await room.until(lambda: room.seen and room.epoch > room.seen[0].epoch + 20, 30)
            assert teacher.known.state["code"] == code
        return room

    async def work() -> None:
        nonlocal code
        kept = ("--data", str(tmp_path))
        with several(*kept) as on:
            await on.until_there()
            room, teacher = InRoom(on), InClass(on, "", "begin_class")
            async with staying(room, teacher):
                await room.until(lambda: room.epoch > 20, 30)
                code = teacher.known.state["code"]
        hello, come_back = dict(room.hello), dict(teacher.fields)
        with process(*kept) as (running, address):
            later = await stay_in(Alone(address), hello, come_back)
            running.terminate()
            await asyncio.to_thread(running.wait, SECONDS)
        with several(*kept) as on:
            at_last = await stay_in(on, hello, come_back)
        assert room.epoch <= later.seen[0].epoch
        assert later.epoch <= at_last.seen[0].epoch

    code = ""
    run(work(), seconds=100)
