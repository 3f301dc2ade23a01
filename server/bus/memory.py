"""The bus of a server that is alone: everything is in this process."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from server.bus.bus import MOST_BYTES, MOST_KEYS, MOST_NAME, MOST_TABLES, BusFull, Subscription


@dataclass(slots=True)
class Held:
    """A value, and when it expires."""

    value: bytes
    until: float


@dataclass(slots=True)
class HeldTable:
    """The values of a table, and who is told of changes."""

    held: dict[str, Held] = field(default_factory=dict)
    heard: "list[MemorySubscription]" = field(default_factory=list)


class MemoryBus:
    """A bus in memory; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tables: dict[str, HeldTable] = {}

    def __len__(self) -> int:
        return len(self._tables)

    def put(self, table: str, key: str, value: bytes, seconds: float) -> None:
        """Gives a key its value, for so many seconds. Raises BusFull."""
        if max(len(table), len(key)) > MOST_NAME:
            raise BusFull(f"a name must have at most {MOST_NAME} characters")
        if len(value) > MOST_BYTES:
            raise BusFull(f"a value must have at most {MOST_BYTES} bytes, got {len(value)}")
        found = self._tables.get(table) or self._added(table)
        if key not in found.held and len(found.held) >= MOST_KEYS:
            raise BusFull(f"a table must have at most {MOST_KEYS} keys")
        found.held[key] = Held(value, self._clock() + seconds)
        for each in found.heard:
            each.note(key, value)

    def drop(self, table: str, key: str | None = None) -> None:
        """Takes a key away, or the whole table."""
        found = self._tables.get(table)
        if found is None:
            return
        for each in list(found.held) if key is None else [key]:
            if found.held.pop(each, None) is not None:
                for listener in found.heard:
                    listener.note(each, None)
        self._forget_if_empty(table)

    def renew(self, table: str, seconds: float, key: str | None = None) -> None:
        """Lets a key, or all of a table, last for so many seconds more from now at least; nobody is told."""
        found, until = self._tables.get(table, HeldTable()), self._clock() + seconds
        for name in list(found.held) if key is None else [key]:
            if name in found.held:
                found.held[name].until = max(found.held[name].until, until)

    async def get(self, table: str, key: str) -> bytes | None:
        """Returns the value of a key, if there is one."""
        held = self.held(table, key)
        return None if held is None else held.value

    async def values(self, table: str) -> dict[str, bytes]:
        """Returns all keys of a table with their values."""
        self._expire(table)
        found = self._tables.get(table)
        return {} if found is None else {key: each.value for key, each in found.held.items()}

    def subscribe(self, table: str, wake: Callable[[], None]) -> Subscription:
        """Tells of what is in a table, and of what changes in it."""
        self._expire(table)
        found = self._tables.get(table) or self._added(table)
        made = MemorySubscription(self, table, wake)
        found.heard.append(made)
        for key, held in found.held.items():
            made.note(key, held.value)
        return made

    def expire(self) -> None:
        """Takes away, in all tables, what has expired; who listens is told that it is gone."""
        for name in list(self._tables):
            self._expire(name)

    async def start(self) -> None:
        """There is nothing to begin."""

    async def close(self) -> None:
        """There is nothing to end."""

    def held(self, table: str, key: str) -> Held | None:
        """Returns the value of a key with its end, if there is one that has not expired."""
        held = self._tables[table].held.get(key) if table in self._tables else None
        return None if held is None or held.until <= self._clock() else held

    def keys(self, table: str) -> list[str]:
        """Returns the keys of a table, also those that have expired a moment ago."""
        return list(self._tables[table].held) if table in self._tables else []

    def forget(self, table: str, key: str) -> None:
        """Takes a key away; nobody is told."""
        found = self._tables.get(table)
        if found is not None:
            found.held.pop(key, None)
            self._forget_if_empty(table)

    def unsubscribe(self, table: str, subscription: "MemorySubscription") -> None:
        """Somebody does not listen any more."""
        found = self._tables.get(table)
        if found is not None and subscription in found.heard:
            found.heard.remove(subscription)
            self._forget_if_empty(table)

    def _added(self, name: str) -> HeldTable:
        if len(self._tables) >= MOST_TABLES:
            self.expire()
        if len(self._tables) >= MOST_TABLES:
            raise BusFull(f"there must be at most {MOST_TABLES} tables")
        return self._tables.setdefault(name, HeldTable())

    def _expire(self, name: str) -> None:
        found, now = self._tables.get(name), self._clock()
        if found is not None:
            for key in [key for key, held in found.held.items() if held.until <= now]:
                self.drop(name, key)

    def _forget_if_empty(self, name: str) -> None:
        found = self._tables.get(name)
        if found is not None and not found.held and not found.heard:
            del self._tables[name]


class MemorySubscription:
    """What has changed in one table since it was last taken: at most one value for each key."""

    def __init__(self, bus: MemoryBus, table: str, wake: Callable[[], None]) -> None:
        self._bus, self._table, self._wake = bus, table, wake
        self._news: dict[str, bytes | None] = {}
        self._is_open = True

    def note(self, key: str, value: bytes | None) -> None:
        """A key has another value, or none."""
        if not self._news:
            asyncio.get_running_loop().call_soon(self._tell)
        self._news[key] = value

    def take(self) -> dict[str, bytes | None]:
        """Returns the newest value of each key that has changed; None: it is gone."""
        taken, self._news = self._news, {}
        return taken

    def close(self) -> None:
        """Ends it; nothing is told any more."""
        self._is_open = False
        self._news = {}
        self._bus.unsubscribe(self._table, self)

    def _tell(self) -> None:
        if self._is_open and self._news:
            self._wake()
