"""No two servers that share a store have one name at once: pages would come to the wrong one."""

import asyncio
import logging
from pathlib import Path

import pytest

from server.leases.lease_store import Holder
from server.leases.own_name import NameInUse, take_name
from server.leases.shared import SharedLeases
from tests.server.leases.lease_store import MemoryLeaseStore, Shelf
from tests.server.people.sharing import Told, begun, until
from tests.server.servers.live import run
from tests.server.servers.replicas import COMMON, Replica, answers
from tests.server.servers.replicated import replicas
from tests.server.servers.valkey import valkey

NAME = "replica/r1"


def r1(shelf: Shelf) -> tuple[SharedLeases, MemoryLeaseStore]:
    """A process that is called r1, as another may be, and its way to the store."""
    store = MemoryLeaseStore(shelf, "r1")
    return SharedLeases(store, "r1"), store


def test_a_second_server_of_a_name_is_refused_while_the_first_is_there() -> None:
    async def work() -> None:
        shelf = Shelf()
        (first, _), (second, _) = r1(shelf), r1(shelf)
        async with begun(first, second):
            await take_name(first)
            with pytest.raises(NameInUse, match="another server is called r1 too; give each"):
                await take_name(second, patience=0)
            assert first.holds(NAME)
            assert not second.holds(NAME)

    run(work())


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_server_waits_for_the_one_of_its_name_that_is_just_ending(is_lost: bool) -> None:
    async def work() -> None:
        shelf = Shelf()
        (first, its_store), (second, _) = r1(shelf), r1(shelf)
        async with begun(first, second):
            await take_name(first)
            waiting = asyncio.create_task(take_name(second))
            await asyncio.sleep(0)
            assert not waiting.done()
            if is_lost:
                its_store.is_cut = True
                shelf.expire("r1")
            else:
                await first.close()
            await waiting
            assert second.holds(NAME)

    run(work())


def test_where_the_store_does_not_answer_a_server_starts_and_is_told_later_of_another_of_its_name() -> None:
    async def work() -> None:
        shelf = Shelf()
        (first, _), (second, its_store) = r1(shelf), r1(shelf)
        its_store.is_cut = True
        told = Told(second)
        async with begun(first, second):
            await take_name(first)
            await take_name(second, patience=0)
            assert second.holds(NAME)
            its_store.is_cut = False
            await until(lambda: told.lost == [(NAME, "")])
            assert first.holds(NAME)

    run(work())


def test_a_server_that_learns_of_another_of_its_name_says_so_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with replicas(n=1) as made, caplog.at_level(logging.ERROR):
        made[1].waited(made.lose(1))
        made.shelf.leases[NAME] = Holder("r1", "the stamp of another")
        made[1].waited(made.find(1))
        assert "another server has this name too" in caplog.text


def test_processes_of_one_name_share_no_valkey_unless_the_first_is_stopping(tmp_path: Path) -> None:
    with valkey() as store:
        options = (f"--valkey={store.address}", *COMMON)
        first, second = (Replica("r1", tmp_path / name, options) for name in ("first", "second"))
        try:
            for name, each in (("first", first), ("second", second)):
                (tmp_path / name).mkdir()
                each.begin()
                if each is first:
                    first.ready()
            assert second.ends_by_itself() == 1
            (line,) = [each for each in second.said().splitlines() if "not_started" in each]
            assert "another server is called r1 too" in line
            assert "Traceback" not in second.said()
            assert answers(first.http + "readyz")
            second.begin()
            first.stop()
            second.ready()
        finally:
            first.kill()
            second.kill()
