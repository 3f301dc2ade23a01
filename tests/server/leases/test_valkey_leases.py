"""Leases in Valkey, when that stops, stands still, forgets, is full or has what is not ours."""

import asyncio
import contextlib
import time

import pytest

from server.leases import SECONDS, Leases, LeasesFull, LeasesLost
from server.leases.choosing import chosen
from server.leases.clock import elapsed
from server.leases.shared import SETTLE_SECONDS, SharedLeases
from server.leases.valkey_store import ValkeyLeaseStore
from tests.server.people.sharing import Told, begun, found, until
from tests.server.servers.valkey import ENDING, Valkey

pytest.importorskip("valkey")
ROOM, OTHER = "room/abcdefgh", "room/ijklmnop"
LONG = 1000.0


def leases_of(store: Valkey, replica: str) -> Leases:
    return chosen(replica, valkey=store.address)[1]


async def raises_lost(asked: object) -> None:
    with pytest.raises(LeasesLost):
        await asked  # type: ignore[misc]


def test_while_the_store_is_gone_all_goes_on_where_it_is_and_afterwards_is_as_before(store: Valkey) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            assert await first.write(ROOM, b"1", LONG)
            store.stop()
            try:
                await until(lambda: told.answering == [False])
                assert not first.answering
                first.claim(OTHER)
                stopped_at = time.monotonic()
                while time.monotonic() < stopped_at + SECONDS + 1:
                    assert first.holds(ROOM)
                    assert first.holds(OTHER)
                    await asyncio.sleep(0.01)
                for asked in (first.write(ROOM, b"2", LONG), second.take(ROOM), second.where(OTHER)):
                    await raises_lost(asked)
                await raises_lost(second.names("room"))
                await raises_lost(second.read(ROOM))
            finally:
                store.start()
            await until(lambda: told.answering == [False, True])
            assert first.answering
            assert await first.write(ROOM, b"3", LONG)
            for name in (ROOM, OTHER):
                assert await second.take(name) == "r1"
            assert (told.lost, first.holds(OTHER)) == ([], True)

    asyncio.run(work())


def test_after_the_store_was_gone_nobody_takes_what_another_may_not_have_again_yet(store: Valkey) -> None:
    async def work() -> None:
        first = leases_of(store, "r1")
        told = Told(first)
        async with begun(first):
            store.stop()
            await until(lambda: told.answering == [False])
            store.start()
            await until(lambda: told.answering == [False, True])
            back_at = time.monotonic()
            with pytest.raises(LeasesLost, match="not all servers have theirs again"):
                await first.take(ROOM)
            with pytest.raises(LeasesLost, match="not all servers have theirs again"):
                await first.where(ROOM)
            assert await first.read(ROOM) is None
            first.claim(OTHER)
            assert await first.write(OTHER, b"what is new is ours", LONG)

            async def take() -> str:
                try:
                    return await first.take(ROOM)
                except LeasesLost:
                    return "not yet"

            await found(take, "r1")
            assert time.monotonic() - back_at == pytest.approx(SETTLE_SECONDS, abs=1)

    asyncio.run(work())


def test_a_store_that_has_lost_all_at_once_gets_it_again(store: Valkey) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            await found(lambda: second.where(ROOM), "r1")
            store.ask("FLUSHALL")
            await until(lambda: told.answering == [True])
            assert await second.where(ROOM) == "r1"
            assert (told.lost, first.holds(ROOM)) == ([], True)

    asyncio.run(work())


def test_what_another_has_taken_while_the_store_did_not_answer_us_is_lost(store: Valkey) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            await found(lambda: second.where(ROOM), "r1")
            store.ask("DEL", f"nnp:lease:{ROOM}")
            assert await second.take(ROOM) == "r2"
            await until(lambda: told.lost == [(ROOM, "r2")])
            assert not first.holds(ROOM)
            assert await first.take(ROOM) == "r2"

    asyncio.run(work())


def test_a_write_finds_out_that_the_name_is_of_another(store: Valkey) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            await found(lambda: second.where(ROOM), "r1")
            store.ask("DEL", f"nnp:lease:{ROOM}")
            assert await second.take(ROOM) == "r2"
            assert not await first.write(ROOM, b"1", LONG)
            assert told.lost == [(ROOM, "r2")]
            assert await second.read(ROOM) is None

    asyncio.run(work())


def test_a_store_that_stands_still_holds_nobody_up(store: Valkey) -> None:
    async def work() -> None:
        first = leases_of(store, "r1")
        async with begun(first):
            for name in (ROOM, OTHER):
                first.claim(name)
                assert await first.write(name, b"1", LONG)
            with store.standing_still():
                began = time.monotonic()
                for _ in range(3):
                    await asyncio.gather(*(raises_lost(first.write(ROOM, b"2", LONG)) for _ in range(50)))
                await first.release(OTHER)
                await first.remove(OTHER)
                assert time.monotonic() - began < 7
                assert first.holds(ROOM)
                assert not first.holds(OTHER)
                second = leases_of(store, "r2")
                async with begun(second):
                    second.claim("room/qrstuvwx")
                third = leases_of(store, "r3")
                async with begun(third):
                    await raises_lost(third.take(ROOM))

    asyncio.run(work())


