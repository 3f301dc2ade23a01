"""What the processes of one server share, in the first of them: the bus, the leases and the data folder.

Each process has a few connections to a Unix socket in a folder that is open to this user alone. Questions of
one connection are answered one after the other.
"""

import asyncio
import itertools
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from server.bus.hub_line import ANSWER, FULL, LOST, HubFrame, read_frame, to_frame
from server.front.hub_peer import HubPeer, Shared
from server.front.hub_states import States
from server.logs import logger

EXPIRE_SECONDS = 10.0


class Hub:
    """The hub; `start`, then `close`, both on the event loop."""

    def __init__(self, states: States) -> None:
        self._states, self._shared = states, Shared(states)
        self._numbers = itertools.count(1)
        self._folder = ""
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._expiring: asyncio.Task[None] | None = None

    @property
    def path(self) -> str:
        """The path of the socket."""
        return str(Path(self._folder) / "hub")

    async def start(self) -> None:
        """Finds what is kept, and listens. Raises FolderInUse, or OSError where the system's folder for what
        is temporary cannot have the socket."""
        await self._states.start()
        self._folder = tempfile.mkdtemp(prefix="playground-")
        self._server = await asyncio.start_unix_server(self._serve, self.path)
        self._expiring = asyncio.create_task(self._expire(), name="expiring")

    async def close(self) -> None:
        """Answers nobody any more, and writes what is not yet written."""
        if self._server is not None and self._expiring is not None:
            self._server.close()
            tasks = [self._expiring, *self._serving]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        await self._states.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers on one connection until it ends."""
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        peer = HubPeer(next(self._numbers), self._shared, writer)
        try:
            while True:
                writer.write(await self._answer(peer, await read_frame(reader)))
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            peer.end()
            writer.close()
            self._serving.discard(task)

    async def _answer(self, peer: HubPeer, frame: HubFrame) -> bytes:
        try:
            return to_frame(ANSWER, *await peer.answer(frame))
        except (OSError, ValueError) as error:
            return to_frame(FULL, [str(error)])
        except Exception as error:
            logger.exception("a question to the hub failed")
            return to_frame(LOST, [str(error)])

    async def _expire(self) -> None:
        while True:
            await asyncio.sleep(EXPIRE_SECONDS)
            with suppress(OSError):
                await self._shared.expire()
