"""What the hub keeps of rooms and classes: in the data folder, as one process alone would keep it there, or
without one in its memory, as far as that goes.

Nothing of it needs a clock that is right: how long each is kept counts from now, and from the start for what
is found then.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, Protocol

from server.keeping.class_file import NAME, classes_in, entries_of, to_class_file
from server.keeping.codec import KeptError
from server.keeping.folder import SUFFIX, Folder, FolderInUse
from server.logs import tell

MOST_IN_MEMORY = 64 * 1024 * 1024  # bytes; past it what was written longest ago is kept no longer
FLUSH_SECONDS = 1.0
NOT_KEPT = "classes cannot be written to the data folder; they go on, and writing is tried again"
LOST = "the data folder was removed or moved; it is made anew, and rooms are written when they change"
KEPT_AGAIN = "classes are written to the data folder again"


Lock = Callable[[str], AbstractAsyncContextManager[object]]
"""Makes whoever enters it the only one who does something with a name that waits for the disk."""


class States(Protocol):
    """Where the states of names are."""

    async def start(self) -> None:
        """Finds what is there. Raises FolderInUse."""

    async def close(self) -> None:
        """Writes what is not yet written."""

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name."""

    async def write(self, name: str, data: bytes, seconds: float) -> None:
        """Keeps the state of a name for so long. Raises OSError."""

    async def remove(self, name: str) -> None:
        """Forgets the state of a name."""

    def has(self, name: str) -> bool:
        """Whether there is a state of a name, even if its time is over."""

    async def expire(self, lock: Lock = nullcontext) -> list[str]:
        """Forgets what has been kept for long enough; returns the names."""


class MemoryStates:
    """States in memory, within a bound; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_IN_MEMORY) -> None:
        self._clock, self._most = clock, most
        self._held: dict[str, tuple[bytes, float]] = {}  # the one that was written longest ago first
        self._n_bytes = 0

    async def start(self) -> None:
        """There is nothing yet."""

    async def close(self) -> None:
        """It ends with the process."""

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name."""
        data, until = self._held.get(name, (None, 0.0))
        return data if until > self._clock() else None

    async def write(self, name: str, data: bytes, seconds: float) -> None:
        """Keeps the state of a name for so long, unless there is no more room at last."""
        await self.remove(name)
        self._held[name] = data, self._clock() + seconds
        self._n_bytes += len(data)
        while self._n_bytes > self._most:
            await self.remove(next(iter(self._held)))

    async def remove(self, name: str) -> None:
        """Forgets the state of a name."""
        data, _ = self._held.pop(name, (b"", 0.0))
        self._n_bytes -= len(data)

    def has(self, name: str) -> bool:
        """Whether there is a state of a name, even if its time is over."""
        return name in self._held

    async def expire(self, lock: Lock = nullcontext) -> list[str]:
        """Forgets what has been kept for long enough; nothing of it waits for the disk."""
        now = self._clock()
        expired = [name for name, (_, until) in self._held.items() if until <= now]
        for name in expired:
            await self.remove(name)
        return expired


