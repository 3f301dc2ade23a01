"""The leases in the hub: who has which name, until when, and by which connection."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from server.leases.lease_store import STAMP, Holder, Renewal
from server.leases.leases import SECONDS


@dataclass(slots=True)
class HeldLease:
    """A lease: whose, until when, and the number of the connection that it was last renewed on."""

    holder: Holder
    until: float
    connection: int


class HubLeases:
    """Who has which name. `stamps` has for each state who took its name last; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, HeldLease] = {}
        self.stamps: dict[str, str] = {}

    def where(self, name: str) -> Holder | None:
        """Returns who has a name."""
        held = self._held.get(name)
        if held is None or held.until > self._clock():
            return None if held is None else held.holder
        del self._held[name]
        return None

    def renew(self, connection: int, replica: str, name: str, stamp: str) -> Renewal:
        """Lets a lease last from now on again, unless it has ended and another had the name since."""
        holder, last = self.where(name), self.stamps.get(name)
        if holder is not None and holder.stamp != stamp:
            return Renewal(False, False, holder.replica)
        if holder is None and last not in (None, stamp):
            return Renewal(False, False)
        self._hold(connection, replica, name, stamp)
        return Renewal(True, holder is None)

    def take(self, connection: int, replica: str, name: str, stamp: str) -> Holder:
        """Takes a name unless another process has it; returns who has it then."""
        holder = self.where(name)
        if holder is not None and holder.stamp[: STAMP // 2] != stamp[: STAMP // 2]:
            return holder
        self._hold(connection, replica, name, stamp)
        if name in self.stamps:
            self.stamps[name] = stamp
        return Holder(replica, stamp)

    def release(self, name: str, stamp: str) -> bool:
        """Ends a lease; returns whether it was that."""
        holder = self.where(name)
        if holder is None or holder.stamp != stamp:
            return False
        del self._held[name]
        return True

    def forget_stamps(self, but: Callable[[str], bool]) -> None:
        """Forgets who took names last, but those of which there is a state."""
        self.stamps = {name: stamp for name, stamp in self.stamps.items() if but(name)}

    def end(self, connection: int) -> None:
        """A connection is gone: what was last renewed on it ends."""
        for name in [name for name, held in self._held.items() if held.connection == connection]:
            del self._held[name]

    def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are."""
        found = [name for name in self._held if name.startswith(f"{kind}/")]
        return {name: holder.replica for name in found if (holder := self.where(name)) is not None}

    def expire(self) -> None:
        """Forgets the leases that have ended."""
        for name in list(self._held):
            self.where(name)

    def _hold(self, connection: int, replica: str, name: str, stamp: str) -> None:
        self._held[name] = HeldLease(Holder(replica, stamp), self._clock() + SECONDS, connection)
