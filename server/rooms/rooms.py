"""All rooms: make, find, expire."""

import secrets
import time
from collections.abc import Callable, Iterator
from typing import cast

from engine.backends.devices import DeviceName
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, random_seed
from engine.experiment.view import View
from server.logs import tell
from server.messages import CloseCode, Refused, Role
from server.rooms.room import Room
from server.settings import Settings

ID_BYTES = 6  # 8 characters
GIVE_WAY_SECONDS = 10  # a room that was only looked into gives way to a new one after so long


class Rooms:
    """The rooms of a server. `clock` is monotonic seconds, so that no change of the wall clock matters."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        new_seed: Callable[[], str] = random_seed,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._new_seed = new_seed
        self._rooms: dict[str, Room] = {}
        self._empty_since: dict[str, float] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    def __len__(self) -> int:
        return len(self._rooms)

    def __contains__(self, id: object) -> bool:
        return id in self._rooms

    def get(self, id: str) -> Room | None:
        """Returns the room with this id, if there is one; only for who needs no token."""
        return self._rooms.get(id)

    def is_full(self) -> bool:
        """Whether there are as many rooms as there may be."""
        return len(self._rooms) >= self._settings.max_rooms

    def bring_back(self, room: Room, unused_seconds: float) -> None:
        """Adds a room from the data folder that nobody has been in for so long."""
        self._rooms[room.id] = room
        self._empty_since[room.id] = self._clock() - unused_seconds

    def unused_seconds(self, id: str) -> float:
        """Returns for how long a room has been empty, in seconds; 0 while it is not."""
        room = self._rooms.get(id)
        if room is None or room.members:
            return 0.0
        now = self._clock()
        return now - self._empty_since.get(id, now)

    def make(self, link: Link | None = None) -> Room:
        """Returns a new room, without a link of the default experiment with a new seed. Raises Refused."""
        if self.is_full() and not self._make_way():
            raise Refused(CloseCode.FULL)
        room = Room(
            secrets.token_urlsafe(ID_BYTES),
            link or Link(Experiment(seed=self._new_seed()), View()),
            cast(DeviceName, self._settings.device),
            self._new_seed,
        )
        self._rooms[room.id] = room
        tell("room_made", room=room.id, rooms=len(self._rooms))
        return room

    def _make_way(self) -> bool:
        """Forgets the room that was left longest ago with nothing done in it, if there is one."""
        now = self._clock()
        since = {
            id: self._empty_since[id]
            for id, room in self._rooms.items()
            if not room.members and not room.used and id in self._empty_since
        }
        id = min(since, key=lambda each: since[each], default=None)
        if id is None or now - since[id] < GIVE_WAY_SECONDS:
            return False
        self._forget(id)
        return True

    def _forget(self, id: str) -> None:
        del self._rooms[id], self._empty_since[id]
        tell("room_forgotten", room=id, rooms=len(self._rooms))

    def find(self, id: str, token: str) -> tuple[Room, Role]:
        """Returns a room and what the token opens in it. Raises Refused."""
        room = self._rooms.get(id)
        if room is None:
            raise Refused(CloseCode.NO_SUCH_ROOM)
        role = room.role_of(token)
        if role is None:
            raise Refused(CloseCode.BAD_TOKEN)
        if len(room.members) >= self._settings.max_members:
            raise Refused(CloseCode.FULL, "This room is full; please try again later.")
        return room, role

    def expire(self) -> float:
        """Pauses and forgets rooms that nobody is in. Returns when the next is due (infinity: none)."""
        now, next_due = self._clock(), float("inf")
        for room in list(self._rooms.values()):
            if room.members:
                self._empty_since.pop(room.id, None)
                continue
            since = self._empty_since.setdefault(room.id, now)
            if now - since >= self._settings.forget_seconds:
                self._forget(room.id)
                continue
            if now - since >= self._settings.idle_pause_seconds:
                room.pause()
            next_due = min(next_due, since + self._settings.forget_seconds)
            if room.playing:
                next_due = min(next_due, since + self._settings.idle_pause_seconds)
        return next_due
