"""Brings rooms to the data folder and back. Threads of its own write, so that nothing waits for the disk."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from engine.training.trainer import Trainer
from server.keeping.codec import KeptError
from server.keeping.folder import Folder
from server.keeping.kept import KeptRoom, from_bytes, to_bytes
from server.keeping.notes import resumed_room
from server.keeping.writer import KEEP_SECONDS, RoomWriter, Written, reason_of
from server.logs import logger, tell
from server.rooms.room import Room
from server.rooms.rooms import Rooms

WRITERS = 8  # files on their way to the disk at once: each waits for it, and a disk takes many as fast as one
LOST = "the data folder was removed while the server ran; it is made anew, and all rooms are written again"
MORE_ROOMS = "the data folder has more rooms than max_rooms allows; the oldest stay there, unused"


class Keeper(RoomWriter):
    """The one who writes rooms to the data folder."""

    not_kept = "rooms cannot be written to the data folder; training goes on, and writing is tried again"
    kept_again = "rooms are written to the data folder again"

    def __init__(
        self,
        rooms: Rooms,
        folder: Folder,
        wake: Callable[[], None],
        forget_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(rooms, wake, forget_seconds, clock)
        self.folder = folder
        self.folder_at = clock() + KEEP_SECONDS
        self._is_unsettled = False
        self._worker = ThreadPoolExecutor(WRITERS, "keeping")

    async def _begin(self) -> None:
        try:
            await self._load()
        except Exception:
            logger.exception("the data folder could not be loaded")

    async def _look_after(self) -> None:
        await self._look_at_folder()
        await self._remove_forgotten()

    async def _put(self, room: Room, kept: KeptRoom) -> None:
        is_lost = await asyncio.get_running_loop().run_in_executor(
            self._worker, lambda: self.folder.write(kept.id, to_bytes(kept))
        )
        self._is_unsettled = True
        self._note_loss(is_lost)

    async def _settle(self) -> None:
        if self._is_unsettled:
            self._is_unsettled = False
            with contextlib.suppress(OSError):  # the next file that is written will fail too
                await asyncio.get_running_loop().run_in_executor(self._worker, self.folder.settle)

    def _end(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        self.folder.close()

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
            tell(
                "not_loaded", "the data folder cannot be read", level=logging.WARNING, error=reason_of(error)
            )
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
                tell("not_set_aside", level=logging.WARNING, file=path.name, error=reason_of(problem))
        except OSError as error:
            tell("not_loaded", level=logging.WARNING, file=path.name, error=reason_of(error))
        return None

    async def _remove_forgotten(self) -> None:
        """Removes the files of rooms that are no more; what cannot be removed is tried again."""
        for id in [id for id in self._written if id not in self._rooms]:
            try:
                await asyncio.get_running_loop().run_in_executor(self._worker, self.folder.remove, id)
            except OSError:
                self.failures += 1
            else:
                self.forget(id)
        for id in [id for id in self._failing if id not in self._rooms]:
            self._no_longer_failing(id)
