"""Where a room lives: the one place that decides it, for sockets and for requests.

A room that somebody asks for is here, or at another replica, whose name they get, or at none: then it is
taken up from what is kept of it, by whichever replica takes its lease first. A room that is made is claimed
by `Rooms`; one that another replica has taken meanwhile, since this one slept or was cut off, is let go.
"""

import asyncio
import logging

from engine.training.trainer import Trainer
from server.keeping.codec import ROOM_ID, KeptError, NewerFormatError
from server.keeping.kept import KeptRoom, from_bytes
from server.keeping.notes import resumed_room
from server.keeping.writer import RoomWriter
from server.leases import Leases
from server.living.taking import Taking, in_a_moment
from server.logs import tell
from server.messages import Refused
from server.rooms.room import lease_of
from server.rooms.rooms import Rooms

LOOK_SECONDS = 0.5  # how often leases of forgotten rooms are given up
READ_AT_ONCE = 4  # rooms that are read from bytes at once: it takes time from what trains


class LivingRooms(Taking):
    """The rooms that live here."""

    def __init__(self, rooms: Rooms, leases: Leases, keeper: RoomWriter | None) -> None:
        super().__init__(leases)
        self._rooms, self._keeper = rooms, keeper
        self._reading = asyncio.Semaphore(READ_AT_ONCE)

    def lease_of(self, id: str) -> str:
        return lease_of(id)

    def is_one(self, id: str) -> bool:
        return id not in self._rooms.forgotten and ROOM_ID.fullmatch(id) is not None

    def is_here(self, id: str) -> bool:
        return id in self._rooms

    async def add(self, id: str, data: bytes) -> Refused | None:
        try:
            async with self._reading:
                kept, trainer = await asyncio.to_thread(_read, id, data)
        except NewerFormatError:  # a replica of a newer version can read it
            return in_a_moment()
        except KeptError as error:
            tell("not_loaded", str(error), level=logging.WARNING, room=id)
            return None
        if not self.may_add(id):
            return in_a_moment()
        self._forget_what_was_written(id)
        try:
            self._rooms.take_in(resumed_room(kept, trainer), kept.unused_seconds)
        except Refused as refusal:
            return refusal
        tell("room_moved", room=id, replica=self.leases.replica)
        return None

    def let_go(self, id: str, replica: str) -> None:
        """Another replica has a room that was here."""
        self._rooms.let_go(id, replica)
        self._forget_what_was_written(id)

    async def give_up_forgotten(self) -> None:
        """Ends the leases of rooms that are no more, for ever."""
        while True:
            for id in list(self._rooms.forgotten):
                await self.leases.remove(lease_of(id))
                self._rooms.forgotten.discard(id)
            await asyncio.sleep(LOOK_SECONDS)

    def _forget_what_was_written(self, id: str) -> None:
        if self._keeper is not None:
            self._keeper.forget(id)


def _read(id: str, data: bytes) -> tuple[KeptRoom, Trainer]:
    kept, trainer = from_bytes(data)
    if kept.id != id:
        raise KeptError(f"it is the room {kept.id}")
    return kept, trainer
