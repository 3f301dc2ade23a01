"""The tables of the bus in the hub: values that expire, one count of all changes, and who listens to what."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from server.bus.bus import MOST_BYTES, MOST_KEYS, MOST_TABLES
from server.bus.store import Position, Reading, Stored, StoreFull, TableChange, TableNews

TellNews = Callable[[str, TableNews], None]


@dataclass(slots=True)
class TimedValue:
    """A value, until when it stays, and the position of its `put`."""

    value: bytes
    until: float
    rank: Position


@dataclass(slots=True)
class SharedTable:
    """The values of a table, and who listens to it."""

    entries: dict[str, TimedValue] = field(default_factory=dict)
    heard: dict[int, TellNews] = field(default_factory=dict)


class Tables:
    """All tables; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._epoch, self._number = secrets.token_hex(8), 0
        self._tables: dict[str, SharedTable] = {}

    def position(self) -> Position:
        """Returns how far is counted."""
        return Position(self._epoch, self._number)

    def change(self, by: str, change: TableChange) -> None:
        """Carries out a change, and tells of it."""
        self._number += 1
        table = self._tables.get(change.table)
        if table is None:
            if change.kind not in ("put", "again") or len(self._tables) >= MOST_TABLES:
                return
            table = self._tables[change.table] = SharedTable()
        is_told = self._carry_out(table, change)
        if is_told and table.heard:
            told = TableNews(
                self.position(), by, change.mark, change.kind, change.milliseconds, change.key, change.value
            )
            for tell in list(table.heard.values()):
                tell(change.table, told)
        self._forget_if_empty(change.table)

    def _carry_out(self, table: SharedTable, change: TableChange) -> bool:
        """Changes a table; returns whether there is anything to tell."""
        entries, kind, until = table.entries, change.kind, self._clock() + change.milliseconds / 1000
        if kind in ("put", "again"):
            rank = self.position() if kind == "put" else change.rank
            if kind == "again" and self._is_newer(entries.get(change.key), rank):
                return False
            has_place = change.key in entries or len(entries) < MOST_KEYS or self._expire(table)
            if has_place and len(change.value) <= MOST_BYTES:
                entries[change.key] = TimedValue(change.value, until, rank)
            return True
        if kind in ("drop", "renew"):
            concerned = [change.key] if change.key in entries else []
        else:
            concerned = list(entries)
        for key in concerned:
            if kind.startswith("drop"):
                del entries[key]
            else:
                entries[key].until = max(entries[key].until, until)
        return True

    def _is_newer(self, entry: TimedValue | None, rank: Position) -> bool:
        if entry is None or entry.until <= self._clock():
            return False
        if entry.rank.epoch == rank.epoch:
            return entry.rank.number >= rank.number
        return entry.rank.epoch == self._epoch

    def read(self, name: str, key: str | None) -> Reading:
        """Returns what stands in a table, or of one of its keys."""
        now, table = self._clock(), self._tables.get(name)
        entries = {} if table is None else table.entries
        wanted = list(entries) if key is None else [key] if key in entries else []
        found = {each: entries[each] for each in wanted if entries[each].until > now}
        stored = {
            each: Stored(entry.value, max(1, int(1000 * (entry.until - now))), entry.rank)
            for each, entry in found.items()
        }
        return Reading(self.position(), stored)

    def listen(self, name: str, listener: int, tell: TellNews) -> None:
        """One is told of the changes of a table from now on; the number is that of the listener. Raises
        StoreFull where that would be one table too many."""
        if name not in self._tables and len(self._tables) >= MOST_TABLES:
            self.expire()
        if name not in self._tables and len(self._tables) >= MOST_TABLES:
            raise StoreFull(f"there must be at most {MOST_TABLES} tables")
        self._tables.setdefault(name, SharedTable()).heard[listener] = tell

    def unlisten(self, name: str, listener: int) -> None:
        """One is told no longer."""
        if name in self._tables:
            self._tables[name].heard.pop(listener, None)
            self._forget_if_empty(name)

    def expire(self) -> None:
        """Takes away what has expired."""
        for name in list(self._tables):
            self._expire(self._tables[name])
            self._forget_if_empty(name)

    def _expire(self, table: SharedTable) -> bool:
        """Takes away what has expired; returns whether that was anything."""
        now = self._clock()
        expired = [key for key, entry in table.entries.items() if entry.until <= now]
        for key in expired:
            del table.entries[key]
        return bool(expired)

    def _forget_if_empty(self, name: str) -> None:
        if not self._tables[name].entries and not self._tables[name].heard:
            del self._tables[name]
