"""A thread that does jobs in turn and reports to the event loop what came of several at once.

To wake the loop is to hand it the interpreter, and a thread that computes may wait a millisecond to have it
back: as long as a small room's job takes. So while other jobs wait, what is done is reported a little later.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

Report = tuple[asyncio.Future[Any], Callable[[Any], None], Any]
"""A future, and how and to what it is to be settled."""


class Worker:
    """The thread begins with the first job. `late` is for how many seconds what is done may wait to be
    reported, and no longer than until nothing is left to do."""

    def __init__(self, name: str, late: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._late = late
        self._clock = clock
        self._jobs: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def give(self, act: Callable[[], T]) -> asyncio.Future[T]:
        """Leaves a job; what it returns or raises is reported on the caller's event loop."""
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if not self._thread.is_alive():
            self._thread.start()
        self._jobs.put((act, outcome))
        return outcome

    def stop(self) -> None:
        """Waits until all is done."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def _work(self) -> None:
        done: list[Report] = []
        report_at = 0.0
        while (job := self._jobs.get()) is not None:
            if not done:
                report_at = self._clock() + self._late
            act, outcome = job
            try:
                done.append((outcome, outcome.set_result, act()))
            except BaseException as error:
                done.append((outcome, outcome.set_exception, error))
            if self._jobs.empty() or self._clock() >= report_at:
                _report(done)
                done = []
        _report(done)


def _report(done: list[Report]) -> None:
    """Wakes the event loop, if there is something to report."""
    if done:
        with suppress(RuntimeError):  # the loop is closed
            done[0][0].get_loop().call_soon_threadsafe(_settle, done)


def _settle(done: list[Report]) -> None:
    """Runs on the event loop."""
    for outcome, settle, value in done:
        if not outcome.done():  # or it is awaited no more
            settle(value)
