"""What one server knows of a bus that several share, whatever the store tells it of and when."""

import asyncio

from server.bus.mirror import Mirror
from server.bus.store import Position, Reading, Stored, TableNews

LONG = 1_000_000


def news(number: int, value: bytes, key: str = "ada") -> TableNews:
    """Another server has put a value, as the change of this number."""
    return TableNews(Position("e", number), "another", number, "put", LONG, key, value)


def stored(value: bytes, number: int) -> Stored:
    return Stored(value, LONG, Position("e", number))


def test_news_that_comes_sooner_than_what_was_read_before_it_is_the_newer() -> None:
    async def work() -> None:
        mirror = Mirror(lambda: 0.0, "me")
        mirror.hear("cells")
        mirror.heard["cells"].held_back = []
        mirror.told("cells", news(5, b"five"))
        mirror.told("cells", news(8, b"eight"))
        assert await mirror.local.values("cells") == {}
        read = {"ada": stored(b"seven", 7), "alan": stored(b"6", 6)}
        mirror.read("cells", Reading(Position("e", 7), read), is_all=True)
        assert await mirror.local.values("cells") == {"ada": b"eight", "alan": b"6"}
        mirror.told("cells", news(8, b"twice"))
        mirror.told("cells", news(9, b"nine"))
        assert await mirror.local.get("cells", "ada") == b"nine"

    asyncio.run(work())


def test_what_is_put_here_counts_until_the_store_has_told_of_it() -> None:
    async def work() -> None:
        mirror = Mirror(lambda: 0.0, "me")
        mirror.hear("cells")
        mirror.read("cells", Reading(Position("e", 1), {}), is_all=True)
        mirror.put("cells", "ada", b"mine", 1000)
        _, [mine] = mirror.outgoing.take(mirror.change)
        mirror.told("cells", news(2, b"theirs, and older"))
        assert await mirror.local.get("cells", "ada") == b"mine"
        echo = TableNews(Position("e", 3), "me", mine.mark, "put", LONG, "ada", b"mine")
        mirror.told("cells", echo)
        mirror.told("cells", news(4, b"theirs, and newer"))
        assert await mirror.local.get("cells", "ada") == b"theirs, and newer"

    asyncio.run(work())


def test_who_takes_a_whole_table_away_waits_for_nothing_that_was_to_be_put_into_it() -> None:
    async def work() -> None:
        mirror = Mirror(lambda: 0.0, "me")
        mirror.hear("cells")
        mirror.read("cells", Reading(Position("e", 1), {}), is_all=True)
        mirror.put("cells", "ada", b"mine", 1000)
        mirror.drop("cells", None)
        _, [dropped] = mirror.outgoing.take(mirror.change)
        mirror.told("cells", news(2, b"older"))
        mirror.told("cells", TableNews(Position("e", 3), "me", dropped.mark, "drop-all", 0, "", b""))
        assert await mirror.local.values("cells") == {}
        mirror.told("cells", news(4, b"newer"))
        assert await mirror.local.values("cells") == {"ada": b"newer"}

    asyncio.run(work())


def test_a_value_that_expires_before_it_is_sent_is_waited_for_no_longer() -> None:
    async def work() -> None:
        now = [0.0]
        mirror = Mirror(lambda: now[0], "me")
        mirror.hear("cells")
        mirror.read("cells", Reading(Position("e", 1), {}), is_all=True)
        mirror.put("cells", "ada", b"mine", 1)
        now[0] = 2.0
        assert mirror.outgoing.take(mirror.change)[1] == []
        mirror.told("cells", news(2, b"theirs"))
        assert await mirror.local.values("cells") == {"ada": b"theirs"}

    asyncio.run(work())
