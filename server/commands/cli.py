"""The `playground` command: serve (also when nothing is said), train, sweep, export, lessons, devices,
bench."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from engine.backends.devices import DeviceError, Devices
from server import settings
from server.commands import bench, export, lessons, sweep, train
from server.commands import devices as devices_command
from server.keeping.folder import Folder, FolderInUse
from server.leases import choosing
from server.logs import tell
from server.settings import Settings, SettingsError
from server.version import version
from server.web import serving
from server.web.listening import address_of, listen

FOLDER_SECONDS = 6.0
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
        choosing.check(chosen.valkey)
        return serve(chosen, devices, given[1:])
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


def serve(chosen: Settings, devices: Devices | None = None, options: Sequence[str] = ()) -> int:
    """Serves until somebody stops it; `options` are those of the command line. Raises SettingsError."""
    serving.prepare_process(chosen)
    for name in settings.of_kubernetes(os.environ):
        tell("setting_ignored", NOT_OURS, level=logging.WARNING, variable=name, value=os.environ[name])
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
        if chosen.processes > 1:
            from server.front import front

            front.become(listening, chosen, options)
        server = serving.Server(chosen, address_of(chosen.host, listening), devices)
        code = serving.run(server, [listening])
    serving.end(server)
    return code


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
