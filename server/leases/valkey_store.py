"""Leases in Valkey: keys that expire, changed by scripts that are carried out as a whole."""

from collections.abc import Sequence

from server.bus.valkey_line import ValkeyLine
from server.leases import valkey_scripts as scripts
from server.leases.lease_store import STAMP, Holder, Renewal
from server.leases.leases import SECONDS


class ValkeyLeaseStore:
    """A `LeaseStore` in Valkey at an address such as valkey://host:6379/0. States go over a connection of
    their own, so that a long one makes no lease late."""

    def __init__(self, address: str, replica: str) -> None:
        self._replica = replica
        self._line = ValkeyLine(address)
        self._states = ValkeyLine(address)

    async def renew(self, leases: Sequence[tuple[str, str]]) -> list[Renewal]:
        """Lets leases last from now on again."""
        parts = [part for lease in leases for part in lease]
        answers = await self._line.call(scripts.RENEW, self._replica, _milliseconds(SECONDS), *parts)
        return [_renewal(each.decode(errors="replace")) for each in answers]

    async def take(self, name: str, stamp: str) -> Holder:
        """Takes a name unless another has it."""
        milliseconds = _milliseconds(SECONDS)
        return _holder(await self._line.call(scripts.TAKE, self._replica, milliseconds, name, stamp))

    async def where(self, name: str) -> Holder | None:
        """Returns who has a name."""
        found = await self._line.call(scripts.WHERE, name)
        return _holder(found) if found else None

    async def release(self, leases: Sequence[tuple[str, str]]) -> None:
        """Ends leases; their states stay."""
        await self._line.call(scripts.RELEASE, *(part for lease in leases for part in lease))

    async def write(self, name: str, stamp: str, data: bytes, seconds: float) -> bool | None:
        """Keeps the state of a name; None where nobody has it, False where another does."""
        answer = await self._states.call(scripts.WRITE, name, stamp, _milliseconds(seconds), data)
        return {b"OK": True, b"of nobody": None}.get(answer, False)

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name."""
        found: bytes | None = await self._states.call(scripts.READ, name)
        return None if found is None else found[STAMP:]

    async def remove(self, name: str, stamp: str) -> None:
        """Ends a lease with its state."""
        await self._line.call(scripts.REMOVE, name, stamp)

    async def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are."""
        found = [each.decode(errors="replace") for each in await self._line.call(scripts.NAMES, kind)]
        return dict(zip(found[::2], found[1::2], strict=True))

    async def close(self) -> None:
        """Lets go of both connections."""
        await self._line.close()
        await self._states.close()


def _milliseconds(seconds: float) -> int:
    return max(1, int(1000 * seconds))


def _holder(found: list[bytes]) -> Holder:
    return Holder(found[0].decode(errors="replace"), found[1].decode(errors="replace"))


def _renewal(answer: str) -> Renewal:
    is_ours = answer in ("ours", "anew")
    return Renewal(is_ours, answer == "anew", "" if is_ours else answer.removeprefix("of "))
