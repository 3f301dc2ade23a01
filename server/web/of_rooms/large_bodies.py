"""Whose turn it is to send a large body: the server has few of them in memory at once.

A slow browser keeps its turn no longer than `BODY_SECONDS`. From one address, behind which a school may sit,
one has its turn and some wait.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

AT_ONCE = 4
"""Large bodies in memory."""
MOST_WAITING = 40
MOST_WAITING_OF_ADDRESS = 8
TURN_SECONDS = 30.0
"""How long one waits for a turn."""
BODY_SECONDS = 120.0
"""How long a turn lasts at most."""


class Busy(Exception):
    """There is no turn to be had, or it took too long."""


class LargeBodies:
    """The turns of a server; everything on its event loop."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._locks: dict[str, asyncio.Lock] = {}
        self._asked: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Waits for a turn, which lasts as long as the block. Raises Busy."""
        if self._asked[address] >= MOST_WAITING_OF_ADDRESS or self._asked.total() >= MOST_WAITING:
            raise Busy
        self._asked[address] += 1
        lock = self._locks.setdefault(address, asyncio.Lock())
        try:
            async with AsyncExitStack() as held:
                async with asyncio.timeout(TURN_SECONDS):
                    await held.enter_async_context(lock)
                    await held.enter_async_context(self._free)
                async with asyncio.timeout(BODY_SECONDS):
                    yield
        except TimeoutError:
            raise Busy from None
        finally:
            self._asked[address] -= 1
            if not self._asked[address]:
                del self._asked[address], self._locks[address]
