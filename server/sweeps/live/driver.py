"""Lets a sweep be trained, in a thread of its own: the event loop waits for none of it."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

from engine.reasons import Reason, ReasonError, one_line
from server.saved.values import SweptRow
from server.sweeps.executors import Where, Workers
from server.sweeps.live.reasons import ServedReason
from server.sweeps.live.told import packed_row
from server.sweeps.plan import SweepPlan
from server.sweeps.running import Halted, Key, told_of
from server.sweeps.strategies import Value


class Driver:
    """One run of a sweep, from its beginning or from where it was, to its end or until it is halted.

    `on_news` is called on the event loop when there is something new: rows to be `taken`, how many networks
    train, that it `is_over`, and then perhaps `why`, where it did not come to its end.
    """

    def __init__(
        self, plan: SweepPlan, device: str, done: Mapping[Key, Value], next_number: int, workers: Workers
    ) -> None:
        self.n_training = 0
        self.where: Where = "cores"
        self.n_workers = 0
        self.is_over = self.is_halted = False
        self.why: Reason | None = None
        self.plan, self._device, self._workers = plan, device, workers
        self._done, self._next_number = dict(done), next_number
        self._halt: Future[None] = Future()
        self._end: Future[None] = Future()
        self._rows: deque[SweptRow] = deque()
        self._is_told = True

    def start(self, name: str, on_news: Callable[["Driver"], object]) -> None:
        """Begins, on the event loop."""
        self._loop, self._on_news = asyncio.get_running_loop(), on_news
        Thread(target=self._work, name=f"sweep {name}", daemon=True).start()

    def halt(self, at_once: bool = False) -> None:
        """Ends it when the networks that train are done, or at once, also where it was to end softly."""
        wish = self._end if at_once else self._halt
        if not wish.done():
            wish.set_result(None)

    def taken(self) -> list[SweptRow]:
        """The rows that are new."""
        rows = []
        with suppress(IndexError):
            while True:
                rows.append(self._rows.popleft())
        return rows

    def _work(self) -> None:
        try:
            self._train()
        except Halted:
            self.is_halted = True
        except ReasonError as error:
            self.why = error.reason
        except Exception as error:  # whatever: the sweep stands still and says so, the server goes on
            self.why = ServedReason("sweep_failed", error=one_line(error)[:300])
        self.is_over = True
        self._tell()

    def _train(self) -> None:
        place = self._workers.executor(self._device)
        self.where, self._count = place.where, place.counted
        rows = told_of(
            packed_row,
            self.plan,
            place.executor,
            self._device,
            place.counted,
            done=self._done,
            halt=self._halt,
            end=self._end,
            training=self._hear,
        )
        for number, row in enumerate(rows, self._next_number):
            self._rows.append(row._replace(number=number))
            self._tell()

    def _hear(self, n_training: int) -> None:
        self.n_training, self.n_workers = n_training, self._count()
        self._tell()

    def _tell(self) -> None:
        """Says that there is news, once for all that has come meanwhile."""
        if self._is_told:
            self._is_told = False
            with suppress(RuntimeError):  # the event loop is closed: the server has stopped
                self._loop.call_soon_threadsafe(self._listen)

    def _listen(self) -> None:
        self._is_told = True
        self._on_news(self)