def test_those_who_ask_a_store_that_stands_still_let_renewing_have_its_turn(store: Valkey) -> None:
    async def work() -> None:
        leases = leases_of(store, "r1")
        async with begun(leases):
            leases.claim(ROOM)
            assert await leases.write(ROOM, b"1", LONG)

            async def ask_for_ever(name: str) -> None:
                while True:
                    with contextlib.suppress(LeasesLost):
                        await leases.take(name)
                    await leases.release(name)
                    with contextlib.suppress(LeasesLost):
                        await leases.where(name)
                    await asyncio.sleep(0.01)

            asking = [asyncio.create_task(ask_for_ever(f"room/{number:08}")) for number in range(20)]
            with store.standing_still():
                began = time.monotonic()
                while time.monotonic() < began + SECONDS + 2:
                    assert leases.holds(ROOM)
                    await asyncio.sleep(0.01)
            for each in asking:
                each.cancel()
            await until(lambda: leases.answering)
            assert leases.holds(ROOM)

    asyncio.run(work())


def test_a_full_store_keeps_no_states_but_leases_go_on(store: Valkey) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        told = Told(first)
        async with begun(first, second):
            first.claim(ROOM)
            assert await first.write(ROOM, b"1", LONG)
            store.ask("CONFIG", "SET", "maxmemory", "1mb")
            try:
                for _ in range(3):
                    with pytest.raises(LeasesFull, match="maxmemory"):
                        await first.write(ROOM, b"2" * 1000, LONG)
                first.claim(OTHER)
                await found(lambda: second.where(OTHER), "r1")
                await first.release(ROOM)
                assert await second.take(ROOM) == "r2"
                assert await second.read(ROOM) == b"1"
            finally:
                store.ask("CONFIG", "SET", "maxmemory", "0")
            assert await second.write(ROOM, b"2", LONG)
        assert told.answering == []

    asyncio.run(work())


def test_who_wakes_while_the_store_is_gone_waits_as_long_as_a_lease_lasts(store: Valkey) -> None:
    async def work() -> None:
        asleep = [0.0]
        leases = SharedLeases(ValkeyLeaseStore(store.address, "r1"), "r1", lambda: elapsed() + asleep[0])
        told = Told(leases)
        async with begun(leases):
            leases.claim(ROOM)
            await until(lambda: store.ask("EXISTS", f"nnp:lease:{ROOM}") == "1")
            store.stop()
            try:
                await until(lambda: told.answering == [False])
                assert leases.holds(ROOM)
                asleep[0] += 30
                assert not leases.holds(ROOM)
                woken_at = time.monotonic()
                await until(lambda: leases.holds(ROOM))
                assert SECONDS < time.monotonic() - woken_at < SECONDS + 4
                asleep[0] += 30
                assert not leases.holds(ROOM)
            finally:
                store.start()
            await until(lambda: leases.holds(ROOM))
            assert told.lost == []

    asyncio.run(work())


@pytest.mark.parametrize("kind", ["lease", "state"])
@pytest.mark.parametrize("damage", [("SET", "x"), ("SET", "x" * 40), ("RPUSH", "x"), ("SET", "")])
def test_what_is_not_ours_counts_as_nothing_or_as_of_another(
    store: Valkey, kind: str, damage: tuple[str, str]
) -> None:
    async def work() -> None:
        first, second = leases_of(store, "r1"), leases_of(store, "r2")
        store.ask("SET", "nnp:leases:room", "no set")
        async with begun(first, second):
            store.ask(damage[0], f"nnp:{kind}:{OTHER}", damage[1])
            if kind == "lease" and len(damage[1]) > 32:
                assert await first.take(OTHER) == "x" * 8, "until that is removed"
            else:
                assert await first.take(OTHER) == "r1"
                assert await second.take(OTHER) == "r1"
                await first.read(OTHER)
                assert await first.write(OTHER, b"1", LONG)
                assert await second.read(OTHER) == b"1"
                assert await second.names("room") == {OTHER: "r1"}

    asyncio.run(work())


def test_all_that_is_in_the_store_has_one_prefix_and_ends_by_itself(store: Valkey) -> None:
    async def work() -> None:
        first = leases_of(store, "r1")
        async with begun(first):
            first.claim(ROOM)
            assert await first.write(ROOM, b"1", LONG)
            assert store.ask("DBSIZE") == store.ask("EVAL", "return #redis.call('KEYS', 'nnp:*')", "0") == "3"
            assert store.ask("EVAL", ENDING, "0") == "2", "and the set of names goes with the last of them"
            assert await first.write(ROOM, b"2", 0.3)
        await until(lambda: store.ask("DBSIZE") == "0")

    asyncio.run(work())
