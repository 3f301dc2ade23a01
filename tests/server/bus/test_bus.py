"""The bus between rooms and classes: what is newest, who is told of it, and what it does not take."""

import asyncio

import pytest

from server.bus import BusFull, MemoryBus
from server.bus.bus import MOST_BYTES, MOST_KEYS, MOST_NAME, MOST_TABLES

LONG = 1000.0


def test_who_is_slow_gets_the_newest_value_of_each_key_once() -> None:
    async def work() -> None:
        bus, calls = MemoryBus(), []
        heard = bus.subscribe("cells", lambda: calls.append(1))
        for number in range(100):
            bus.put("cells", "ada", b"%d" % number, LONG)
        bus.put("cells", "alan", b"a", LONG)
        bus.put("other", "ada", b"elsewhere", LONG)
        await asyncio.sleep(0)
        assert calls == [1]
        assert heard.take() == {"ada": b"99", "alan": b"a"}
        assert heard.take() == {}
        bus.drop("cells", "ada")
        await asyncio.sleep(0)
        assert calls == [1, 1]
        assert heard.take() == {"ada": None}

    asyncio.run(work())


def test_who_comes_later_finds_what_has_not_expired() -> None:
    async def work() -> None:
        now = [0.0]
        bus = MemoryBus(lambda: now[0])
        bus.put("orders", "pause", b"1", 10)
        bus.put("orders", "open", b"2", 100)
        now[0] = 50
        assert bus.subscribe("orders", lambda: None).take() == {"open": b"2"}
        assert await bus.values("orders") == {"open": b"2"}
        assert await bus.get("orders", "open") == b"2"
        assert await bus.get("orders", "pause") is None
        assert await bus.get("nowhere", "pause") is None

    asyncio.run(work())


def test_what_expires_is_told_and_leaves_nothing() -> None:
    async def work() -> None:
        now = [0.0]
        bus = MemoryBus(lambda: now[0])
        heard = bus.subscribe("cells", lambda: None)
        bus.put("cells", "ada", b"1", 10)
        heard.take()
        now[0] = 10
        bus.expire()
        assert heard.take() == {"ada": None}
        heard.close()
        assert len(bus) == 0

    asyncio.run(work())


def test_after_its_end_a_subscription_is_told_nothing() -> None:
    async def work() -> None:
        bus, calls = MemoryBus(), []
        heard = bus.subscribe("cells", lambda: calls.append(1))
        bus.put("cells", "ada", b"1", LONG)
        heard.close()
        heard.close()
        bus.put("cells", "ada", b"2", LONG)
        await asyncio.sleep(0)
        assert calls == []
        assert heard.take() == {}

    asyncio.run(work())


def test_a_bus_takes_no_more_than_its_limits() -> None:
    bus = MemoryBus()
    bus.put("table", "key", b"x" * MOST_BYTES, LONG)
    with pytest.raises(BusFull, match=f"at most {MOST_BYTES} bytes, got {MOST_BYTES + 1}"):
        bus.put("table", "key", b"x" * (MOST_BYTES + 1), LONG)
    with pytest.raises(BusFull, match=f"at most {MOST_NAME} characters"):
        bus.put("table", "k" * (MOST_NAME + 1), b"", LONG)
    for number in range(1, MOST_KEYS):
        bus.put("table", str(number), b"", LONG)
    with pytest.raises(BusFull, match=f"at most {MOST_KEYS} keys"):
        bus.put("table", "one more", b"", LONG)
    bus.put("table", "key", b"the keys that are there may change", LONG)
    for number in range(1, MOST_TABLES):
        bus.put(f"table {number}", "key", b"", LONG)
    with pytest.raises(BusFull, match=f"at most {MOST_TABLES} tables"):
        bus.put("one more", "key", b"", LONG)


def test_what_is_renewed_lasts_longer_and_nobody_is_told() -> None:
    async def work() -> None:
        now = [0.0]
        bus = MemoryBus(lambda: now[0])
        bus.put("orders", "pause", b"1", 10)
        bus.put("orders", "open", b"2", 100)
        heard = bus.subscribe("orders", lambda: None)
        heard.take()
        now[0] = 9
        bus.renew("orders", 20)
        bus.renew("orders", 500, "pace")
        bus.renew("none", 20)
        assert heard.take() == {}
        now[0] = 28
        assert await bus.values("orders") == {"pause": b"1", "open": b"2"}
        now[0] = 30
        assert await bus.values("orders") == {"open": b"2"}, "which has not become shorter"
        assert len(bus) == 1

    asyncio.run(work())
