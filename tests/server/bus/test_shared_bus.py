"""One bus for several servers: the same holds for all that stand behind it."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.bus import Bus, BusFull, MemoryBus
from server.bus.bus import MOST_BYTES, MOST_NAME
from server.commands.cli import main
from server.leases.choosing import chosen
from tests.paths import ROOT
from tests.server.people.sharing import Listener, begun, found
from tests.server.servers.hubs import hub
from tests.server.servers.valkey import Valkey, valkey

LONG = 1000.0

Makes = Callable[[int], list[Bus]]
"""Makes the ends of so many servers of one bus with nothing in it."""


@pytest.fixture(scope="module")
def store() -> Iterator[Valkey]:
    with valkey() as made:
        yield made


@pytest.fixture(params=["alone", "hub", "valkey"])
def ends(request: pytest.FixtureRequest) -> Iterator[Makes]:
    def alone(n: int) -> list[Bus]:
        return [MemoryBus()] * n

    def over_valkey(n: int) -> list[Bus]:
        pytest.importorskip("valkey")
        store: Valkey = request.getfixturevalue("store")
        store.ask("FLUSHALL")
        return [chosen(f"r{number}", valkey=store.address)[0] for number in range(n)]

    def over_hub(n: int) -> list[Bus]:
        path = doors.enter_context(hub())
        return [chosen(f"r{number}", hub=path)[0] for number in range(n)]

    with ExitStack() as doors:
        yield {"alone": alone, "hub": over_hub, "valkey": over_valkey}[request.param]


def test_what_one_puts_the_others_are_told(ends: Makes) -> None:
    async def work() -> None:
        first, second, third = ends(3)
        async with begun(first, second, third):
            heard = [Listener(each, "cells") for each in (first, second, third)]
            first.put("cells", "ada", b"1", LONG)
            second.put("cells", "alan", b"\x00\xff any bytes \r\n", LONG)
            third.put("other", "ada", b"elsewhere", LONG)
            for each in heard:
                await each.knows({"ada": b"1", "alan": b"\x00\xff any bytes \r\n"})
            first.drop("cells", "alan")
            for each in heard:
                await each.knows({"ada": b"1"})
            second.put("cells", "ada", b"2", LONG)
            for each in heard:
                await each.knows({"ada": b"2"})
            third.drop("cells")
            for each in heard:
                await each.knows({})

    asyncio.run(work())


def test_who_comes_later_finds_what_is_there(ends: Makes) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            first.put("orders", "pause", b"", LONG)
            first.put("orders", "open", b"2", LONG)
            first.drop("orders", "pause")
            await found(lambda: second.values("orders"), {"open": b"2"})
            assert await second.get("orders", "open") == b"2"
            assert await second.get("orders", "pause") is None
            assert await second.get("nowhere", "pause") is None
            late = Listener(second, "orders")
            await late.knows({"open": b"2"})

    asyncio.run(work())


def test_who_puts_finds_it_at_once(ends: Makes) -> None:
    async def work() -> None:
        first, _ = ends(2)
        async with begun(first):
            for number in range(20):
                first.put("orders", "pause", b"%d" % number, LONG)
                assert await first.get("orders", "pause") == b"%d" % number
            first.drop("orders")
            assert await first.values("orders") == {}

    asyncio.run(work())


def test_what_expires_is_gone_for_all(ends: Makes) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            heard = [Listener(first, "cells"), Listener(second, "cells")]
            first.put("cells", "ada", b"1", 0.3)
            first.put("cells", "alan", b"1", LONG)
            for each in heard:
                await each.knows({"alan": b"1"})
            await found(lambda: second.get("cells", "ada"), None)
            assert await second.values("cells") == {"alan": b"1"}

    asyncio.run(work())


def test_what_is_renewed_lasts_longer_for_all_and_nobody_is_told(ends: Makes) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            heard = Listener(second, "orders")
            first.put("orders", "pause", b"1", 2)
            first.put("orders", "open", b"2", 2)
            first.put("orders", "pace", b"3", 0.2)
            first.renew("orders", LONG, "pause")
            await heard.knows({"pause": b"1", "open": b"2"})
            first.renew("orders", 2)
            first.renew("orders", 0.001, "pause")
            first.renew("none", 2)
            await heard.knows({"pause": b"1"})
            assert "pause" not in heard.gone
            assert await second.values("orders") == {"pause": b"1"}, "which has not become shorter"

    asyncio.run(work())


def test_after_its_end_a_listener_is_told_nothing_and_one_who_comes_back_finds_what_is_new(
    ends: Makes,
) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            heard, other = Listener(second, "cells"), Listener(second, "other")
            first.put("cells", "ada", b"1", LONG)
            first.put("cells", "alan", b"1", LONG)
            await heard.knows({"ada": b"1", "alan": b"1"})
            heard.close()
            heard.close()
            first.put("cells", "ada", b"2", LONG)
            first.drop("cells", "alan")
            first.put("other", "ada", b"3", LONG)
            await other.knows({"ada": b"3"})
            assert heard.known == {"ada": b"1", "alan": b"1"}
            again = Listener(second, "cells")
            await again.knows({"ada": b"2"})

    asyncio.run(work())


def test_a_slow_listener_gets_the_newest_of_each_key_and_the_rest_never(ends: Makes) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            heard = Listener(second, "cells")
            for number in range(2000):
                first.put("cells", "ada", b"%d" % number, LONG)
            await heard.knows({"ada": b"1999"})
            assert heard.calls < 200

    asyncio.run(work())


def test_a_bus_takes_no_more_than_its_limits(ends: Makes) -> None:
    async def work() -> None:
        first, second = ends(2)
        async with begun(first, second):
            with pytest.raises(BusFull, match=f"at most {MOST_BYTES} bytes, got {MOST_BYTES + 1}"):
                first.put("table", "key", b"x" * (MOST_BYTES + 1), LONG)
            with pytest.raises(BusFull, match=f"at most {MOST_NAME} characters"):
                first.put("table", "k" * (MOST_NAME + 1), b"", LONG)
            first.put("t" * MOST_NAME, "k" * MOST_NAME, b"x" * MOST_BYTES, LONG)
            await found(lambda: second.get("t" * MOST_NAME, "k" * MOST_NAME), b"x" * MOST_BYTES)

    asyncio.run(work())


Step = tuple[int, str, str, bytes]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["put", "put", "put", "drop", "drop all", "turn"]),
            st.sampled_from(["ada", "alan", "ümläut\x00"]),
            st.binary(max_size=3),
        ),
        min_size=10,
        max_size=25,
    )
)
@settings(max_examples=25, deadline=None)
def check_all_agree(ends: Makes, steps: list[Step]) -> None:
    """Whatever three servers put and drop at once, in the end all know the same: what the store has."""

    async def work() -> None:
        servers = ends(3)
        async with begun(*servers):
            heard = [Listener(each, "cells") for each in servers]
            servers[0].put("cells", "ada", b"all listen", LONG)
            for each in heard:
                await each.knows({"ada": b"all listen"})
            for who, kind, key, value in steps:
                match kind:
                    case "put":
                        servers[who].put("cells", key, value, LONG)
                    case "drop":
                        servers[who].drop("cells", key)
                    case "drop all":
                        servers[who].drop("cells")
                    case _:
                        await asyncio.sleep(0.001 * random.Random(who).random())
            for each in servers:  # each is answered after all that it has put is there
                await each.values("cells")
            at_last = await servers[0].values("cells")
            for each in heard:
                await each.knows(at_last)
            if len({who for who, *_ in steps}) == 1:
                newest = {"ada": b"all listen"}
                for _, kind, key, value in steps:
                    if kind == "put":
                        newest[key] = value
                    elif kind == "drop":
                        newest.pop(key, None)
                    elif kind == "drop all":
                        newest.clear()
                assert at_last == newest

    asyncio.run(work())


def test_in_the_end_all_know_the_same(ends: Makes) -> None:
    check_all_agree(ends)  # type: ignore[call-arg]


def test_a_server_that_is_alone_loads_nothing_that_only_several_need() -> None:
    program = (
        "import sys; from server.web.app import create_app; from server.settings import Settings\n"
        "from fastapi.testclient import TestClient; from server.leases.choosing import chosen; chosen()\n"
        "with TestClient(create_app(Settings())) as client: client.get('/')\n"
        "print({'valkey', 'server.bus.mirrored', 'server.leases.shared'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("set()")


def test_an_address_that_is_none_is_said_before_the_server_listens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("valkey")
    address = "valkey://127.0.0.1:6379/0?max_connections=many"
    assert main(["serve", "--port=0", "--replica=r1", f"--valkey={address}"]) == 2
    assert capsys.readouterr().err == (
        "playground: valkey must be an address like valkey://host:6379/0: "
        "Invalid value for `max_connections` in connection URL.\n"
    )


def test_a_library_that_is_not_there_is_said_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "valkey.asyncio.connection", None)
    assert main(["serve", "--port=0", "--replica=r1", "--valkey=valkey://127.0.0.1"]) == 2
    assert capsys.readouterr().err == (
        "playground: valkey cannot be used: valkey is not installed: it comes with the extra [many]\n"
    )
