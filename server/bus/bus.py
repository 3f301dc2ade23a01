"""What a bus offers, whatever stands behind it.

A table is named by a text such as `class/ID/cells`. In it each key has one value: bytes, the newest alone.
To put a value is to publish it: whoever has subscribed to the table is told, and takes what is newest of each
key when it has time, so that one who is slow misses what is out of date and never falls behind. Who comes
later finds the values that have not yet expired. Times are in seconds.
"""

from collections.abc import Callable
from typing import Protocol

MOST_TABLES = 20_000
MOST_KEYS = 5_000  # of one table
MOST_BYTES = 65_536  # of one value
MOST_NAME = 200  # characters of a table's or key's name


class BusFull(ValueError):
    """A value that the bus does not take: it is too large, or there are too many."""


class Subscription(Protocol):
    """What has been put into a table since it was last taken."""

    def take(self) -> dict[str, bytes | None]:
        """Returns the newest value of each key that has changed since then; None: it is gone."""

    def close(self) -> None:
        """Ends it; nothing is told any more."""


class Bus(Protocol):
    """Tables of keys with their newest values. What it is told and asked happens on the event loop."""

    def put(self, table: str, key: str, value: bytes, seconds: float) -> None:
        """Gives a key its value, for so many seconds. Raises BusFull."""

    def drop(self, table: str, key: str | None = None) -> None:
        """Takes a key away, or the whole table."""

    def renew(self, table: str, seconds: float, key: str | None = None) -> None:
        """Lets a key, or all of a table, last for so many seconds more from now at least; nobody is told."""

    async def get(self, table: str, key: str) -> bytes | None:
        """Returns the value of a key, if there is one."""

    async def values(self, table: str) -> dict[str, bytes]:
        """Returns all keys of a table with their values."""

    def subscribe(self, table: str, wake: Callable[[], None]) -> Subscription:
        """Begins with all that is in the table. `wake` is called once whenever there is something to take
        after there was nothing, also at once; from the event loop, but not from within another call."""

    def expire(self) -> None:
        """Takes away what has expired; who has subscribed is told that it is gone."""

    async def start(self) -> None:
        """Begins; does not wait for anything that is elsewhere."""

    async def close(self) -> None:
        """Ends within a second, whatever is elsewhere."""
