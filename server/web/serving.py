"""A server from its start to its end: what its process needs, and uvicorn, which says goodbye first."""

import asyncio
import gc
import logging
import os
import socket
import sys
import threading
import time
from types import FrameType

import uvicorn
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from engine.backends.devices import Devices
from server import logs
from server.bus import Bus
from server.leases import Leases, choosing
from server.leases.own_name import NameInUse, take_name
from server.logs import tell
from server.playground import Playground
from server.settings import Settings
from server.web.app import create_app
from server.web.listening import say_where
from server.web.sockets import wire

LAST_SECONDS = 4.7  # after which a server that still stops is ended
GOODBYE_SECONDS = 1
HEARING_SECONDS = 1.5  # for the other side's part of the goodbye
LOOK_SECONDS = 0.02


def prepare_process(chosen: Settings) -> None:
    """Gives a process that serves its log, in which a replica has its name, and its threads their turns."""
    logs.set_up(chosen.log_format, chosen.log_level, name=chosen.replica)
    sys.setswitchinterval(0.001)
    threadpool_limits(1)


def run(server: "Server", sockets: list[socket.socket]) -> int:
    """Serves until somebody stops it; returns the exit code."""
    gc.collect()
    gc.freeze()  # what is loaded stays; the collector need not walk through it again and again
    server.run(sockets=sockets)
    return 1 if server.is_refused else 0


def end(server: "Server") -> None:
    """Ends the process when a compiler is still at work, which could neither be stopped nor waited for."""
    if server.is_preparing_devices():
        sys.stdout.flush()
        logs.flush()
        os._exit(0)


class Server(uvicorn.Server):
    """Uvicorn, which prints our address when it listens and lets everybody know before it stops."""

    def __init__(
        self,
        chosen: Settings,
        address: str = "",
        devices: Devices | None = None,
        shared: tuple[Bus, Leases] | None = None,
    ) -> None:
        self._address = address
        self._devices = devices or Devices()
        self._shared = shared or choosing.chosen(chosen.replica, chosen.valkey)
        self._app = create_app(chosen, self._devices, self._shared)
        self.is_refused = False  # the name of this server is another's
        super().__init__(self.make_config(chosen))

    def make_config(self, chosen: Settings) -> uvicorn.Config:
        """Returns how uvicorn runs the app."""
        return wire.config(self._app, chosen)

    def is_preparing_devices(self) -> bool:
        """Whether a compiler may be at work in its thread."""
        return self._devices.is_preparing

    def on_start(self) -> None:
        """Called when the server listens; replaced by who wants to know."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then says where, unless there is no address to say. Does not start where another server has
        its name."""
        if not await self._has_name():
            self.should_exit = True
            return
        await super().startup(sockets)
        if self._address:
            say_where(self._address)
        self.on_start()

    async def _has_name(self) -> bool:
        """Takes the name of this server among those that share the work, if it has one; returns whether it
        may start."""
        _, leases = self._shared
        await leases.start()
        try:
            await take_name(leases, lambda: self.should_exit)
        except NameInUse as error:
            tell("not_started", str(error), level=logging.ERROR)
            self.is_refused = True
        if self.is_refused or self.should_exit:
            await leases.close()
            return False
        return True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins to stop. Another signal changes nothing: stopping takes a few seconds and no more."""
        if not self.should_exit:
            self.should_exit = True
            last = threading.Timer(LAST_SECONDS, _give_up)
            last.daemon = True
            last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes nobody in any more and says goodbye with our own code before uvicorn closes with its own."""
        for each in self.servers:
            each.close()
        playground: Playground = self._app.state.playground
        await playground.say_goodbye(GOODBYE_SECONDS)
        await asyncio.gather(self._hear_out(HEARING_SECONDS), playground.keep_all())
        await super().shutdown(sockets)

    async def _hear_out(self, seconds: float) -> None:
        """Waits until the browsers have answered the goodbye; after so many seconds the others are cut off.

        A connection that is closed before its last messages are read loses what was sent to it last.
        """
        until = time.monotonic() + seconds
        while (left := self._sockets()) and time.monotonic() < until:
            await asyncio.sleep(LOOK_SECONDS)
        for each in left:
            each.transport.abort()

    def _sockets(self) -> list[WebSocketsSansIOProtocol]:
        return [each for each in self.server_state.connections if isinstance(each, WebSocketsSansIOProtocol)]


def _give_up() -> None:
    """Ends the process when stopping hangs, on a disk that does not answer perhaps."""
    tell("stopped_late", "stopping took too long; something was given up", level=logging.WARNING)
    logs.flush()
    os._exit(1)
