"""A process that trains: the other end of `server/sweeps/pool.py`. It does the tasks that come on standard
input, one after the other, and ends when that ends, whatever it is doing: then nobody waits for it."""

import os
import pickle
import signal
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from engine.reasons import one_line
from server.sweeps.tasks import carried_out

AFTER_OTHERS = 19
"""How much later than others a process of a sweep gets its turn, as `nice` counts: as late as there is."""


def main() -> None:
    """Does what comes until nothing can come any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its processes
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _be_modest()
    tasks: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(sys.stdin.buffer, tasks), daemon=True).start()
    while True:
        answers.write(pickle.dumps(_done(tasks.get())))
        answers.flush()


def _read(stream: BinaryIO, tasks: SimpleQueue[bytes]) -> None:
    with suppress(Exception):
        while True:
            tasks.put(pickle.load(stream))
    os._exit(0)


def _done(data: bytes) -> tuple[bool, bytes]:
    """Whether a task went well, and its result, or else its error."""
    try:
        task, arguments, named = pickle.loads(data)
        return True, pickle.dumps(carried_out(task, *arguments, **named), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # whoever waits for the result gets it
        return False, _sendable(error)


def _sendable(error: Exception) -> bytes:
    """An error as bytes; one that cannot be sent by what it says."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
        return data
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {one_line(error)}"))


def _be_modest() -> None:
    with suppress(AttributeError, OSError):  # not on every system
        os.nice(AFTER_OTHERS)
    with suppress(AttributeError, OSError):  # Linux: runs longer at a time, and wakes up nobody's turn
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
