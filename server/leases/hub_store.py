"""Leases in the hub of a server of several processes."""

from collections.abc import Sequence

from server.bus.hub_line import HubFrame, HubLine
from server.leases.lease_store import Holder, Renewal


class HubLeaseStore:
    """A `LeaseStore` in the hub at a path. States go over a connection of their own, so that a long one makes
    no lease late; leases end with the connection that they were taken on."""

    def __init__(self, path: str, replica: str) -> None:
        self._replica = replica
        self._line = HubLine(path)
        self._states = HubLine(path)

    async def renew(self, leases: Sequence[tuple[str, str]]) -> list[Renewal]:
        """Lets leases last from now on again."""
        answer = await self._line.call("renew", [self._replica, list(leases)])
        return [Renewal(*each) for each in answer.facts]

    async def take(self, name: str, stamp: str) -> Holder:
        """Takes a name unless another has it."""
        return Holder(*(await self._line.call("take", [self._replica, name, stamp])).facts)

    async def where(self, name: str) -> Holder | None:
        """Returns who has a name."""
        found = (await self._line.call("where", [name])).facts
        return Holder(*found) if found else None

    async def release(self, leases: Sequence[tuple[str, str]]) -> None:
        """Ends leases; their states stay, once what is on its way to them has arrived."""
        await self._line.call("release", list(leases))

    async def write(self, name: str, stamp: str, data: bytes, seconds: float) -> bool | None:
        """Keeps the state of a name; None where nobody has it, False where another does. Raises StoreFull."""
        answer: HubFrame = await self._states.call("write", [name, stamp, seconds], [data])
        found: bool | None = answer.facts[0]
        return found

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name."""
        pieces = (await self._states.call("read_state", [name])).pieces
        return pieces[0] if pieces else None

    async def remove(self, name: str, stamp: str) -> None:
        """Ends a lease with its state."""
        await self._line.call("remove", [name, stamp])

    async def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are."""
        return dict((await self._line.call("names", [kind])).facts)

    async def close(self) -> None:
        """Lets go of both connections."""
        await self._line.close()
        await self._states.close()
