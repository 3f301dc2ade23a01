"""Brings rooms to the data folder and back: every few seconds what changed, at once what paused or emptied.

The runner takes the state of a room between two slices of training; a thread of its own writes it, so neither
the event loop nor the training waits for the disk. Of a room only the newest state waits to be written.
"""

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from engine.training.trainer import Trainer
from server.keeping.codec import KeptError
from server.keeping.folder import Folder
from server.keeping.kept import KeptRoom, from_bytes, to_bytes
from server.keeping.notes import note_of, resumed_room
from server.logs import logger, tell
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.training.jobs import Outcome

WRITERS = 8  # files on their way to the disk at once: each waits for it, and a disk takes many as fast as one
SETTLING_SECONDS = 0.5
LOOK_SECONDS = 0.25  # rooms are looked at so often, so that not all are due in the same moment
KEEP_SECONDS = 4.0  # so that with the time it takes at most five seconds of training can be lost
NOT_KEPT = "rooms cannot be written to the data folder; training goes on, and writing is tried again"
LOST = "the data folder was removed while the server ran; it is made anew, and all rooms are written again"
NOT_IN_TIME = "some rooms could not be kept in time"
MORE_ROOMS = "the data folder has more rooms than max_rooms allows; the oldest stay there, unused"
AGES = 10  # how often the file of a room that nobody uses is written anew until the room is forgotten


class Written(NamedTuple):
    """Which state of a room stands in its file: its version, and how long it had been unused, coarsely."""

    version: int
    age: int


