"""The bus over Valkey, when that stops, stands still, forgets, is full or has what is not ours."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from server.bus import Bus
from server.bus.bus import MOST_KEYS
from server.bus.mirrored import MirroredBus
from server.leases.choosing import chosen
from tests.server.people.sharing import Listener, begun, found, until
from tests.server.servers.valkey import ENDING, Valkey, valkey

pytest.importorskip("valkey")
LONG = 1000.0


@pytest.fixture(scope="module", params=[False, True], ids=["forgets", "remembers"])
def stores(request: pytest.FixtureRequest) -> Iterator[Valkey]:
    with valkey(remembers=request.param) as made:
        yield made


def ends(store: Valkey, n: int) -> list[Bus]:
    return [chosen(f"r{number}", valkey=store.address)[0] for number in range(n)]


def test_while_the_store_is_gone_each_server_goes_on_and_then_all_know_the_newest(stores: Valkey) -> None:
    async def work() -> None:
        stores.ask("FLUSHALL")
        first, second = ends(stores, 2)
        async with begun(first, second):
            heard = [Listener(first, "cells"), Listener(second, "cells")]
            first.put("cells", "ada", b"1", LONG)
            first.put("cells", "emmy", b"1", LONG)
            second.put("cells", "alan", b"1", LONG)
            second.put("orders", "pause", b"1", LONG)
            for each in heard:
                await each.knows({"ada": b"1", "emmy": b"1", "alan": b"1"})
            await found(lambda: first.get("orders", "pause"), b"1")
            stores.stop()
            try:
                first.put("cells", "ada", b"2", LONG)
                first.drop("cells", "emmy")
                first.put("orders", "pace", b"2", LONG)
                await heard[0].knows({"ada": b"2", "alan": b"1"})
                await found(lambda: first.values("orders"), {"pace": b"2"})
                assert await second.get("orders", "pause") == b"1"
                assert heard[1].known["ada"] == b"1"
                second.drop("orders", "pause")
                second.put("cells", "alan", b"2", LONG)
            finally:
                stores.start()
            for each in heard:
                await each.knows({"ada": b"2", "alan": b"2"})
            for server in (first, second):
                await found(lambda server=server: server.values("orders"), {"pace": b"2"})
            assert heard[1].gone == ["emmy"], "nothing has been gone for a moment"
            assert heard[0].gone == ["emmy"]

    asyncio.run(work())


def test_what_one_had_put_before_another_does_not_come_back_after_the_store_was_emptied(
    store: Valkey,
) -> None:
    async def work() -> None:
        first, second, third = ends(store, 3)
        async with begun(first, second, third):
            for number, server in enumerate((first, second, third, second)):
                server.put("orders", "pace", b"%d" % number, LONG)
                assert await server.get("orders", "pace") == b"%d" % number
            for _ in range(3):
                store.ask("FLUSHALL")
                await found(lambda: first.get("orders", "pace"), b"3")
                heard = Listener(third, "orders")
                await heard.knows({"pace": b"3"})
                await asyncio.gather(*(each.values("orders") for each in (first, second, third)))
                assert await first.get("orders", "pace") == b"3"
                heard.close()
            first.put("orders", "pace", b"4", LONG)
            await found(lambda: third.get("orders", "pace"), b"4")

    asyncio.run(work())


def test_what_was_told_while_nobody_could_hear_it_is_read_afterwards(store: Valkey) -> None:
    async def work() -> None:
        first, second = ends(store, 2)
        async with begun(first, second):
            heard = Listener(second, "cells")
            first.put("cells", "ada", b"1", LONG)
            first.put("cells", "alan", b"1", LONG)
            await heard.knows({"ada": b"1", "alan": b"1"})
            assert store.ask("CLIENT", "KILL", "TYPE", "pubsub") == "1"
            first.put("cells", "ada", b"2", LONG)
            first.drop("cells", "alan")
            await heard.knows({"ada": b"2"})

    asyncio.run(work())


def test_a_store_that_stands_still_holds_nobody_up(store: Valkey) -> None:
    async def work() -> None:
        first, second = ends(store, 2)
        longest = 0.0

        async def watch() -> None:
            nonlocal longest
            while True:
                at = time.monotonic()
                await asyncio.sleep(0.001)
                longest = max(longest, time.monotonic() - at)

        async with begun(first, second):
            heard = [Listener(first, "cells"), Listener(second, "cells")]
            first.put("cells", "ada", b"1", LONG)
            for each in heard:
                await each.knows({"ada": b"1"})
            watching = asyncio.create_task(watch())
            with store.standing_still():
                first.put("cells", "ada", b"2", LONG)
                await heard[0].knows({"ada": b"2"})
                asked = [first.get("cells", "ada") for _ in range(100)]
                async with asyncio.timeout(3):
                    assert await asyncio.gather(*asked) == [b"2"] * 100
                third = ends(store, 1)[0]
                async with begun(third):
                    third.put("cells", "emmy", b"1", LONG)
            watching.cancel()
            assert longest < 0.5, "the loop goes on meanwhile"
            await heard[1].knows({"ada": b"2"})

    asyncio.run(work())


def test_a_full_store_still_has_a_bus(store: Valkey) -> None:
    async def work() -> None:
        first, second = ends(store, 2)
        async with begun(first, second):
            heard = Listener(second, "cells")
            store.ask("CONFIG", "SET", "maxmemory", "1mb")
            try:
                assert store.ask("SET", "nnp:x", "1").startswith("OOM")
                first.put("cells", "ada", b"1", LONG)
                await heard.knows({"ada": b"1"})
                assert await second.values("cells") == {"ada": b"1"}
            finally:
                store.ask("CONFIG", "SET", "maxmemory", "0")

    asyncio.run(work())


DAMAGE = [
    ("SET", "nnp:value:cells\0alan", "not ours"),
    ("SET", "nnp:value:cells\0alan", ""),
    ("RPUSH", "nnp:value:cells\0emmy", "a list"),
    ("SET", "nnp:number", "many"),
    ("RPUSH", "nnp:epoch", "a list"),
    ("SET", "nnp:epoch", "short"),
    ("PUBLISH", "nnp:told:cells", "nonsense"),
    ("PUBLISH", "nnp:told:cells", "a 1 b 2 put 1000 3 ada"),
    ("PUBLISH", "nnp:told:cells", "a x b 2 burn 1000 3 ada"),
    ("DEL", "nnp:table:cells"),
    ("SET", "nnp:table:cells", "no set"),
]


@pytest.mark.parametrize("words", DAMAGE, ids=lambda words: " ".join(words[:2])[:40])
def test_what_is_not_ours_in_the_store_does_no_harm(store: Valkey, words: tuple[str, ...]) -> None:
    async def work() -> None:
        first, second = ends(store, 2)
        async with begun(first, second):
            heard = Listener(second, "cells")
            first.put("cells", "ada", b"1", LONG)
            await heard.knows({"ada": b"1"})
            if "value" in words[1]:
                store.ask("SADD", "nnp:table:cells", words[1].split("\0")[1])
            if words[0] == "RPUSH":
                store.ask("DEL", words[1])
            store.ask(*words)
            first.put("cells", "alan", b"2", LONG)
            first.put("cells", "emmy", b"2", LONG)
            first.put("cells", "ada", b"2", LONG)
            await heard.knows({"ada": b"2", "alan": b"2", "emmy": b"2"})
            again = Listener(second, "cells")
            await again.knows({"ada": b"2", "alan": b"2", "emmy": b"2"})

    asyncio.run(work())


def test_damaged_values_are_left_out(store: Valkey) -> None:
    async def work() -> None:
        first = ends(store, 1)[0]
        async with begun(first):
            first.put("cells", "ada", b"1", LONG)
            await first.get("cells", "ada")
            store.ask("SADD", "nnp:table:cells", "alan", "emmy", "hedy")
            store.ask("SET", "nnp:value:cells\0alan", "not ours", "PX", "10000")
            store.ask("SET", "nnp:value:cells\0emmy", "0 x 1", "PX", "10000")
            store.ask("HSET", "nnp:value:cells\0hedy", "a", "b")
            assert await first.values("cells") == {"ada": b"1"}
            assert await first.get("cells", "alan") is None
            assert await first.get("cells", "hedy") is None

    asyncio.run(work())


def test_a_table_has_a_bound_in_the_store_but_whoever_listens_hears_of_all(store: Valkey) -> None:
    async def work() -> None:
        first, second, third = ends(store, 3)
        async with begun(first, second, third):
            for number in range(MOST_KEYS // 2 + 10):
                first.put("seats", f"a{number}", b"1", LONG)
                second.put("seats", f"b{number}", b"1", LONG)
            await asyncio.gather(first.get("seats", "a1"), second.get("seats", "b1"))
            assert len(await third.values("seats")) == MOST_KEYS
            heard = Listener(third, "seats")
            await until(lambda: len(heard.known) == MOST_KEYS)
            first.drop("seats", "a0")
            second.drop("seats", "b0")
            await until(lambda: "a0" in heard.gone and "b0" in heard.gone)
            first.put("seats", "one more", b"1", LONG)
            await until(lambda: "one more" in heard.known)

    asyncio.run(work())


def test_all_that_is_in_the_store_has_one_prefix_and_ends_by_itself_but_the_count(store: Valkey) -> None:
    async def work() -> None:
        first, second = ends(store, 2)
        async with begun(first, second):
            heard = Listener(second, "cells")
            first.put("cells", "ada", b"1", LONG)
            first.put("cells", "alan", b"1", LONG)
            await until(lambda: len(heard.known) == 2)
            assert store.ask("DBSIZE") == store.ask("EVAL", "return #redis.call('KEYS', 'nnp:*')", "0") == "5"
            assert store.ask("EVAL", ENDING, "0") == "3"
            assert store.ask("EXISTS", "nnp:epoch", "nnp:number") == "2"
            n_changes = store.ask("GET", "nnp:number")
            first.put("orders", "pace", b"1", 0.2)
            first.renew("orders", 0.3)
            await until(lambda: store.ask("GET", "nnp:number") != n_changes)
            await until(lambda: store.ask("DBSIZE") == "5")

    asyncio.run(work())


def test_nothing_is_left_behind_in_a_server_that_listens_no_longer() -> None:
    async def work() -> None:
        with valkey() as store:
            first, second = ends(store, 2)
            assert isinstance(second, MirroredBus)
            async with begun(first, second):
                for number in range(20):
                    heard = Listener(second, f"class/{number}/cells")
                    first.put(f"class/{number}/cells", "ada", b"1", LONG)
                    await heard.knows({"ada": b"1"})
                    heard.close()
                await until(lambda: store.ask("PUBSUB", "NUMPAT") == "0")
                await until(lambda: store.ask("EVAL", "return #redis.call('PUBSUB', 'CHANNELS')", "0") == "0")
                assert len(second) == 0

    asyncio.run(work())
