"""Taking up what nobody has: once, however many ask for it, and by one replica only, however many try."""

import asyncio
from abc import ABC, abstractmethod

from server.leases import Leases, LeasesFull, LeasesLost
from server.messages import CloseCode, Refused

IN_A_MOMENT = "This may be back in a moment."
JUST_MADE_SECONDS = 1.0
"""By then the store has heard of what was made at another replica."""


class Taking(ABC):
    """What lives here of all rooms, or of all classes, that several servers have. All on the event loop."""

    def __init__(self, leases: Leases) -> None:
        self.leases = leases
        self._is_leaving = False
        self._coming: dict[str, asyncio.Task[Refused | None]] = {}

    @abstractmethod
    def lease_of(self, id: str) -> str:
        """Returns the name of the lease of one."""

    @abstractmethod
    def is_one(self, id: str) -> bool:
        """Whether there may be one of this id: none has been forgotten here just now."""

    @abstractmethod
    def is_here(self, id: str) -> bool:
        """Whether it is in the memory of this server, be it the server's still or not."""

    @abstractmethod
    async def add(self, id: str, data: bytes) -> Refused | None:
        """Adds one whose lease is ours from what is kept of it; returns why it is not here."""

    async def bring(self, id: str) -> None:
        """Makes sure that it is here, unless there is none. Raises Refused: MOVED where another replica has
        it, STOPPING where nobody can say at the moment who has it, FULL where it cannot be taken up."""
        if not self.leases.replica:
            return
        if self._is_leaving:
            raise Refused(CloseCode.STOPPING)
        if (self.is_here(id) and self.leases.holds(self.lease_of(id))) or not self.is_one(id):
            return
        if id not in self._coming:
            self._coming[id] = asyncio.create_task(self._come(id), name="taking up what others had")
            self._coming[id].add_done_callback(lambda _: self._coming.pop(id))
        refusal = await asyncio.shield(self._coming[id])
        if refusal is not None:
            raise Refused(refusal.code, refusal.sentence, refusal.replica)

    def leave(self) -> None:
        """From now on nothing is taken up here, and nothing is found: others are to have it."""
        self._is_leaving = True

    def may_add(self, id: str) -> bool:
        """Whether it is still to come here, after some time has passed."""
        return not self._is_leaving and self.leases.holds(self.lease_of(id))

    async def _come(self, id: str) -> Refused | None:
        """Takes it up where no other replica has it; returns why it is not here. That there is none counts
        only when it is so a moment later too."""
        for seconds in (0.0, JUST_MADE_SECONDS):
            await asyncio.sleep(seconds)
            refusal = await self._take_up(id)
            if refusal is not None or self.is_here(id):
                return refusal
        return None

    async def _take_up(self, id: str) -> Refused | None:
        """Takes it up, if there is one; returns why it is not here."""
        name = self.lease_of(id)
        try:
            owner = await self.leases.where(name)
            if owner not in (None, self.leases.replica):
                return Refused(CloseCode.MOVED, replica=owner)
            if self.is_here(id):  # it was ours, and will be again or another's
                return in_a_moment()
            if await self.leases.read(name) is None:
                return None
            owner = await self.leases.take(name)
            if not self.leases.holds(name):
                return Refused(CloseCode.MOVED, replica=owner)
            try:
                data = await self.leases.read(name)  # once more: another may have had it in between
                return None if data is None else await self.add(id, data)
            finally:
                if not self.is_here(id):
                    await self.leases.release(name)
        except LeasesLost:
            return in_a_moment()
        except LeasesFull:
            return Refused(CloseCode.FULL)


def in_a_moment() -> Refused:
    """Why something is not here of which it is not known where else it is: the page is to ask again."""
    return Refused(CloseCode.STOPPING, IN_A_MOMENT)
