"""What leases need that are elsewhere: the one place that several servers share.

Who has a name is known there by a stamp that no other ever has: who the server's process is, drawn by chance,
and the number of the lease among those that it has taken. Such a number need not be counted by the store: one
that has lost what it had would count anew. The state of a name has the stamp of whoever took it last, so
that a server whose lease has ended meanwhile gets it again only if no other has had it since.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

STAMP = 32  # characters of a stamp, the first half of which is the process


class Holder(NamedTuple):
    """Who has a name: a server by its name, and the lease."""

    replica: str
    stamp: str


class Renewal(NamedTuple):
    """What has become of a lease: still ours, or ours anew after the store did not know it; else whose it is,
    which nobody's is where another had it meanwhile."""

    is_ours: bool
    is_anew: bool
    replica: str = ""


class LeaseStore(Protocol):
    """Where the leases are, for one server. Every call raises StoreLost within a time."""

    async def renew(self, leases: Sequence[tuple[str, str]]) -> list[Renewal]:
        """Lets leases, each a name and its stamp, last from now on again."""

    async def take(self, name: str, stamp: str) -> Holder:
        """Takes a name unless another has it; returns who has it then. One that this process has already
        gets the new stamp."""

    async def where(self, name: str) -> Holder | None:
        """Returns who has a name."""

    async def release(self, leases: Sequence[tuple[str, str]]) -> None:
        """Ends leases; their states stay."""

    async def write(self, name: str, stamp: str, data: bytes, seconds: float) -> bool | None:
        """Keeps the state of a name; None where nobody has it, False where another does. Raises StoreFull."""

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name."""

    async def remove(self, name: str, stamp: str) -> None:
        """Ends a lease with its state."""

    async def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are."""

    async def close(self) -> None:
        """Lets go of the store."""
