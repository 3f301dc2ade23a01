"""What a bus needs that has its tables elsewhere: the one place that several servers share.

The store counts the changes that it carries out. An epoch, drawn by chance, is the name of one count: a store
that has lost what it had begins another. So of two changes it is known which is newer, without any clock.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

Kind = Literal["put", "again", "drop", "drop-all", "renew", "renew-all"]
"""What is done to a key, or to all of a table; `again`: put as it was before the store lost what it had."""
KINDS: tuple[Kind, ...] = ("put", "again", "drop", "drop-all", "renew", "renew-all")


class StoreLost(OSError):
    """The store does not answer, or cannot do what it is asked for."""


class StoreFull(OSError):
    """The store has no room for what it is to keep."""


class Position(NamedTuple):
    """A place in the count of changes."""

    epoch: str
    number: int


NOWHERE = Position("", 0)


class TableChange(NamedTuple):
    """What is to be done. `mark` tells who asks for it which of its own changes it was; `rank` is the
    position of a value that is put again."""

    kind: Kind
    table: str
    key: str
    milliseconds: int
    mark: int
    value: bytes = b""
    rank: Position = NOWHERE


class TableNews(NamedTuple):
    """What has been done to a table that is listened to; `by` is who asked for it."""

    position: Position
    by: str
    mark: int
    kind: Kind
    milliseconds: int
    key: str
    value: bytes


class Stored(NamedTuple):
    """A value, for how long it stays, and the position of its `put`."""

    value: bytes
    milliseconds: int
    rank: Position


class Reading(NamedTuple):
    """What stands in a table, or of one key, at a position."""

    position: Position
    values: dict[str, Stored]


class BusStore(Protocol):
    """Where the tables are. Every call raises StoreLost within a time; `change` and `read` are told how far
    in the count the caller knows it to be, so that a store notices that it has been set back."""

    async def open(self, by: str, told: Callable[[str, TableNews], None], lost: Callable[[], None]) -> None:
        """Connects. From then on `told` gets the changes of the tables that are listened to, in their order;
        `lost` says that they come no longer."""

    async def change(self, changes: Sequence[TableChange], seen: Position) -> Position:
        """Carries out changes in their order; returns the position of the last."""

    async def read(self, table: str, key: str | None, seen: Position) -> Reading:
        """Returns what stands in a table, or of one of its keys."""

    async def listen(self, table: str) -> None:
        """Changes of this table are told of from now on. Raises StoreFull where that are too many tables."""

    async def unlisten(self, table: str) -> None:
        """Changes of this table are told of no longer."""

    async def beat(self) -> None:
        """Makes sure that changes would still be told of."""

    async def close(self) -> None:
        """Lets go of the connection; it may be opened again."""
