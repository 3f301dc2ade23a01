"""Keeps rooms where every replica finds them: what the data folder would have, as the states of leases."""

import asyncio
import dataclasses
import time
from collections.abc import Callable

from server.keeping.kept import KeptRoom, to_bytes
from server.keeping.writer import RoomWriter
from server.leases import Leases
from server.rooms.room import Room
from server.rooms.rooms import Rooms

SHORTEST_SECONDS = 60.0
"""So long a room is kept at least, so that another replica has the time to take it up."""


class LeaseKeeper(RoomWriter):
    """The one who writes rooms to their leases. Who has a room no longer writes nothing of it."""

    not_kept = "rooms cannot be kept for other replicas; training goes on, and keeping is tried again"
    kept_again = "rooms are kept for other replicas again"

    def __init__(
        self,
        rooms: Rooms,
        leases: Leases,
        wake: Callable[[], None],
        forget_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(rooms, wake, forget_seconds, clock)
        self._leases = leases
        self._seconds = max(SHORTEST_SECONDS, forget_seconds)
        leases.on_answering(self._note_answering)

    async def _look_after(self) -> None:
        for id in [id for id in {*self._written, *self._failing} if id not in self._rooms]:
            self.forget(id)

    def _changed(self) -> list[Room]:
        return [room for room in super()._changed() if room.lives]

    def _age(self, id: str) -> int:
        """What is kept ends by itself, so all is written anew now and then, not of all rooms at once."""
        return self._age_of(self._clock() + hash(id) % self._age_seconds)

    async def _put(self, room: Room, kept: KeptRoom) -> None:
        if room.leash.held is not None and room.leash.goes_on:  # elsewhere it is held again, and goes on then
            kept = dataclasses.replace(kept, playing=True)
        data = await asyncio.to_thread(to_bytes, kept)
        if (
            self._rooms.get(room.id) is not room
        ):  # it was elsewhere meanwhile: this is older than what is kept
            return
        if not await self._leases.write(room.lease, data, self._seconds):
            raise OSError("another replica may have the room")

    def _note_answering(self, answers: bool) -> None:
        """What holds what is kept does not answer any more, or does again and may have lost everything."""
        if answers:
            self._written.clear()
            self._next_at.clear()
            return
        for room in self._rooms:
            self._failed(room, OSError("the store of the leases does not answer"))