class Keeper:
    """The one who writes rooms down. `start`, then `finish`; both on the event loop."""

    def __init__(
        self,
        rooms: Rooms,
        folder: Folder,
        wake: Callable[[], None],
        forget_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.loaded = asyncio.Event()
        self.progress = asyncio.Event()  # set whenever a file was written or removed, or could not be
        self.failures = 0
        self.written = 0
        self._rooms = rooms
        self.folder = folder
        self._wake = wake
        self._clock = clock
        self._age_seconds = max(60.0, forget_seconds / AGES)
        self._written: dict[str, Written] = {}
        self._next_at: dict[str, float] = {}
        self._waiting: dict[str, tuple[int, KeptRoom]] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._is_unsettled = False
        self.folder_at = clock() + KEEP_SECONDS
        self._failing: set[str] = set()
        self._worker = ThreadPoolExecutor(WRITERS, "keeping")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to load what is in the folder, and then to keep."""
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
        self._worker.shutdown(wait=False, cancel_futures=True)
        self.folder.close()

    def keep(self, room: Room) -> Callable[[Outcome], None]:
        """Notes how a room is; what is returned gets the outcome that has its trainer's state, and writes
        both down. Without a state there is nothing to go on from."""
        note = note_of(room)

        def write(outcome: Outcome) -> None:
            version = Written(outcome.job.version, self._age(room.id))
            if outcome.kept is None:
                self._done(room.id, version)
            elif self._written.get(room.id) != version:
                kept = note(trainer=outcome.kept, first=outcome.kept_first)
                self._waiting[room.id] = version.version, kept
                if self._task is not None and room.id not in self._writing:
                    self._writing[room.id] = asyncio.create_task(self._write_newest(room.id))

        return write

    async def _run(self) -> None:
        try:
            await self._load()
        except Exception:
            logger.exception("the data folder could not be loaded")
        self.loaded.set()
        while True:
            self.look()
            await self._look_at_folder()
            await self._remove_forgotten()
            await asyncio.sleep(LOOK_SECONDS)

    async def _look_at_folder(self) -> None:
        """Notices that the folder is gone, although no room has changed."""
        if self._clock() >= self.folder_at:
            self.folder_at = self._clock() + KEEP_SECONDS
            with contextlib.suppress(OSError):  # who writes next says why
                self._note_loss(
                    await asyncio.get_running_loop().run_in_executor(self._worker, self.folder.open)
                )

    def _note_loss(self, is_lost: bool) -> None:
        """After the folder was lost, no room is written any more."""
        if is_lost:
            tell("folder_lost", LOST, level=logging.WARNING)
            self._written.clear()
            self._next_at.clear()

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

    def _age_of(self, unused_seconds: float) -> int:
        return int(unused_seconds / self._age_seconds)

    def _is_done(self, id: str, wanted: Written) -> bool:
        """Whether nothing more is to be expected: this state or a later one is written, or cannot be."""
        return (id in self._failing and id not in self._waiting) or self._is_kept(id, wanted)

    def _is_kept(self, id: str, wanted: Written) -> bool:
        """Whether this state of a room or a later one is written, or is wanted no more."""
        return id not in self._rooms or self._written.get(id, Written(-1, 0)) >= wanted

    def _done(self, id: str, mark: Written) -> None:
        self._written[id] = mark
        self.progress.set()

    # Loading

    async def _load(self) -> None:
        """Brings back every room of the folder, one after the other; what is none is set aside."""
        loop = asyncio.get_running_loop()
        try:
            for path in await loop.run_in_executor(self._worker, self.folder.files):
                if self._rooms.is_full():
                    tell("rooms_left", MORE_ROOMS, level=logging.WARNING)
                    break
                loaded = await loop.run_in_executor(self._worker, self._load_one, path)
                if loaded is not None:
                    kept, trainer = loaded
                    room = resumed_room(kept, trainer)
                    self._rooms.bring_back(room, kept.unused_seconds)
                    self._done(room.id, Written(room.version, self._age_of(kept.unused_seconds)))
                    self._wake()
        except OSError as error:
            tell("not_loaded", "the data folder cannot be read", level=logging.WARNING, error=_reason(error))
        if len(self._rooms):
            tell("rooms_loaded", rooms=len(self._rooms))

    def _load_one(self, path: Path) -> tuple[KeptRoom, Trainer] | None:
        """Reads a file, on the worker's thread. A file that cannot be opened stays where it is."""
        try:
            kept, trainer = from_bytes(self.folder.read(path))
            if path.stem != kept.id:
                raise KeptError(f"its name is not that of the room in it, {kept.id}")
            return kept, trainer
        except KeptError as error:
            tell("set_aside", str(error), level=logging.WARNING, file=path.name)
            try:
                self.folder.set_aside(path, str(error))
            except OSError as problem:
                tell("not_set_aside", level=logging.WARNING, file=path.name, error=_reason(problem))
        except OSError as error:
            tell("not_loaded", level=logging.WARNING, file=path.name, error=_reason(error))
        return None

    # Writing

    async def _write_newest(self, id: str) -> None:
        """Writes a room, and once more if a newer state of it came meanwhile; the last who writes settles."""
        while id in self._waiting:
            await self._write(*self._waiting.pop(id))
        del self._writing[id]
        if self._is_unsettled and not self._writing:
            self._is_unsettled = False
            await self._settle()

    async def _write(self, version: int, kept: KeptRoom) -> None:
        room = self._rooms.get(kept.id)
        if room is None:
            return
        kept = dataclasses.replace(kept, unused_seconds=self._rooms.unused_seconds(kept.id))
        try:
            is_lost = await asyncio.get_running_loop().run_in_executor(
                self._worker, lambda: self.folder.write(kept.id, to_bytes(kept))
            )
        except Exception as error:  # whatever it is, the next round tries again
            self._failed(room, error)
        else:
            self._note_loss(is_lost)
            self._succeeded(room)
            self._done(kept.id, Written(version, self._age_of(kept.unused_seconds)))

    async def _settle(self) -> None:
        with contextlib.suppress(OSError):  # the next file that is written will fail too
            await asyncio.get_running_loop().run_in_executor(self._worker, self.folder.settle)

    def _failed(self, room: Room, error: Exception) -> None:
        """Logs it once, and notes it in every room that it happens to; the next round tries again."""
        self.failures += 1
        if not self._failing:
            tell("not_kept", NOT_KEPT, level=logging.WARNING, error=_reason(error))
        self._failing.add(room.id)
        room.set_unkept(True)
        self.progress.set()
        self._wake()

    def _succeeded(self, room: Room) -> None:
        self.written += 1
        self._is_unsettled = True
        if room.id in self._failing:
            room.set_unkept(False)
            self._wake()
            self._no_longer_failing(room.id)

    def _no_longer_failing(self, id: str) -> None:
        if id in self._failing:
            self._failing.remove(id)
            if not self._failing:
                tell("kept_again", "rooms are written to the data folder again", level=logging.WARNING)

    async def _remove_forgotten(self) -> None:
        """Removes the files of rooms that are no more; what cannot be removed is tried again."""
        for id in [id for id in self._written if id not in self._rooms]:
            try:
                await asyncio.get_running_loop().run_in_executor(self._worker, self.folder.remove, id)
            except OSError:
                self.failures += 1
            else:
                del self._written[id]
                self._next_at.pop(id, None)
                self.progress.set()
        for id in [id for id in self._failing if id not in self._rooms]:
            self._no_longer_failing(id)


def _reason(error: Exception) -> str:
    """The message of the system, or for a mistake of ours its name too."""
    return (
        getattr(error, "strerror", None) or (str(error) if isinstance(error, OSError) else repr(error))
    ).lower()
