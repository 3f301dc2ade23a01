"""Changes that the store has yet to be told of: of each key the newest alone, the newest of all last."""

from collections.abc import Callable
from typing import NamedTuple

from server.bus.bus import BusFull
from server.bus.store import Kind, TableChange

MOST_WAITING = 50_000
MOST_AT_ONCE = 250  # in one call, so that the store has time for others
MOST_BYTES_AT_ONCE = 1_048_576


class Subject(NamedTuple):
    """What a change is about: a key, or (None) all of a table; renewals go beside other changes."""

    table: str
    key: str | None
    is_renewal: bool = False


class Unsent(NamedTuple):
    """A change that is wanted; its value is asked for when it is sent. Marks count all of them."""

    kind: Kind
    mark: int
    until: float


class Outgoing:
    """The changes that wait to be sent."""

    def __init__(self) -> None:
        self._waiting: dict[Subject, Unsent] = {}
        self._mark = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, place: Subject) -> bool:
        return place in self._waiting

    def check(self, place: Subject) -> None:
        """Raises BusFull where there is no room for this change."""
        if len(self._waiting) >= MOST_WAITING and place not in self._waiting:
            raise BusFull(f"at most {MOST_WAITING} changes may wait for the store of the bus")

    def want(self, place: Subject, kind: Kind, until: float) -> int | None:
        """Notes a change, instead of an earlier one of the same key; returns its mark. Beyond the bound it is
        left out: what is to be dropped or renewed expires by itself."""
        if self._waiting.pop(place, None) is None and len(self._waiting) >= MOST_WAITING:
            return None
        self._mark += 1
        self._waiting[place] = Unsent(kind, self._mark, until)
        return self._mark

    def withdraw(self, table: str) -> None:
        """Forgets all changes of a table."""
        for each in [each for each in self._waiting if each.table == table]:
            del self._waiting[each]

    def keys(self, table: str) -> set[str | None]:
        """Returns the keys of a table that are to change."""
        return {each.key for each in self._waiting if each.table == table and not each.is_renewal}

    def take(
        self, made: Callable[[Subject, Unsent], TableChange | None]
    ) -> tuple[dict[Subject, Unsent], list[TableChange]]:
        """Takes as many changes as one call may have; returns them, and those of them that `made` makes."""
        taken: dict[Subject, Unsent] = {}
        changes: list[TableChange] = []
        n_bytes = 0
        for place, wanted in self._waiting.items():
            if len(taken) >= MOST_AT_ONCE or n_bytes >= MOST_BYTES_AT_ONCE:
                break
            taken[place] = wanted
            change = made(place, wanted)
            if change is not None:
                changes.append(change)
                n_bytes += len(change.value)
        for place in taken:
            del self._waiting[place]
        return taken, changes

    def put_back(self, taken: dict[Subject, Unsent]) -> None:
        """Those were not sent; what is newer stays."""
        newer = self._waiting
        dropped = {each.table for each, wanted in newer.items() if wanted.kind == "drop-all"}
        older = {each: wanted for each, wanted in taken.items() if each.table not in dropped}
        self._waiting = {**{each: wanted for each, wanted in older.items() if each not in newer}, **newer}