class FolderStates:
    """Rooms as files of the data folder. Classes, codes and invitations, which are small and follow from the
    classes, in memory; all classes in one file, a second after one has changed."""

    def __init__(
        self,
        path: Path,
        room_seconds: float,
        class_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = Folder(path)
        self._room_seconds, self._class_seconds, self._clock = room_seconds, class_seconds, clock
        self._until: dict[str, float] = {}  # of rooms
        self._others = MemoryStates(clock)
        self._changed: set[str] = set()  # classes that are not yet in the file as they are
        self._classes: dict[str, Any] = {}  # facts, as they are in the file
        self._flushing: asyncio.Task[None] | None = None
        self._fails: OSError | None = None
        self._closing = asyncio.Event()

    async def start(self) -> None:
        """Finds the rooms and classes that are there. Raises FolderInUse."""
        until = self._clock() + self._room_seconds
        try:
            await asyncio.to_thread(self._folder.open)
            files = await asyncio.to_thread(self._folder.files)
        except FolderInUse:
            raise
        except OSError as error:
            tell("not_kept", f"the data folder cannot be written: {error}", level=logging.WARNING)
            return
        self._until = {f"room/{path.name.removesuffix(SUFFIX)}": until for path in files}
        await self._load_classes()

    async def close(self) -> None:
        """Writes the classes, and lets others have the folder."""
        self._closing.set()
        if self._flushing is not None:
            await self._flushing
        await asyncio.to_thread(self._folder.close)

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name; none where the file cannot be read."""
        if not name.startswith("room/"):
            return await self._others.read(name)
        if self._until.get(name, 0.0) <= self._clock():
            return None
        path = self._folder.path / "rooms" / (name.removeprefix("room/") + SUFFIX)
        try:
            return await asyncio.to_thread(self._folder.read, path)
        except FileNotFoundError:
            return None
        except KeptError as error:
            tell("not_loaded", str(error), level=logging.WARNING)
            return None

    async def write(self, name: str, data: bytes, seconds: float) -> None:
        """Keeps the state of a name for so long. Raises OSError."""
        if name.startswith("room/"):
            await asyncio.to_thread(self._write_room, name.removeprefix("room/"), data)
            self._until[name] = self._clock() + seconds
            return
        await self._others.write(name, data, seconds)
        if name.startswith("class/"):
            self._note_change(name)
            if self._fails is not None:
                raise self._fails

    async def remove(self, name: str) -> None:
        """Forgets the state of a name."""
        if name.startswith("room/"):
            self._until.pop(name, None)
            with suppress(OSError, ValueError):
                await asyncio.to_thread(self._folder.remove, name.removeprefix("room/"))
            return
        await self._others.remove(name)
        if name.startswith("class/"):
            self._note_change(name)

    def has(self, name: str) -> bool:
        """Whether there is a state of a name, even if its time is over."""
        return name in self._until or self._others.has(name)

    async def expire(self, lock: Lock = nullcontext) -> list[str]:
        """Forgets what has been kept for long enough, and is not written anew meanwhile."""
        now, rooms = self._clock(), list[str]()
        for name in [name for name, until in self._until.items() if until <= now]:
            async with lock(name):
                if self._until.get(name, math.inf) <= now:
                    await self.remove(name)
                    rooms.append(name)
        others = await self._others.expire()
        for name in others:
            if name.startswith("class/"):
                self._note_change(name)
        return rooms + others

    def _write_room(self, id: str, data: bytes) -> None:
        if self._folder.write(id, data):
            tell("folder_lost", LOST, level=logging.WARNING)
        self._folder.settle()

    async def _load_classes(self) -> None:
        try:
            data = await asyncio.to_thread(self._folder.read_beside, NAME)
            self._classes = {} if data is None else classes_in(data)
        except (OSError, KeptError) as error:
            tell("not_loaded", str(error), level=logging.WARNING)
        for id, facts in self._classes.items():
            await self._others.write(f"class/{id}", to_class_file({id: facts}), self._class_seconds)
            for entry in entries_of(facts):
                await self._others.write(entry, id.encode(), self._class_seconds)

    def _note_change(self, name: str) -> None:
        self._changed.add(name)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush(), name="writing classes")

    async def _flush(self) -> None:
        """Writes what has changed, and tries again while the disk refuses it, until the end."""
        while self._changed and not (self._fails and self._closing.is_set()):
            changed, self._changed = self._changed, set()
            data = {name: await self._others.read(name) for name in changed}
            try:
                await asyncio.to_thread(self._write_classes, data)
            except OSError as error:
                if self._fails is None:
                    tell("not_kept", NOT_KEPT, level=logging.WARNING, error=f"{error}"[:200])
                self._fails = error
                self._changed |= changed
            else:
                if self._fails is not None:
                    tell("kept_again", KEPT_AGAIN)
                self._fails = None
            with suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_SECONDS):
                    await self._closing.wait()

    def _write_classes(self, changed: dict[str, bytes | None]) -> None:
        for name, data in changed.items():
            id = name.removeprefix("class/")
            self._classes.pop(id, None)
            if data is not None:
                self._classes[id] = classes_in(data)[id]
        self._folder.write_beside(NAME, to_class_file(self._classes))
