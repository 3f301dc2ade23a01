"""What one server knows of a bus that several share: all that it has put itself, and the tables that somebody
there listens to.

It tells whom it concerns here without waiting for the store. A change of ours counts as newer than those of
others until the store has told of it: then it is known in which order all have been carried out.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from server.bus.bus import BusFull
from server.bus.memory import MemoryBus
from server.bus.outgoing import Outgoing, Subject, Unsent
from server.bus.store import NOWHERE, Kind, Position, Reading, Stored, TableChange, TableNews


@dataclass(slots=True)
class Heard:
    """A table that somebody here listens to: how many do, and up to where in the count it is known. News that
    comes while it is read is held back: it may be newer than what is read, and come sooner."""

    n_listeners: int = 0
    known: int = -1
    held_back: list[TableNews] | None = None


class Mirror:
    """Tables in memory, and the changes of ours that the store has yet to be told of."""

    def __init__(self, clock: Callable[[], float], by: str) -> None:
        self._clock, self._by = clock, by
        self.local = MemoryBus(clock)
        self.outgoing = Outgoing()
        self.heard: dict[str, Heard] = {}
        self._own: dict[str, dict[str, Position]] = {}  # what was put here, and where in the count
        self._awaited: dict[str, dict[str | None, int]] = {}  # changes of ours that are yet to be told of

    def put(self, table: str, key: str, value: bytes, seconds: float) -> None:
        """Gives a key its value. Raises BusFull."""
        self.outgoing.check(Subject(table, key))
        self.local.put(table, key, value, seconds)
        self._own.setdefault(table, {})[key] = NOWHERE
        self._want("put", table, key)

    def drop(self, table: str, key: str | None) -> None:
        """Takes a key away, or the whole table."""
        self.local.drop(table, key)
        self._disown(table, key)
        if key is None:
            self.outgoing.withdraw(table)
        self._want("drop-all" if key is None else "drop", table, key)

    def renew(self, table: str, seconds: float, key: str | None) -> None:
        """Lets a key, or all of a table, last longer."""
        self.local.renew(table, seconds, key)
        self._want("renew-all" if key is None else "renew", table, key, self._clock() + seconds)

    def expire(self) -> None:
        """Takes away what has expired."""
        self.local.expire()
        for table in list(self._own):
            for key in [each for each in self._own[table] if self.local.held(table, each) is None]:
                self._disown(table, key)

    def hear(self, table: str) -> bool:
        """One more listens to a table; returns whether nobody did."""
        is_new = table not in self.heard
        self.heard.setdefault(table, Heard()).n_listeners += 1
        return is_new

    def unhear(self, table: str) -> bool:
        """One listens no longer; returns whether nobody does any more. What others have put into the table is
        of no use then."""
        self.heard[table].n_listeners -= 1
        if self.heard[table].n_listeners:
            return False
        del self.heard[table]
        self._awaited.pop(table, None)
        for key in self.local.keys(table):
            if key not in self._own.get(table, {}):
                self.local.forget(table, key)
        return True

    def change(self, place: Subject, wanted: Unsent) -> TableChange | None:
        """Returns a change as the store is told of it; None where it has become pointless."""
        table, key, kind = place.table, place.key or "", wanted.kind
        if kind in ("drop", "drop-all"):
            return TableChange(kind, table, key, 0, wanted.mark)
        until, value, rank = wanted.until, b"", NOWHERE
        if kind in ("put", "again"):
            held = self.local.held(table, key)
            if held is None:
                self._awaited.get(table, {}).pop(key, None)
                return None
            until, value = held.until, held.value
        if kind == "again":
            rank = self._own.get(table, {}).get(key, NOWHERE)
        left = int(1000 * (until - self._clock()))
        return TableChange(kind, table, key, left, wanted.mark, value, rank) if left > 0 else None

    def sent(self, changes: Sequence[TableChange], last: Position) -> None:
        """The store has carried out these changes, the last at this position."""
        for back, change in enumerate(reversed(changes)):
            if change.kind == "put" and change.key in self._own.get(change.table, {}):
                self._own[change.table][change.key] = Position(last.epoch, last.number - back)

    def begin_again(self, epoch: str) -> None:
        """The store counts anew: all of ours is put again."""
        for heard in self.heard.values():
            heard.known, heard.held_back = -1, None
        for table, own in self._own.items():
            for key, rank in own.items():
                if rank.epoch not in ("", epoch) and Subject(table, key) not in self.outgoing:
                    self._want("again", table, key)

    def read(self, table: str, reading: Reading, is_all: bool) -> None:
        """Takes over what stands in a table that is listened to, and then the news that was held back since
        `Heard.held_back` was begun. Is that all, what else is known of it has gone."""
        heard = self.heard[table]
        news, heard.held_back = heard.held_back or [], None
        heard.known = reading.position.number
        unsent = self.outgoing.keys(table)
        awaited = self._awaited.pop(table, {})
        self._awaited[table] = {key: mark for key, mark in awaited.items() if key in unsent}
        for key, stored in reading.values.items():
            if not self._is_awaited(table, key):
                self._take_over(table, key, stored)
        for key in self.local.keys(table) if is_all else []:
            if key not in reading.values and not self._is_awaited(table, key):
                self._disown(table, key)
                self.local.drop(table, key)
        for each in news:
            self.told(table, each)

    def told(self, table: str, told: TableNews) -> None:
        """A table that is listened to has changed."""
        heard = self.heard[table]
        if heard.held_back is not None:
            heard.held_back.append(told)
            return
        if told.position.number <= heard.known:
            return
        heard.known = told.position.number
        key = None if told.kind.endswith("-all") else told.key
        if told.by == self._by:
            if self._awaited.get(table, {}).get(key) == told.mark:
                del self._awaited[table][key]
        elif not self._is_awaited(table, key):
            self._apply(table, key, told)

    def _apply(self, table: str, key: str | None, told: TableNews) -> None:
        if told.kind.startswith("renew"):
            self.local.renew(table, told.milliseconds / 1000, key)
        elif told.kind.startswith("drop"):
            for each in self.local.keys(table) if key is None else [key]:
                if not self._is_awaited(table, each):
                    self._disown(table, each)
                    self.local.drop(table, each)
        else:
            self._disown(table, told.key)
            with suppress(BusFull):
                self.local.put(table, told.key, told.value, told.milliseconds / 1000)

    def _take_over(self, table: str, key: str, stored: Stored) -> None:
        """What stands in the store stands here; who listens hears of it if it is new."""
        if self._own.get(table, {}).get(key, stored.rank) != stored.rank:
            self._disown(table, key)
        held, seconds = self.local.held(table, key), stored.milliseconds / 1000
        if held is not None and held.value == stored.value:
            self.local.renew(table, seconds, key)
        else:
            with suppress(BusFull):
                self.local.put(table, key, stored.value, seconds)

    def _want(self, kind: Kind, table: str, key: str | None, until: float = 0.0) -> None:
        """Notes a change that the store has to be told of."""
        place = Subject(table, key, is_renewal=kind.startswith("renew"))
        mark = self.outgoing.want(place, kind, until)
        if mark is not None and table in self.heard and not place.is_renewal:
            if kind == "drop-all":
                self._awaited[table] = {}
            self._awaited.setdefault(table, {})[key] = mark

    def _is_awaited(self, table: str, key: str | None) -> bool:
        """Whether a change of ours is on its way that is newer than what is told of."""
        awaited = self._awaited.get(table, {})
        return key in awaited or None in awaited

    def _disown(self, table: str, key: str | None = None) -> None:
        own = self._own.get(table, {})
        if key is None:
            own.clear()
        else:
            own.pop(key, None)
        if not own:
            self._own.pop(table, None)
