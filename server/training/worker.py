"""A thread that does jobs in turn and reports to the event loop what came of several at once.

To wake the loop is to hand it the interpreter, and a thread that computes may wait a millisecond to have it
back: as long as a small room's job takes. So while other jobs wait, what is done is reported a little later.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


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
        reports: list[Callable[[], None]] = []
        report_at = 0.0
        while (job := self._jobs.get()) is not None:
            if not reports:
                report_at = self._clock() + self._late
            act, outcome = job
            try:
                reports.append(partial(_report, outcome, outcome.set_result, act()))
            except BaseException as error:
                reports.append(partial(_report, outcome, outcome.set_exception, error))
            if self._jobs.empty() or self._clock() >= report_at:
                _wake(outcome.get_loop(), reports)
                reports = []
        if reports:
            _wake(outcome.get_loop(), reports)


def _wake(loop: asyncio.AbstractEventLoop, reports: list[Callable[[], None]]) -> None:
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(_run_all, reports)


def _run_all(reports: list[Callable[[], None]]) -> None:
    """Runs on the event loop."""
    for report in reports:
        report()


def _report(outcome: asyncio.Future[Any], settle: Callable[[Any], None], value: Any) -> None:
    if not outcome.done():  # or it is awaited no more
        settle(value)
