"""A child of the front: a whole server, whose connections come from the front instead of a port."""

import asyncio
import functools
import os
import shutil
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import uvicorn

from server import settings
from server.front.channel import Channel, Message, Says
from server.front.moving import MovableConnection
from server.front.request_line import RequestLine
from server.leases import choosing
from server.settings import Settings
from server.web import serving
from server.web.sockets import wire

HERE_SECONDS = 1.0  # how often the front is told that this child does what it should


def main(arguments: Sequence[str]) -> int:
    """Serves until the front stops it, or is gone; returns the exit code."""
    file, name, hub, *options = arguments
    front = os.getppid()
    chosen = of_child(settings.from_command_line(options, os.environ), name)
    serving.prepare_process(chosen)
    to_front = socket.socket(fileno=int(file))
    to_front.setblocking(False)
    to_front.set_inheritable(False)
    replica = Replica(chosen, to_front, hub)
    code = serving.run(replica, [])
    if os.getppid() != front:  # it was killed, and took nothing away
        shutil.rmtree(Path(hub).parent, ignore_errors=True)
    serving.end(replica)
    return code


def of_child(chosen: Settings, name: str) -> Settings:
    """Returns the settings of one child: it is a replica, and has its share of the processes that train
    sweeps."""
    cores = chosen.sweep_processes or os.cpu_count() or 1
    share = max(1, cores // chosen.processes)
    return replace(chosen, processes=1, replica=name, sweep_processes=share)


class Replica(serving.Server):
    """The server of a child; its number is that of its prefix."""

    def __init__(self, chosen: Settings, front: socket.socket, hub: str) -> None:
        self.number = int(chosen.replica.removeprefix("p"))
        self.line = RequestLine(chosen.root_path)
        self._to_front = front
        self._arriving: set[asyncio.Task[None]] = set()
        super().__init__(chosen, shared=choosing.chosen(chosen.replica, hub=hub))

    def make_config(self, chosen: Settings) -> uvicorn.Config:
        """Returns how uvicorn runs the app, with connections that can go to other children."""
        return wire.config(self._app, chosen, functools.partial(MovableConnection, self))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then takes connections of the front."""
        await super().startup(sockets)
        if not self.started:
            return
        self._front = Channel(self._to_front, self._hear, self._front_is_gone)
        self._front.send(Says.READY)
        self._telling = asyncio.create_task(self._tell_that_it_is_here(), name="telling the front")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more, then says goodbye."""
        self._front.send(Says.STOPPING)
        await super().shutdown(sockets)
        self._telling.cancel()
        self._front.close()

    def move(self, child: int, begun: bytes, connection: socket.socket) -> bool:
        """Gives a connection to another child, with what was read of a request; returns whether it went."""
        return self._front.send(Says.CONNECTION, child, begun, connection)

    def _hear(self, message: Message) -> None:
        if message.connection is None:
            return
        if self.should_exit:  # it was on its way while we began to stop
            self.move(0, message.begun, message.connection)
            message.connection.close()
            return
        arriving = asyncio.create_task(self._arrive(message.connection, message.begun))
        self._arriving.add(arriving)
        arriving.add_done_callback(self._arriving.discard)

    async def _arrive(self, connection: socket.socket, begun: bytes) -> None:
        """Serves a connection as uvicorn does one that it has accepted."""
        make = cast(Callable[..., MovableConnection], self.config.http_protocol_class)
        protocol = make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        protocol.begun = begun
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, connection)
        except OSError:  # whoever it was is gone
            connection.close()

    async def _tell_that_it_is_here(self) -> None:
        while True:
            await asyncio.sleep(HERE_SECONDS)
            self._front.send(Says.HERE)

    def _front_is_gone(self) -> None:
        self.handle_exit(signal.SIGTERM, None)
