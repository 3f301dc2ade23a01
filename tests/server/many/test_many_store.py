"""Two replicas and a Valkey that is lost for a while, that one of them does not reach, or that is full."""

import asyncio
import time
from contextlib import ExitStack

import pytest

from server.leases.leases import SECONDS
from server.messages import CloseCode
from tests.server.people.school_day import lesson
from tests.server.people.staying import InRoom, staying, together
from tests.server.servers.cable import Cable
from tests.server.servers.live import run
from tests.server.servers.replicas import replicas
from tests.server.servers.valkey import valkey

SOON = 15.0
LONGER = 1.5 * SECONDS  # than a lease lasts
BOTH = ("r1", "r2")


def is_unkept(page: InRoom) -> bool:
    assert page.client is not None
    return bool(page.client.state["unkept"])


@pytest.mark.parametrize("remembers", [True, False], ids=["as_it_was", "empty"])
def test_rooms_and_classes_play_on_while_valkey_is_away_and_are_kept_again_when_it_is_back(
    remembers: bool,
) -> None:
    async def work() -> None:
        hosts = [InRoom(made, f"{name}/") for name in BOTH]
        async with staying(*hosts), lesson(made, 2) as school:
            rooms = [*hosts, *school.rooms]
            everybody = [*rooms, *school.pages]
            came = [page.came[-1] for page in everybody]
            before = school.marks(), school.answers()
            between.stop()
            gone_at = time.monotonic()
            await together(rooms, is_unkept, SOON)
            await together(
                school.pages, lambda page: page.known.told.get("kept", {}).get("kept") is False, SOON
            )
            await together(rooms, lambda page: page.seen[-1].at > gone_at + LONGER, SOON)
            new, wrong = InRoom(made, "r1/"), InRoom(made, "r2/", **hosts[0].watch)
            async with staying(new):
                await new.trains(SOON)
                asking = asyncio.create_task(wrong.stay())  # nobody can say there where the room is
                await wrong.until(lambda: wrong.sent_away, SOON)
                between.start()
                await wrong.until(lambda: wrong.replica == "r1", SOON)
                asking.cancel()
                assert {each["code"] for each in wrong.sent_away} <= {CloseCode.STOPPING, CloseCode.MOVED}
                await together([*rooms, new], lambda page: not is_unkept(page), SOON)
                await together(school.pages, lambda page: page.known.told["kept"]["kept"], SOON)
                assert [page.came[-1] for page in everybody] == came, "nobody was cut off"
                assert (school.marks(), school.answers()) == before

                killed_at = time.monotonic()
                await asyncio.to_thread(made["r1"].kill)
                await together([*rooms, new], lambda page: page.seen[-1].replica == "r2", SOON)
                await together(school.pages, lambda page: page.replica == "r2", SOON)
                for page in (hosts[0], new):
                    assert page.epoch_back(killed_at) >= page.epoch_at(killed_at - SECONDS)
                await school.teacher.until(lambda: (school.marks(), school.answers()) == before, SOON)

    with valkey(remembers) as between, replicas("--frame-rate=5", names=BOTH, store=between) as made:
        run(work(), 120)


def test_a_replica_that_does_not_reach_valkey_plays_on_until_it_hears_that_another_has_its_rooms() -> None:
    async def work() -> None:
        wanted, left_alone = InRoom(made, "r1/"), InRoom(made, "r1/")
        async with staying(wanted, left_alone):
            await together([wanted, left_alone], lambda page: page.epoch > 20, SOON)
            cable.cut()
            cut_at = time.monotonic()
            await together([wanted, left_alone], is_unkept, SOON)
            await wanted.until(lambda: wanted.seen[-1].at > cut_at + LONGER, SOON)  # its lease has ended
            other = InRoom(made, "r2/", **wanted.watch)
            async with staying(other):
                assert other.replica == "r2"
                await left_alone.trains(SOON)
                assert wanted.replica == left_alone.replica == "r1"
                cable.mend()
                await wanted.until(lambda: wanted.seen[-1].replica == "r2", SOON)
                await left_alone.until(lambda: not is_unkept(left_alone), SOON)
                assert left_alone.replica == "r1"
                await other.trains(SOON)

    with ExitStack() as stack:
        between = stack.enter_context(valkey())
        cable = Cable(between.port)
        stack.callback(cable.close)
        lines = {"r1": cable}
        made = stack.enter_context(replicas("--frame-rate=5", names=BOTH, store=between, cables=lines))
        run(work(), 120)


def test_where_valkey_is_full_rooms_play_on_and_are_kept_when_there_is_room() -> None:
    async def work() -> None:
        hosts = [InRoom(made, f"{name}/") for name in BOTH]
        async with staying(*hosts):
            await together(hosts, lambda page: page.epoch > 20, SOON)
            between.ask("CONFIG", "SET", "maxmemory", "1mb")
            full_at = time.monotonic()
            await together(hosts, is_unkept, SOON)
            await together(hosts, lambda page: page.seen[-1].at > full_at + LONGER, SOON)
            assert {page.replica for page in hosts} == set(BOTH)
            new = InRoom(made, "r1/")
            async with staying(new):
                await new.trains(SOON)
            between.ask("CONFIG", "SET", "maxmemory", "0")
            await together(hosts, lambda page: not is_unkept(page), SOON)
            assert [len(page.came) for page in hosts] == [1, 1]

    with valkey() as between, replicas("--frame-rate=5", names=BOTH, store=between) as made:
        run(work(), 120)
