"""Brings classes to the data folder and back: all of them in one file, some seconds after one has changed."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from server.classes.classes import Classes
from server.classes.facts import facts_of
from server.keeping.class_file import NAME, classes_in, to_class_file
from server.keeping.codec import KeptError
from server.keeping.folder import Folder
from server.logs import tell

KEEP_SECONDS = 4.0
DAMAGED = "the classes of the data folder cannot be read; they are lost, and rooms stay"
DAMAGED_CLASS = "a class of the data folder cannot be read; it is lost, and the others stay"
NOT_KEPT = "classes cannot be written to the data folder; they go on, and writing is tried again"
BROKEN = (OSError, KeptError, KeyError, TypeError, ValueError, AttributeError)


class ClassKeeper:
    """The one who writes classes down. `start`, then `finish`; both on the event loop."""

    def __init__(self, classes: Classes, folder: Folder) -> None:
        self.loaded = asyncio.Event()
        self._classes, self._folder = classes, folder
        self._written: list[tuple[str, int]] = []
        self._task: asyncio.Task[None] | None = None
        self._fails = False
        self._worker = ThreadPoolExecutor(1, "keeping classes")  # or what is older might be written later

    def start(self) -> None:
        """Begins to bring the classes back, and then to keep."""
        self._task = asyncio.create_task(self._run(), name="keeping classes")

    async def finish(self) -> None:
        """Writes what is not yet written, and ends; a second time it does nothing."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if self.loaded.is_set():
            await self.keep()
        self._worker.shutdown(wait=False)

    async def _run(self) -> None:
        await self._load()
        self.loaded.set()
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            await self.keep()

    async def _load(self) -> None:
        """Brings the classes back; a file that is none is said and left behind, and so is a class."""
        kept = []
        try:
            data = await asyncio.to_thread(self._folder.read_beside, NAME)
            kept = [] if data is None else list(classes_in(data).values())
        except BROKEN as error:
            tell("not_loaded", DAMAGED, level=logging.WARNING, error=f"{error}"[:200])
        for facts in kept:
            try:
                self._classes.bring_back(facts)
            except BROKEN as error:
                tell("not_loaded", DAMAGED_CLASS, level=logging.WARNING, error=f"{error}"[:200])
        if len(self._classes):
            tell("classes_loaded", classes=len(self._classes))

    async def keep(self) -> None:
        """Writes all classes down, if one has changed."""
        version = [(each.id, each.version) for each in self._classes]
        if version == self._written:
            return
        facts = {each.id: await facts_of(each) for each in list(self._classes)}
        try:
            file = to_class_file(facts)
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._worker, self._folder.write_beside, NAME, file)
        except OSError as error:
            if not self._fails:
                tell("not_kept", NOT_KEPT, level=logging.WARNING, error=f"{error}"[:200])
            self._fails = True
        else:
            self._written, self._fails = version, False
