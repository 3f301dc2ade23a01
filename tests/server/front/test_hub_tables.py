"""The tables that the hub keeps for several processes are so many and no more, whoever listens to them."""

import asyncio

import pytest

from server.bus.store import StoreFull, TableChange
from server.front.hub_tables import Tables
from server.leases.choosing import chosen
from tests.server.people.clock import Clock
from tests.server.people.sharing import Listener, begun, until
from tests.server.servers.hubs import hub

LONG = 1000.0


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.front.hub_tables.MOST_TABLES", 2)


def nobody(*_: object) -> None:
    pass


def test_tables_that_somebody_listens_to_are_bounded_as_those_with_values() -> None:
    clock = Clock()
    tables = Tables(clock)
    tables.listen("heard", 1, nobody)
    tables.change("p1", TableChange("put", "kept", "ada", 500, 1, b"1"))
    for name in ("heard", "kept"):
        tables.listen(name, 2, nobody)
    with pytest.raises(StoreFull, match="at most 2 tables"):
        tables.listen("more", 1, nobody)
    tables.unlisten("kept", 2)
    clock.now += 1
    tables.listen("more", 1, nobody)  # in the place of what has expired


def test_who_listens_to_too_many_tables_hears_of_the_others_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> None:
        with hub() as path:
            (first, _), (second, _) = (chosen(name, hub=path) for name in ("p1", "p2"))
            async with begun(first, second):
                heard = {name: Listener(first, name) for name in ("cells", "orders")}
                for name, each in heard.items():
                    second.put(name, "ada", b"1", LONG)
                    await each.knows({"ada": b"1"})
                Listener(first, "more")
                await until(lambda: "no room for another table" in caplog.text)
                for name, each in heard.items():
                    second.put(name, "ada", b"2", LONG)
                    await each.knows({"ada": b"2"})
                assert "bus_lost" not in caplog.text

    asyncio.run(work())
