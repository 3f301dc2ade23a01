"""A thread that does jobs in turn and tells the event loop what came of several at once.

To wake the loop is to hand it the interpreter, and a thread that computes may wait a millisecond to have it
back: as long as a small room's job takes. So while other jobs wait, what is done is told a little later.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Given(NamedTuple):
    """A job, and who is told what came of it."""

    act: Callable[[], Any]
    outcome: asyncio.Future[Any]


class Done(NamedTuple):
    """What came of a job: its result or what it has raised."""

    outcome: asyncio.Future[Any]
    result: Any
    error: BaseException | None


class Worker:
    """The thread begins with the first job. `late` is for how many seconds what is done may wait to be told,
    and no longer than until nothing is left to do."""

    def __init__(self, name: str, late: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._late = late
        self._clock = clock
        self._given: SimpleQueue[Given | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def give(self, act: Callable[[], T]) -> asyncio.Future[T]:
        """Leaves a job, on the event loop that is told what comes of it."""
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if not self._thread.is_alive():
            self._thread.start()
        self._given.put(Given(act, outcome))
        return outcome

    def stop(self) -> None:
        """Waits until all is done."""
        if self._thread.is_alive():
            self._given.put(None)
            self._thread.join()

    def _work(self) -> None:
        done: list[Done] = []
        tell_at = 0.0
        while (given := self._given.get()) is not None:
            if not done:
                tell_at = self._clock() + self._late
            done.append(_carried_out(given))
            if self._given.empty() or self._clock() >= tell_at:
                _tell(done)
                done = []
        _tell(done)


def _carried_out(given: Given) -> Done:
    try:
        return Done(given.outcome, given.act(), None)
    except BaseException as error:
        return Done(given.outcome, None, error)


def _tell(done: list[Done]) -> None:
    """Wakes the event loop, if there is something to tell and somebody to hear it."""
    if done:
        with suppress(RuntimeError):  # the loop is closed
            done[0].outcome.get_loop().call_soon_threadsafe(_hear, done)


def _hear(done: list[Done]) -> None:
    """Runs on the event loop."""
    for outcome, result, error in done:
        if outcome.done():  # nobody waits for it any more
            continue
        if error is None:
            outcome.set_result(result)
        else:
            outcome.set_exception(error)
