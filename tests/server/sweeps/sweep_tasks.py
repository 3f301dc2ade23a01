"""Tasks that processes of a sweep do in tests: a process finds them here by their names."""

import os
import signal
import sys
import threading
from pathlib import Path

from engine.backends.cores import n_cores
from engine.backends.devices import DeviceError


class Stubborn(Exception):
    """An error that cannot be made again from what is sent."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def told(name: str) -> tuple[int, int, int, str | None]:
    """The process, on how many cores it computes, how late its turn comes, and a variable."""
    return os.getpid(), n_cores(), os.getpriority(os.PRIO_PROCESS, 0), os.environ.get(name)


def die_at_first(path: Path, times: int) -> str:
    """Kills the process that does it, so often; then it goes well."""
    with path.open("a") as file:
        file.write("x")
    if path.stat().st_size <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def hold(path: Path) -> None:
    """Says by a pipe that it has begun, and never ends."""
    path.write_text(str(os.getpid()))
    threading.Event().wait()


def talk() -> str:
    """Says something, as a library may, and returns."""
    sys.stdout.write("hello\n")
    sys.stdout.flush()
    os.write(1, b"hello\n")
    return "done"


def fail_without_device() -> None:
    """Raises what an engine raises that has no such device."""
    raise DeviceError("unknown_device", allowed="numpy", got="abacus")


def fail_stubbornly() -> None:
    """Raises what cannot be sent."""
    raise Stubborn("this", "that")
