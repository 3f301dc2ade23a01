"""All rooms: make, find, expire."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from engine.backends.devices import DeviceName
from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, random_seed
from engine.experiment.view import View
from engine.reasons import ReasonError
from server.leases import Alone, Leases, LeasesFull
from server.logs import tell
from server.messages import CloseCode, Refused, Role
from server.rooms.memory import SLACK, Memory
from server.rooms.room import Room
from server.settings import Settings

ID_BYTES = 6  # 8 characters
GIVE_WAY_SECONDS = 10  # a room that was only looked into gives way to a new one after so long
LEFT_SECONDS = 60  # one that was used and that nobody is in
MOST_BORROWED = 8  # tables of other servers, 2.5 MB each at most
UNATTENDED_SECONDS = 300  # one with a single person in it, who asks for nothing
NO_MEMORY = "The server has no memory left for another room; please try again later."
FROM_ONE_ADDRESS = "Too many rooms were made from this address; please try again later."


class Rooms:
    """The rooms of a server. `clock` is monotonic seconds, so that no change of the wall clock matters."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        new_seed: Callable[[], str] = random_seed,
        leases: Leases | None = None,
    ) -> None:
        self._settings = settings
        self._leases: Leases = leases or Alone()
        self._borrowed: dict[str, Table] = {}
        self.forgotten: set[str] = set()  # whose leases are still to be given up; empty where there are none
        self._clock = clock
        self._new_seed = new_seed
        self.memory = Memory(settings.max_memory_mb)
        self._rooms: dict[str, Room] = {}
        self._empty_since: dict[str, float] = {}
        self._made_from: dict[str, str] = {}
        self._asked_at: dict[str, float] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    def __len__(self) -> int:
        return len(self._rooms)

    def __contains__(self, id: object) -> bool:
        return id in self._rooms

    def get(self, id: str) -> Room | None:
        """Returns the room with this id, if there is one; only for who needs no token."""
        return self._rooms.get(id)

    def table_of(self, digest: str) -> Table | None:
        """Returns the table with this digest, if a room has it; its 128 bits are not found by trying."""
        found = (room.table_of(digest) for room in self._rooms.values())
        return next((table for table in found if table is not None), self._borrowed.get(digest))

    def borrow(self, table: Table) -> None:
        """A table of another server's room may be opened here too, as long as it is one of the last."""
        self._borrowed.pop(table.digest, None)
        self._borrowed[table.digest] = table
        if len(self._borrowed) > MOST_BORROWED:
            del self._borrowed[next(iter(self._borrowed))]

    def is_full(self) -> bool:
        """Whether there are as many rooms as there may be."""
        return len(self._rooms) >= self._settings.max_rooms

    def bring_back(self, room: Room, unused_seconds: float) -> None:
        """Adds a room from the data folder that nobody has been in for so long."""
        self.memory.note(room.id, room.run.experiment)
        self._add(room, unused_seconds)

    def take_in(self, room: Room, unused_seconds: float) -> None:
        """Adds a room that was another server's, as `bring_back`. Raises Refused where there is no room."""
        if self.is_full() and not self._make_way(self._rooms):
            raise Refused(CloseCode.FULL)
        self._take_memory(room.id, room.run.experiment)
        self._add(room, unused_seconds)

    def _add(self, room: Room, unused_seconds: float) -> None:
        room.memory, room.leases, room.replica = self.memory, self._leases, self._settings.replica
        self._rooms[room.id] = room
        self._empty_since[room.id] = self._clock() - unused_seconds
        self.attend(room)

    def unused_seconds(self, id: str) -> float:
        """Returns for how long a room has been empty, in seconds; 0 while it is not."""
        room = self._rooms.get(id)
        if room is None or room.members:
            return 0.0
        now = self._clock()
        return now - self._empty_since.get(id, now)

    def make(self, link: Link | None = None, address: str = "") -> Room:
        """Returns a new room, without a link of the default experiment with a new seed. Raises Refused.

        Where there is no room left, one that nobody needs gives way; where too many were made from this
        address, one of these.
        """
        of_address = [id for id, each in self._made_from.items() if each == address]
        if address and len(of_address) >= self._settings.max_rooms_per_address:
            if not self._make_way(of_address):
                raise Refused(CloseCode.FULL, FROM_ONE_ADDRESS)
        elif self.is_full() and not self._make_way(self._rooms):
            raise Refused(CloseCode.FULL)
        id, link = secrets.token_urlsafe(ID_BYTES), link or Link(Experiment(seed=self._new_seed()), View())
        self._take_memory(id, link.experiment)
        device = cast(DeviceName, self._settings.device)
        room = Room(id, link, device, self._new_seed, self.memory, self._leases, self._settings.replica)
        room.unkept = not self._leases.answering
        try:
            self._leases.claim(room.lease)
        except LeasesFull as error:
            self.memory.give_back(id)
            raise Refused(CloseCode.FULL) from error
        self._rooms[room.id] = room
        self._made_from[room.id] = address
        self.attend(room)
        tell("room_made", room=room.id, rooms=len(self._rooms))
        return room

    def _take_memory(self, id: str, experiment: Experiment) -> None:
        """Finds memory for another room, with that of rooms that nobody needs; what the others keep of their
        past becomes less. Raises Refused."""
        while True:
            try:
                self.memory.take(id, experiment)
                break
            except ReasonError as error:
                if not self._make_way(self._rooms):
                    raise Refused(CloseCode.FULL, NO_MEMORY) from error
        for room in self._rooms.values():
            if self.memory.share < SLACK * room.share:
                room.trim()

    def attend(self, room: Room) -> None:
        """Somebody comes into a room, or asks for something in it."""
        self._asked_at[room.id] = self._clock()

    def _make_way(self, ids: Iterable[str]) -> bool:
        """Forgets the one of these rooms that is needed least, of equals the one made first; returns whether
        there is one that may go."""
        waiting = [(found, id) for id in ids if (found := self._unneeded(self._rooms[id])) is not None]
        if waiting:
            self._forget(min(waiting, key=lambda each: each[0])[1])
        return bool(waiting)

    def _unneeded(self, room: Room) -> tuple[int, float] | None:
        """Returns how soon a room may give way, smaller for sooner: one only looked into, one that was left,
        one in which a single person does nothing. None if it may not."""
        now, asked_at = self._clock(), self._asked_at.get(room.id, 0.0)
        if not room.members:
            since = self._empty_since.get(room.id, now)
            patience = LEFT_SECONDS if room.used else GIVE_WAY_SECONDS
            return (int(room.used), since) if now - since >= patience else None
        is_unattended = len(room.members) == 1 and now - asked_at >= UNATTENDED_SECONDS
        return (2, asked_at) if is_unattended else None

    def _forget(self, id: str) -> None:
        room = self._remove(id)
        for member in room.members:
            member.outbox.close(CloseCode.NO_SUCH_ROOM)
        if room.seat is not None:
            room.seat.close()
        if self._leases.replica:
            self.forgotten.add(id)
        tell("room_forgotten", room=id, rooms=len(self._rooms))

    def let_go(self, id: str, replica: str) -> None:
        """A room is at another replica now, if it was here."""
        if id not in self._rooms:
            return
        room = self._remove(id)
        for member in room.members:
            member.outbox.close(CloseCode.MOVED, replica)
        if room.seat is not None:
            room.seat.move()
        tell("room_moved", room=id, replica=replica)

    def _remove(self, id: str) -> Room:
        room = self._rooms.pop(id)
        for each in (self._empty_since, self._made_from, self._asked_at):
            each.pop(id, None)
        self.memory.give_back(id)
        return room

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
        self.attend(room)
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
