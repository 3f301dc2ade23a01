"""What leases offer, whatever stands behind them.

A name is `room/ID`, `class/ID`, `code/CODE`, `invitation/DIGEST` or `table/DIGEST`: a kind and what is unique
in it. Its state is bytes, which outlive the lease. A name is taken with `take` where another may have it, and
with `claim` where nobody can, since it was drawn by chance a moment ago. Times are in seconds and always from
now on: no two machines need clocks that agree.
"""

from collections.abc import Callable
from typing import Protocol

SECONDS = 5.0  # so long a lease lasts that is not renewed
RENEW_SECONDS = 1.25  # how often all leases of a server are renewed, in one call
MOST_NAME = 200  # characters
MOST_NAMES = 20_000  # that one server holds
MOST_BYTES = 67_108_864  # of one state


class LeasesLost(OSError):
    """The store of the leases does not answer, or has come back so lately that not all have theirs again."""


class HeldByNamesake(LeasesLost):
    """A process of the same server name has it: one that has ended, whose lease ends soon, or a second one
    that was given this name too."""


class LeasesFull(OSError):
    """The store of the leases has no room for this state."""


class Leases(Protocol):
    """The leases of one server, whose name is `replica`: empty where it is alone. All of it happens on the
    event loop, but `holds`, which any thread may ask."""

    @property
    def replica(self) -> str:
        """The server's own name."""

    @property
    def answering(self) -> bool:
        """Whether the store answers, as far as is known: what is written then is kept."""

    def holds(self, name: str) -> bool:
        """Whether a name is ours, as far as is known now; costs next to nothing. It stays so while the store
        does not answer but is asked. False after this process has slept so long that another may have the
        name, until the store has said who has it; and when it is lost."""

    def claim(self, name: str) -> None:
        """Takes a name that nobody can have. It is ours at once, and the store is told as soon as it
        answers. Raises LeasesFull beyond `MOST_NAMES`."""

    async def take(self, name: str) -> str:
        """Takes a name that nobody has, with its state if it has one; returns whose it is then. Raises
        LeasesLost, which is HeldByNamesake where that is why, and LeasesFull beyond `MOST_NAMES`."""

    async def where(self, name: str) -> str | None:
        """Returns whose a name is, None where nobody has it. Raises LeasesLost."""

    async def release(self, name: str) -> None:
        """Lets another take a name; its state stays. Where the store does not answer the lease ends by
        itself."""

    async def write(self, name: str, data: bytes, seconds: float) -> bool:
        """Keeps the state of a name for so long. False where the name is ours no longer: nothing is written
        then, however long this server may have slept. Raises LeasesLost or LeasesFull."""

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name, whoever has it. Raises LeasesLost."""

    async def remove(self, name: str) -> None:
        """Ends a name that is ours, with its state. Where the store does not answer both end by
        themselves."""

    async def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are. Raises LeasesLost."""

    def on_lost(self, told: Callable[[str, str], None]) -> None:
        """`told` gets each name that is ours no longer, and whose it is now; that is empty where nobody has
        it any more who had it meanwhile."""

    def on_answering(self, told: Callable[[bool], None]) -> None:
        """`told` gets False when the store stops answering, and True when it answers again or has lost what
        it had: whatever is held is ours again by then or has been lost, and is to be written anew."""

    async def start(self) -> None:
        """Begins to renew; does not wait for the store. A second time it does nothing."""

    async def close(self) -> None:
        """Lets others have all that is held, and ends within a second."""
