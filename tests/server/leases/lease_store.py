"""A store of leases in memory, which several servers in one process share, and which can be cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.bus.store import StoreLost
from server.leases.lease_store import Holder, Renewal
from server.leases.own_name import KIND


@dataclass
class Shelf:
    """Who has which name, and the states, each with the stamp of whoever took it last."""

    leases: dict[str, Holder] = field(default_factory=dict)
    states: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def things(self) -> set[str]:
        """The names that somebody has, but for those of the servers themselves."""
        return {name for name in self.leases if not name.startswith(f"{KIND}/")}

    def clear(self) -> None:
        """Nothing is known any more."""
        self.leases.clear()
        self.states.clear()

    def expire(self, replica: str) -> None:
        """The leases of a server end, as those of one do that renews none."""
        self.leases = {name: each for name, each in self.leases.items() if each.replica != replica}


class MemoryLeaseStore:
    """The shelf as one server sees it; `is_cut`: it does not."""

    def __init__(self, shelf: Shelf, replica: str) -> None:
        self.shelf, self.replica, self.is_cut = shelf, replica, False

    async def renew(self, leases: Sequence[tuple[str, str]]) -> list[Renewal]:
        self._reach()
        return [self._renewed(name, stamp) for name, stamp in leases]

    def _renewed(self, name: str, stamp: str) -> Renewal:
        holder = self.shelf.leases.get(name)
        if holder is not None:
            return Renewal(holder.stamp == stamp, False, holder.replica)
        if self.shelf.states.get(name, (stamp, b""))[0] != stamp:
            return Renewal(False, False)
        self.shelf.leases[name] = Holder(self.replica, stamp)
        return Renewal(True, True, self.replica)

    async def take(self, name: str, stamp: str) -> Holder:
        self._reach()
        found = self.shelf.leases.setdefault(name, Holder(self.replica, stamp))
        if found.stamp == stamp and name in self.shelf.states:
            self.shelf.states[name] = stamp, self.shelf.states[name][1]
        return found

    async def where(self, name: str) -> Holder | None:
        self._reach()
        return self.shelf.leases.get(name)

    async def release(self, leases: Sequence[tuple[str, str]]) -> None:
        self._reach()
        for name, stamp in leases:
            if self._is_of(name, stamp):
                del self.shelf.leases[name]

    async def write(self, name: str, stamp: str, data: bytes, seconds: float) -> bool | None:
        self._reach()
        if name not in self.shelf.leases:
            return None
        if not self._is_of(name, stamp):
            return False
        self.shelf.states[name] = stamp, data
        self.shelf.seconds[name] = seconds
        return True

    async def read(self, name: str) -> bytes | None:
        self._reach()
        return self.shelf.states.get(name, ("", None))[1]

    async def remove(self, name: str, stamp: str) -> None:
        self._reach()
        if self._is_of(name, stamp):
            del self.shelf.leases[name]
            self.shelf.states.pop(name, None)

    async def names(self, kind: str) -> dict[str, str]:
        self._reach()
        found = self.shelf.leases.items()
        return {name: each.replica for name, each in found if name.startswith(f"{kind}/")}

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _reach(self) -> None:
        if self.is_cut:
            raise StoreLost("it was cut off")

    def _is_of(self, name: str, stamp: str) -> bool:
        holder = self.shelf.leases.get(name)
        return holder is not None and holder.stamp == stamp
