"""Several servers' ends of one bus and of one store of leases, without the servers: for the tests of both."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from server.bus import Bus
from server.leases import Leases
from tests.server.people.own_time import OwnTime

WITHIN = 15  # seconds, on a busy machine


async def until(is_so: Callable[[], Any], within: float = WITHIN) -> Any:
    """Lets the event loop go on until something is so; returns what was found to be so."""
    async with asyncio.timeout(within):
        while not (found := is_so()):
            await asyncio.sleep(0.005)
    return found


class Listener:
    """Who listens to a table, with all that they know of it."""

    def __init__(self, bus: Bus, table: str) -> None:
        self._bus = bus
        self.known: dict[str, bytes] = {}
        self.gone: list[str] = []
        self.calls = 0
        self._subscription = bus.subscribe(table, self._wake)

    def _wake(self) -> None:
        self.calls += 1
        for key, value in self._subscription.take().items():
            if value is None:
                self.known.pop(key, None)
                self.gone.append(key)
            else:
                self.known[key] = value

    async def knows(self, wanted: dict[str, bytes]) -> None:
        """Waits until exactly this is known."""

        def is_known() -> bool:
            self._bus.expire()
            return self.known == wanted

        try:
            await until(is_known)
        except TimeoutError:
            raise AssertionError(f"known is {self.known}, wanted {wanted}") from None

    def close(self) -> None:
        """Listens no longer."""
        self._subscription.close()


async def found(asked: Callable[[], Any], wanted: Any) -> None:
    """Asks again until the answer is the one wanted."""
    answer: Any = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WITHIN):
            while (answer := await asked()) != wanted:
                await asyncio.sleep(0.005)
    assert answer == wanted


class Told:
    """What somebody with leases is told."""

    def __init__(self, leases: Leases) -> None:
        self.lost: list[tuple[str, str]] = []
        self.answering: list[bool] = []
        leases.on_lost(lambda name, replica: self.lost.append((name, replica)))
        leases.on_answering(self.answering.append)


@contextlib.asynccontextmanager
async def begun(*parts: Bus | Leases) -> AsyncIterator[None]:
    """They have started, for as long as the block lasts; each ends within a second."""
    for each in parts:
        await each.start()
    try:
        yield
    finally:
        for each in parts:
            own = OwnTime()
            await each.close()
            assert own.seconds() < 1.0, f"{each} took too long to end"
