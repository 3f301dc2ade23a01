"""The first process of a server of several: the door, the children behind it, and what they share. It loads
no engine and no app."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from server import logs, settings
from server.front.channel import CAN_HAND_OVER, Message, Says
from server.front.children import Children, NotStarted
from server.front.door import Door
from server.front.hub import Hub
from server.front.hub_states import FolderStates, MemoryStates, States
from server.keeping.folder import FolderInUse
from server.logs import tell
from server.settings import Settings, SettingsError
from server.web.listening import address_of, most_connections, say_where

SIGNALS = (signal.SIGTERM, signal.SIGINT)
NO_PLACE = "the processes find no place for what they share: name a folder with TMPDIR, writable and short"
STOP_SECONDS = 4.9  # a child ends itself sooner


def become(listening: socket.socket, chosen: Settings, options: Sequence[str]) -> None:
    """Makes this process the front, of the socket and the options of `playground serve`. Does not come back:
    what was loaded to read the options is not what a front needs. Raises SettingsError."""
    if chosen.replica or chosen.valkey:
        raise SettingsError(
            "a server of several processes needs no valkey, and is no replica: use processes or these two"
        )
    if not CAN_HAND_OVER:
        raise SettingsError("more than one process needs a system that hands over sockets: Linux or macOS")
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until there is somebody to handle them
    listening.set_inheritable(True)
    os.execv(sys.executable, command("front", listening.fileno(), *options))


def command(role: str, *arguments: object) -> list[str]:
    """Returns the command of a front or child."""
    return [sys.executable, "-m", "server.front", role, *map(str, arguments)]


def main(arguments: Sequence[str]) -> int:
    """Runs the front until somebody stops it; returns its exit code."""
    file, *options = arguments
    chosen = settings.from_command_line(options, os.environ)
    logs.set_up(chosen.log_format, chosen.log_level, name="front")
    most_connections()
    return asyncio.run(Front(chosen, options, socket.socket(fileno=int(file))).run())


def states_of(chosen: Settings) -> States:
    """Returns where rooms and classes are kept."""
    if not chosen.data:
        return MemoryStates()
    return FolderStates(Path(chosen.data).absolute(), chosen.forget_seconds, chosen.class_seconds)


class Front:
    """The door, the hub, the children, and how they stop."""

    def __init__(self, chosen: Settings, options: Sequence[str], listening: socket.socket) -> None:
        self._chosen, self._options, self._listening = chosen, options, listening
        listening.set_inheritable(False)
        self._address = address_of(chosen.host, listening)
        self._is_told = False
        self._hub = Hub(states_of(chosen))

    async def run(self) -> int:
        """Serves until a signal comes; returns the exit code."""
        stopped = asyncio.Event()
        for each in SIGNALS:  # another signal changes nothing: stopping takes a few seconds and no more
            asyncio.get_running_loop().add_signal_handler(each, stopped.set)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        try:
            await self._hub.start()
        except FolderInUse as error:
            tell("not_started", str(error), level=logging.ERROR)
            return 1
        except OSError as error:
            tell("not_started", f"{NO_PLACE} ({error})", level=logging.ERROR)
            await self._hub.close()
            return 1
        try:
            return await self._serve(stopped)
        finally:
            await self._hub.close()

    async def _serve(self, stopped: asyncio.Event) -> int:
        """Keeps the processes running until they are to stop; returns the exit code."""
        children = Children(self._chosen.processes, self._command, self._hear)
        self._door = Door(self._listening, self._chosen, children)
        waiting = asyncio.create_task(stopped.wait(), name="waiting for a signal")
        running = asyncio.create_task(children.run(), name="running the processes")
        await asyncio.wait((waiting, running), return_when=asyncio.FIRST_COMPLETED)
        self._door.close()
        if not running.done():
            tell("stopping")
            is_well = await children.stop(STOP_SECONDS)
            await running
            return 0 if is_well else 1
        waiting.cancel()
        try:
            await running
        except NotStarted as error:
            tell("not_started", str(error), level=logging.ERROR)
        return 1

    def _command(self, file: int, name: str) -> list[str]:
        return command("child", file, name, self._hub.path, *self._options)

    def _hear(self, message: Message) -> None:
        if message.says is Says.READY:
            if not self._is_told:
                self._is_told = True
                say_where(self._address)
            self._door.somebody_is_ready()
        elif message.connection is not None:
            self._door.let_in(message.connection, message.begun)
