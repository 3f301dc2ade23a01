"""A flag and a mailbox to wait for, as asyncio has them, for less memory: 100 bytes instead of thousands.

Each of asyncio's own makes room for 64 waiters in advance; here hundreds of browsers have one each.
"""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Flag:
    """Is up or down; one can wait until it goes up. Like `asyncio.Event`."""

    __slots__ = ("_is_up", "_waiting")

    def __init__(self, is_up: bool = False) -> None:
        self._is_up = is_up
        self._waiting: tuple[asyncio.Future[None], ...] = ()

    def is_set(self) -> bool:
        """Whether it is up."""
        return self._is_up

    def set(self) -> None:
        """Goes up; whoever waits goes on, even if it is down again by then."""
        self._is_up = True
        for each in self._waiting:
            if not each.done():
                each.set_result(None)

    def clear(self) -> None:
        """Goes down."""
        self._is_up = False

    async def wait(self) -> None:
        """Waits until it is up."""
        if self._is_up:
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = (*self._waiting, mine)
        try:
            await mine
        finally:
            self._waiting = tuple(each for each in self._waiting if each is not mine)


class Mailbox(Generic[T]):
    """What comes first goes first. As much of `asyncio.Queue` as one reader needs."""

    __slots__ = ("_is_filled", "_items")

    def __init__(self) -> None:
        self._items: list[T] = []
        self._is_filled = Flag()

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._items

    def put_nowait(self, item: T) -> None:
        """Adds something."""
        self._items.append(item)
        self._is_filled.set()

    async def get(self) -> T:
        """Waits for something, and takes it out."""
        while not self._items:
            self._is_filled.clear()
            await self._is_filled.wait()
        return self._items.pop(0)
