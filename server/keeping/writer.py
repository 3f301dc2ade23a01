"""Writes rooms down: every few seconds what changed, at once what paused or emptied. Where to, others know.

The runner takes the state of a room between two slices of training; other threads write it, so neither the
event loop nor the training waits. Of a room only the newest state waits to be written.
"""

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple

from server.keeping.kept import KeptRoom
from server.keeping.notes import note_of
from server.logs import tell
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.training.jobs import Outcome

SETTLING_SECONDS = 0.5
LOOK_SECONDS = 0.25  # rooms are looked at so often, so that not all are due in the same moment
KEEP_SECONDS = 4.0  # so that with the time it takes at most five seconds of training can be lost
NOT_IN_TIME = "some rooms could not be kept in time"
AGES = 10  # how often a room that nobody uses is written anew until it is forgotten


class Written(NamedTuple):
    """Which state of a room is written: its version, and how old that may become, coarsely."""

    version: int
    age: int


class RoomWriter:
    """The one who writes rooms down. `start`, then `finish`; both on the event loop."""

    not_kept: ClassVar[str]
    kept_again: ClassVar[str]

    def __init__(
        self,
        rooms: Rooms,
        wake: Callable[[], None],
        forget_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.loaded = asyncio.Event()
        self.progress = asyncio.Event()  # set whenever a room was written or removed, or could not be
        self.failures = 0
        self.written = 0
        self._rooms = rooms
        self._wake = wake
        self._clock = clock
        self._age_seconds = max(60.0, forget_seconds / AGES)
        self._written: dict[str, Written] = {}
        self._next_at: dict[str, float] = {}
        self._waiting: dict[str, tuple[int, KeptRoom]] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._failing: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    # What is written, and where to

    async def _begin(self) -> None:
        """Brings back what was kept, before anything is written."""

    async def _look_after(self) -> None:
        """Looks whether all is well where rooms are kept, and removes those that are no more."""

    async def _put(self, room: Room, kept: KeptRoom) -> None:
        """Writes a room. Raises what keeps it from that."""
        raise NotImplementedError

    async def _settle(self) -> None:
        """Makes sure of what was written."""

    def _end(self) -> None:
        """Nothing is written any more."""

    # When it is written

    def start(self) -> None:
        """Begins to bring back what was kept, and then to keep."""
        self._task = asyncio.create_task(self._run(), name="keeper")

    async def finish(self, seconds: float) -> None:
        """Writes what is not yet written, for so long at most, and ends; a second time it does nothing."""
        if self.loaded.is_set() and self._task:
            changed = self._changed()
            wanted = {room.id: self._version(room) for room in changed}
            self._mark(changed)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while not all(self._is_done(id, mark) for id, mark in wanted.items()):
                        self.progress.clear()
                        await self.progress.wait()
            left = [id for id, mark in wanted.items() if not self._is_kept(id, mark)]
            if left:
                tell("not_kept", NOT_IN_TIME, level=logging.WARNING, rooms=len(left))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLING_SECONDS):
                    await self._settle()
        tasks = [*self._writing.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = None
        self._end()

    def keep(self, room: Room) -> Callable[[Outcome], None]:
        """Notes how a room is; what is returned gets the outcome that has its trainer's state, and writes
        both down. Without a state there is nothing to go on from."""
        note = note_of(room)

        def write(outcome: Outcome) -> None:
            version = Written(outcome.job.version, self._age(room.id))
            if self._rooms.get(room.id) is not room:
                return
            if outcome.kept is None:
                self._done(room.id, version)
            elif self._written.get(room.id) != version:
                kept = note(trainer=outcome.kept, first=outcome.kept_first)
                self._waiting[room.id] = version.version, kept
                if self._task is not None and room.id not in self._writing:
                    self._writing[room.id] = asyncio.create_task(self._write_newest(room.id))

        return write

    async def _run(self) -> None:
        await self._begin()
        self.loaded.set()
        while True:
            self.look()
            await self._look_after()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Lets the runner bring the state of the rooms that have changed and are due."""
        now = self._clock()
        self._mark(room for room in self._changed() if now >= self._next_at.get(room.id, now))

    def _changed(self) -> list[Room]:
        """Returns the rooms that have changed since they were written."""
        return [room for room in self._rooms if self._written.get(room.id) != self._version(room)]

    def _version(self, room: Room) -> Written:
        return Written(room.version, self._age(room.id))

    def _mark(self, due: Iterable[Room]) -> None:
        """Lets the runner bring the state of rooms."""
        for room in due:
            room.due.add("keeping")
            self._next_at[room.id] = self._clock() + KEEP_SECONDS
            self._wake()

    def _age(self, id: str) -> int:
        return self._age_of(self._rooms.unused_seconds(id))

    def _age_of(self, seconds: float) -> int:
        return int(seconds / self._age_seconds)

    def _is_done(self, id: str, wanted: Written) -> bool:
        """Whether nothing more is to be expected: this state or a later one is written, or cannot be."""
        return (id in self._failing and id not in self._waiting) or self._is_kept(id, wanted)

    def _is_kept(self, id: str, wanted: Written) -> bool:
        """Whether this state of a room or a later one is written, or is wanted no more."""
        return id not in self._rooms or self._written.get(id, Written(-1, 0)) >= wanted

    def _done(self, id: str, mark: Written) -> None:
        self._written[id] = mark
        self.progress.set()

    async def _write_newest(self, id: str) -> None:
        """Writes a room, and once more if a newer state of it came meanwhile; the last who writes settles."""
        while id in self._waiting:
            await self._write(*self._waiting.pop(id))
        del self._writing[id]
        if not self._writing:
            await self._settle()

    async def _write(self, version: int, kept: KeptRoom) -> None:
        room = self._rooms.get(kept.id)
        if room is None:
            return
        kept = dataclasses.replace(kept, unused_seconds=self._rooms.unused_seconds(kept.id))
        mark = Written(version, self._age(kept.id))
        try:
            await self._put(room, kept)
        except Exception as error:  # whatever it is, the next round tries again
            self._failed(room, error)
        else:
            self._succeeded(room)
            self._done(kept.id, mark)

    def _failed(self, room: Room, error: Exception) -> None:
        """Logs it once, and notes it in every room that it happens to; the next round tries again."""
        self.failures += 1
        if not self._failing:
            tell("not_kept", self.not_kept, level=logging.WARNING, error=reason_of(error))
        self._failing.add(room.id)
        room.set_unkept(True)
        self.progress.set()
        self._wake()

    def _succeeded(self, room: Room) -> None:
        self.written += 1
        if room.unkept:
            room.set_unkept(False)
            self._wake()
        self._no_longer_failing(room.id)

    def _no_longer_failing(self, id: str) -> None:
        if id in self._failing:
            self._failing.remove(id)
            if not self._failing:
                tell("kept_again", self.kept_again, level=logging.WARNING)

    def forget(self, id: str) -> None:
        """Nothing is known any more of what is written of a room: it is no more, or was elsewhere."""
        self._waiting.pop(id, None)
        self._written.pop(id, None)
        self._next_at.pop(id, None)
        self._no_longer_failing(id)
        self.progress.set()


def reason_of(error: Exception) -> str:
    """The message of the system, or for a mistake of ours its name too."""
    return (
        getattr(error, "strerror", None) or (str(error) if isinstance(error, OSError) else repr(error))
    ).lower()
