"""Tables of one's own, which links name by their digest, where the room that has one is at another server.

Who needs one says so on the bus; who has it keeps it for a minute as a state, which anybody can read. So
tables go nowhere unless somebody asks for them, however often they are painted.
"""

import asyncio
import json
from contextlib import suppress

from engine.data.table import Table
from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from server.bus import Bus, BusFull, Subscription
from server.leases import Leases, LeasesFull, LeasesLost
from server.rooms.rooms import Rooms

WANTED = "tables/wanted"
"""The table of the bus with the digests of what somebody needs."""
WAIT_SECONDS = 2.0
STEP_SECONDS = 0.05
KEPT_SECONDS = 60.0
MOST_DIGEST = 40  # letters
MOST_WANTED = 8
"""At once, by one server: who needs another is told that it is not here."""


class LivingTables:
    """The tables that rooms here have, for other servers, and those of others, for what is opened here."""

    def __init__(self, rooms: Rooms, bus: Bus, leases: Leases) -> None:
        self._rooms, self._bus, self._leases = rooms, bus, leases
        self._bringing: dict[str, asyncio.Task[None]] = {}
        self._giving: dict[str, asyncio.Task[None]] = {}
        self._news: Subscription | None = None

    def start(self) -> None:
        """Begins to hear what others need."""
        self._news = self._bus.subscribe(WANTED, self._hear)

    def close(self) -> None:
        """Hears no more."""
        if self._news is not None:
            self._news.close()
            self._news = None

    async def bring(self, link: str | None) -> None:
        """Makes sure that the table is here which a link names, if another server has it."""
        if link is None or not self._leases.replica:
            return
        for digest in _missing(link, self._rooms):
            if digest not in self._bringing and len(self._bringing) < MOST_WANTED:
                self._bringing[digest] = asyncio.create_task(self._bring(digest), name="bringing a table")
            if digest in self._bringing:  # for all who need it
                with suppress(LeasesLost, BusFull):
                    await asyncio.shield(self._bringing[digest])

    async def _bring(self, digest: str) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT_SECONDS
        try:
            data = await self._leases.read(_name(digest))
            if data is None:
                self._bus.put(WANTED, digest, self._leases.replica.encode(), 2 * WAIT_SECONDS)
            while data is None and loop.time() < until:
                await asyncio.sleep(STEP_SECONDS)
                data = await self._leases.read(_name(digest))
            table = None if data is None else await asyncio.to_thread(_read, data)
            if table is not None and table.digest == digest:
                self._rooms.borrow(table)
        finally:
            del self._bringing[digest]

    def _hear(self) -> None:
        """Somebody needs tables: those that are here are given."""
        for digest in [] if self._news is None else self._news.take():
            table = self._rooms.table_of(digest)
            if table is not None and digest not in self._giving:
                self._giving[digest] = asyncio.create_task(self._give(table), name="giving a table")

    async def _give(self, table: Table) -> None:
        name = _name(table.digest)
        try:
            data = await asyncio.to_thread(lambda: json.dumps(table.as_dict(), allow_nan=False).encode())
            await self._leases.take(name)
            await self._leases.write(name, data, KEPT_SECONDS)  # where another gives it, that one does
            await self._leases.release(name)
        except (LeasesLost, LeasesFull):
            pass  # who needs it says so again, perhaps
        finally:
            del self._giving[table.digest]


def _name(digest: str) -> str:
    return f"table/{digest}"


def _missing(link: str, rooms: Rooms) -> list[str]:
    """Returns the digests of the tables that a link names and no room here has."""
    missing = []

    def table_of(digest: str) -> Table | None:
        found = rooms.table_of(digest)
        if found is None and len(digest) <= MOST_DIGEST:
            missing.append(digest)
        return found

    with suppress(ReasonError):  # that it is not here, or what else is wrong with it: who opens it is told
        parse_link(link, table_of=table_of)
    return missing


def _read(data: bytes) -> Table | None:
    """Returns a table with its digest, which takes a while; None for what is none."""
    try:
        table = Table.from_dict(json.loads(data))
        table.digest  # noqa: B018  # it is worked out once
    except (ReasonError, AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    return table
