"""What one server consists of: its settings, its rooms, the runner and the connections."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.folder import Folder, FolderInUse
from server.keeper import Keeper
from server.logs import tell
from server.messages import CloseCode
from server.outbox import Outbox
from server.rooms import Rooms
from server.runner import Runner
from server.settings import Settings

KEEPING_SECONDS = 2.0  # for the last writing when the server stops


class Playground:
    """The live parts of an app; made and started on its event loop, and stopped there."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rooms = Rooms(settings)
        self.runner = Runner(self.rooms, settings)
        self.keeper = self._make_keeper()
        self.loaded = self.keeper.loaded if self.keeper else asyncio.Event()
        self.draining = False
        self._outboxes: set[Outbox] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    def _make_keeper(self) -> Keeper | None:
        """Returns who writes rooms down, if a data folder is named. Raises FolderInUse."""
        if not self.settings.data:
            return None
        folder = Folder(Path(self.settings.data).absolute())
        try:
            folder.open()
        except FolderInUse:
            raise
        except OSError as error:
            tell("not_kept", f"the data folder cannot be written: {error}", level=logging.WARNING)
        return Keeper(self.rooms, folder, self.runner.wake, self.settings.forget_seconds)

    def start(self) -> None:
        """Lets the rooms train, and those come back that were kept."""
        if self.keeper is None:
            self.loaded.set()
        else:
            self.runner.keep = self.keeper.receive
            self.keeper.start()
        self.runner.start()

    async def stop(self) -> None:
        """Keeps what is not yet kept, and ends."""
        self.runner.only_keeps = True
        if self.keeper is not None:
            await self.keeper.finish(KEEPING_SECONDS)
        await self.runner.stop()

    @contextmanager
    def connected(self, outbox: Outbox) -> Iterator[None]:
        """A connection exists for as long as the block lasts."""
        self._outboxes.add(outbox)
        self._empty.clear()
        if self.draining:
            outbox.close(CloseCode.STOPPING)
        try:
            yield
        finally:
            self._outboxes.discard(outbox)
            if not self._outboxes:
                self._empty.set()

    async def say_goodbye(self, seconds: float) -> None:
        """Tells everybody, also who comes now, that the server stops, and waits so long for them to go."""
        self.draining = True
        for outbox in list(self._outboxes):
            outbox.close(CloseCode.STOPPING)
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            pass
