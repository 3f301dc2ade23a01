"""The `playground` command: serve (also when nothing is said), train, sweep, export, lessons, devices,
bench."""

import argparse
import asyncio
import gc
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

import uvicorn
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from engine.backends.devices import DeviceError, Devices
from server import logs, settings
from server.commands import bench, export, lessons, sweep, train
from server.commands import devices as devices_command
from server.keeping.folder import Folder, FolderInUse
from server.logs import tell
from server.playground import Playground
from server.settings import Settings, SettingsError
from server.version import version
from server.web.app import create_app
from server.web.sockets import wire

SEND_BUFFER_BYTES = 32 * 1024  # the system doubles it; no more waits there for a browser
SILENT_MILLISECONDS = 20_000  # after so long without an answer of the other machine a connection is given up
FOLDER_SECONDS = 6.0
LAST_SECONDS = 4.7  # after which a server that still stops is ended
GOODBYE_SECONDS = 1
HEARING_SECONDS = 1.5  # for the other side's part of the goodbye
LOOK_SECONDS = 0.02
NOT_OURS = "this is the address of a service, which Kubernetes puts there; use the option to set it"
CLOSED_PIPE = 128 + 13  # as of a program that SIGPIPE ends


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code. It ends in silence when nobody reads what it says."""
    sys.stdout, sys.stderr = (each or _nobody() for each in (sys.stdout, sys.stderr))
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return CLOSED_PIPE
    finally:
        _leave_closed_pipes()


def _nobody() -> TextIO:
    """Returns what takes what is said to nobody, where a stream was closed from the start."""
    return open(os.devnull, "w", encoding="utf-8")


def _leave_closed_pipes() -> None:
    """Lets Python have nothing to say, when it ends, to a pipe that nobody reads."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "serve")
    options = make_parser().parse_args(given)
    if options.command == "train":
        return train.run(options)
    if options.command == "sweep":
        return sweep.run(options)
    if options.command == "export":
        return export.run(options)
    if options.command == "lessons":
        return lessons.run(options)
    if options.command == "devices":
        return devices_command.run(options)
    if options.command == "bench":
        return bench.run(options)
    try:
        chosen, devices = settings.from_environment(os.environ, vars(options)), Devices()
        devices.check(chosen.device)
        return serve(chosen, devices)
    except (SettingsError, DeviceError) as error:
        print(f"playground: {error}", file=sys.stderr)
        return 2


def make_parser() -> argparse.ArgumentParser:
    """Returns the parser of the command line."""
    parser = argparse.ArgumentParser("playground", description="A neural network playground for the browser.")
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(dest="command", required=True)
    settings.add_arguments(
        commands.add_parser("serve", help="start the server (what happens without a command)")
    )
    train.add_arguments(commands.add_parser("train", help="train a link without a browser"))
    sweep.add_arguments(commands.add_parser("sweep", help="train many networks that differ in a few fields"))
    export.add_arguments(
        commands.add_parser("export", help="train a link and write its network for other programs")
    )
    lessons.add_arguments(commands.add_parser("lessons", help="look through lessons that were written"))
    devices_command.add_arguments(
        commands.add_parser("devices", help="list what can compute here, and how fast")
    )
    bench.add_arguments(commands.add_parser("bench", help="measure how fast this machine trains"))
    return parser


def serve(chosen: Settings, devices: Devices | None = None) -> int:
    """Serves until somebody stops it."""
    logs.set_up(chosen.log_format, chosen.log_level)
    for name in settings.of_kubernetes(os.environ):
        tell("setting_ignored", NOT_OURS, level=logging.WARNING, variable=name, value=os.environ[name])
    sys.setswitchinterval(0.001)
    threadpool_limits(1)
    try:
        listening = listen(chosen.host, chosen.port)
    except OSError as error:
        print(
            f"playground: cannot listen on {chosen.host} port {chosen.port}: {_reason(error)}",
            file=sys.stderr,
        )
        return 1
    with listening:
        try:
            wait_for_folder(chosen.data)
        except FolderInUse as error:
            print(f"playground: {error}; name another with --data", file=sys.stderr)
            return 1
        server = Server(chosen, listening, devices)
        gc.collect()
        gc.freeze()  # what is loaded stays; the collector need not walk through it again and again
        server.run(sockets=[listening])
    if server.is_preparing_devices():
        _end_now()
    return 0


def wait_for_folder(data: str) -> None:
    """Waits for a server that is just stopping to let go of the data folder. Raises FolderInUse."""
    until = time.monotonic() + FOLDER_SECONDS
    while data:
        folder = Folder(Path(data))
        try:
            folder.open()
            return
        except FolderInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        except OSError:  # training goes on without; the keeper says so
            return
        finally:
            folder.close()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def listen(host: str, port: int) -> socket.socket:
    """Returns a listening socket whose connections buffer little and notice when the other side is gone."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MILLISECONDS)
        listening.bind(address)
        listening.listen(2048)
    except BaseException:
        listening.close()
        raise
    return listening


class Server(uvicorn.Server):
    """Uvicorn, which prints our address when it listens and lets everybody know before it stops."""

    def __init__(self, chosen: Settings, listening: socket.socket, devices: Devices | None = None) -> None:
        self._address = address_of(chosen.host, listening)
        self._devices = devices or Devices()
        self._app = create_app(chosen, self._devices)
        super().__init__(wire.config(self._app, chosen))

    def is_preparing_devices(self) -> bool:
        """Whether a compiler may be at work in its thread."""
        return self._devices.is_preparing

    def on_start(self) -> None:
        """Called when the server listens; replaced by who wants to know."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then says where."""
        await super().startup(sockets)
        with suppress(BrokenPipeError):  # nobody wants to know
            print(
                f"Playground is at {self._address}\n", end="", flush=True
            )  # in one piece, whoever else writes
        self.on_start()

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


def _end_now() -> None:
    """Ends the process although a compiler is at work, which could neither be stopped nor waited for."""
    sys.stdout.flush()
    logs.flush()
    os._exit(0)


def _give_up() -> None:
    """Ends the process when stopping hangs, on a disk that does not answer perhaps."""
    tell("stopped_late", "stopping took too long; something was given up", level=logging.WARNING)
    logs.flush()
    os._exit(1)


def address_of(host: str, listening: socket.socket) -> str:
    """Returns the address to open in a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    port = listening.getsockname()[1]
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
