"""One connection of a process to the hub: what it asks, and what it is told unasked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from server.bus.hub_line import TOLD, HubFrame, to_frame
from server.bus.store import Position, TableChange, TableNews
from server.front.hub_leases import HubLeases
from server.front.hub_states import States
from server.front.hub_tables import Tables

MOST_UNREAD = 16 * 1024 * 1024  # bytes that wait for a process; then it is cut off, and asks anew

Answer = tuple[list[Any], list[bytes]]
"""Facts, and pieces of bytes."""


class Shared:
    """What all connections ask about. Of a name one thing is done at a time that waits for the disk."""

    def __init__(self, states: States) -> None:
        self.states, self.tables, self.leases = states, Tables(), HubLeases()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, name: str) -> asyncio.Lock:
        """Returns the lock of a name."""
        found = self._locks.get(name)
        if found is None:
            found = self._locks[name] = asyncio.Lock()
        return found

    async def expire(self) -> None:
        """Forgets what has ended. A state may be written anew while others are forgotten; and where there is
        no more room some end before their time."""
        self.tables.expire()
        self.leases.expire()
        await self.states.expire(self.lock)
        self.leases.forget_stamps(but=self.states.has)


class HubPeer:
    """A connection, by its number."""

    def __init__(self, number: int, shared: Shared, writer: asyncio.StreamWriter) -> None:
        self._number, self._shared, self._writer = number, shared, writer
        self._heard: set[str] = set()
        self._calls: Mapping[str, Callable[[HubFrame], Awaitable[Answer]]] = {
            "beat": self._beat,
            "change": self._change,
            "read": self._read,
            "listen": self._listen,
            "unlisten": self._unlisten,
            "renew": self._renew,
            "take": self._take,
            "where": self._where,
            "release": self._release,
            "write": self._write,
            "read_state": self._read_state,
            "remove": self._remove,
            "names": self._names,
        }

    async def answer(self, frame: HubFrame) -> Answer:
        """Returns the answer to a question. Raises OSError and ValueError for what cannot be kept, and
        KeyError for a question that nobody asks."""
        return await self._calls[frame.what](frame)

    def end(self) -> None:
        """The connection is gone: nothing is told on it, and its leases end."""
        for table in self._heard:
            self._shared.tables.unlisten(table, self._number)
        self._shared.leases.end(self._number)

    async def _beat(self, frame: HubFrame) -> Answer:
        return [], []

    async def _change(self, frame: HubFrame) -> Answer:
        by, changes = frame.facts
        for (kind, table, key, milliseconds, mark, *rank), value in zip(changes, frame.pieces, strict=True):
            change = TableChange(kind, table, key, milliseconds, mark, value, Position(*rank))
            self._shared.tables.change(by, change)
        return [self._shared.tables.position()], []

    async def _read(self, frame: HubFrame) -> Answer:
        table, key = frame.facts
        reading = self._shared.tables.read(table, key)
        rows = [[name, each.milliseconds, *each.rank] for name, each in reading.values.items()]
        return [reading.position, rows], [each.value for each in reading.values.values()]

    async def _listen(self, frame: HubFrame) -> Answer:
        (table,) = frame.facts
        self._shared.tables.listen(table, self._number, self._tell)
        self._heard.add(table)
        return [], []

    async def _unlisten(self, frame: HubFrame) -> Answer:
        (table,) = frame.facts
        self._heard.discard(table)
        self._shared.tables.unlisten(table, self._number)
        return [], []

    def _tell(self, table: str, told: TableNews) -> None:
        position, *facts, value = told
        self._writer.write(to_frame(TOLD, [table, *position, *facts], [value]))
        if self._writer.transport.get_write_buffer_size() > MOST_UNREAD:
            self._writer.transport.abort()

    async def _renew(self, frame: HubFrame) -> Answer:
        replica, leases = frame.facts
        return [self._shared.leases.renew(self._number, replica, *lease) for lease in leases], []

    async def _take(self, frame: HubFrame) -> Answer:
        replica, name, stamp = frame.facts
        async with self._shared.lock(name):
            return list(self._shared.leases.take(self._number, replica, name, stamp)), []

    async def _where(self, frame: HubFrame) -> Answer:
        (name,) = frame.facts
        return list(self._shared.leases.where(name) or ()), []

    async def _release(self, frame: HubFrame) -> Answer:
        for name, stamp in frame.facts:
            async with self._shared.lock(name):
                self._shared.leases.release(name, stamp)
        return [], []

    async def _write(self, frame: HubFrame) -> Answer:
        name, stamp, seconds = frame.facts
        async with self._shared.lock(name):
            holder = self._shared.leases.where(name)
            if holder is None or holder.stamp != stamp:
                return [None if holder is None else False], []
            await self._shared.states.write(name, frame.pieces[0], seconds)
            self._shared.leases.stamps[name] = stamp
            return [True], []

    async def _read_state(self, frame: HubFrame) -> Answer:
        (name,) = frame.facts
        async with self._shared.lock(name):
            found = await self._shared.states.read(name)
        return [], [] if found is None else [found]

    async def _remove(self, frame: HubFrame) -> Answer:
        name, stamp = frame.facts
        async with self._shared.lock(name):
            if self._shared.leases.release(name, stamp):
                await self._shared.states.remove(name)
                self._shared.leases.stamps.pop(name, None)
        return [], []

    async def _names(self, frame: HubFrame) -> Answer:
        (kind,) = frame.facts
        return [list(each) for each in self._shared.leases.names(kind).items()], []
