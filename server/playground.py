"""What one server consists of: its settings, its rooms, the runner and the connections."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from server.messages import CloseCode
from server.outbox import Outbox
from server.rooms import Rooms
from server.runner import Runner
from server.settings import Settings


class Playground:
    """The live parts of an app; made and started on its event loop, and stopped there."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rooms = Rooms(settings)
        self.runner = Runner(self.rooms, settings)
        self._outboxes: set[Outbox] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    @contextmanager
    def connected(self, outbox: Outbox) -> Iterator[None]:
        """A connection exists for as long as the block lasts."""
        self._outboxes.add(outbox)
        self._empty.clear()
        try:
            yield
        finally:
            self._outboxes.discard(outbox)
            if not self._outboxes:
                self._empty.set()

    async def say_goodbye(self, seconds: float) -> None:
        """Tells everybody that the server stops, and waits so long for them to go."""
        for outbox in list(self._outboxes):
            outbox.close(CloseCode.STOPPING)
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            pass
