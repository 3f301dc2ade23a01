"""Several servers in one process and on one event loop, which share a bus and leases in memory."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from server.bus import MemoryBus
from server.leases.clock import elapsed
from server.leases.shared import SharedLeases
from server.settings import Settings
from server.web.listening import listen
from server.web.serving import Server
from tests.server.leases.lease_store import MemoryLeaseStore, Shelf
from tests.server.servers.live import SECONDS, Live

T = TypeVar("T")


class Ahead:
    """A clock of leases that can be set ahead: for who reads it, it is as if they had slept."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return elapsed() + self.seconds


class Replicas:
    """The servers r1, r2, … and what they share."""

    def __init__(self, n: int, settings: dict[str, Any]) -> None:
        self.shelf, self.bus = Shelf(), MemoryBus()
        self.stores = [MemoryLeaseStore(self.shelf, f"r{i + 1}") for i in range(n)]
        self.clocks = [Ahead() for _ in self.stores]
        self.leases = [
            SharedLeases(store, store.replica, clock)
            for store, clock in zip(self.stores, self.clocks, strict=True)
        ]
        self._settings = settings
        self.lives: list[Live] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def __getitem__(self, number: int) -> Live:
        """The server r1 has the number 1."""
        return self.lives[number - 1]

    async def there(self, act: Callable[[], T]) -> T:
        """Lets something happen on the event loop of the servers; returns what came of it."""

        async def work() -> T:
            return act()

        return await self.lives[0].there(work())

    async def until(self, is_so: Callable[[], object]) -> None:
        """Waits until something holds on the event loop of the servers."""

        async def work() -> None:
            while not is_so():
                await asyncio.sleep(0.005)

        await self.lives[0].there(work())

    async def lose(self, number: int) -> None:
        """A server cannot reach the others any more, and what it had is nobody's, as after some seconds."""

        def cut_off() -> None:
            self.stores[number - 1].is_cut = True
            self.shelf.expire(f"r{number}")

        await self.there(cut_off)

    def sleep(self, number: int, seconds: float = 30.0) -> None:
        """A server has slept, and cannot reach the others yet."""
        self.stores[number - 1].is_cut = True
        self.clocks[number - 1].seconds += seconds

    async def find(self, number: int) -> None:
        """A server reaches the others again."""
        self.stores[number - 1].is_cut = False
        await self.lives[0].there(self.leases[number - 1]._renew())

    async def _serve(self, listening: list[socket.socket], started: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        waiting = set(range(len(listening)))

        def has_started(number: int) -> None:
            waiting.discard(number)
            if not waiting:
                started.set_result(None)

        for number, leases in enumerate(self.leases):
            chosen = Settings(
                host="127.0.0.1", port=0, device="numpy", replica=leases.replica, **self._settings
            )
            server = Server(chosen, shared=(self.bus, leases))
            server.on_start = lambda number=number: has_started(number)  # type: ignore[misc]
            self.lives.append(Live(server, listening[number].getsockname()[1], self._loop))
        await asyncio.gather(
            *(live.server.serve([each]) for live, each in zip(self.lives, listening, strict=True))
        )


@contextmanager
def replicas(n: int = 2, **settings: Any) -> Iterator[Replicas]:
    """Several servers for as long as the block lasts."""
    made = Replicas(n, settings)
    with ExitStack() as doors:
        listening = [doors.enter_context(listen("127.0.0.1", 0)) for _ in range(n)]
        started: Future[None] = Future()
        thread = threading.Thread(target=lambda: asyncio.run(made._serve(listening, started)))
        thread.start()
        try:
            started.result(SECONDS)
            yield made
        finally:
            for each in made.lives:
                each.server.should_exit = True
            thread.join(SECONDS)
            assert not thread.is_alive()
