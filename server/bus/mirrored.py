"""A bus whose tables are elsewhere, for several servers: what is put here is known here at once, and is told
there as soon as the store answers.

A mirror in memory answers while the store is gone. What the store has lost is put again by who had put it.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from server.bus.bus import Subscription
from server.bus.mirror import Mirror
from server.bus.store import NOWHERE, BusStore, Position, Reading, StoreFull, StoreLost, TableNews
from server.logs import logger, tell

MOST_ASKED = 10_000  # questions on their way
MOST_EPOCHS = 16  # that are remembered as past
BEAT_SECONDS = 1.0  # how often a store is asked for nothing, to notice that it is gone
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # before a lost store is tried again
MEND_SECONDS = 3.0  # until all servers have put again what the store has lost
CLOSE_SECONDS = 0.5  # for what has yet to be sent
FAILURES = 3  # in a row: then the store is gone
LOST = "the store of the bus does not answer; a class is as far as this server knows it meanwhile"
BACK = "the store of the bus answers again"
FULL = "the store of the bus has no room for another table; what others put into it is not known here"


class Asked(NamedTuple):
    """A question that waits for its answer."""

    table: str
    key: str | None
    answer: "asyncio.Future[Reading]"


class MirroredBus:
    """A bus over a store; `clock` is monotonic seconds. See `Bus`."""

    def __init__(self, store: BusStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._by = secrets.token_hex(8)
        self._mirror = Mirror(clock, self._by)
        self._seen = NOWHERE
        self._past: deque[str] = deque(maxlen=MOST_EPOCHS)
        self._beat_at = 0.0
        self._mended_at: float | None = None
        self._unread: set[str] = set()
        self._unheard: set[str] = set()
        self._asked: list[Asked] = []
        self._due = asyncio.Event()
        self._is_deaf = False  # nothing is told of any more
        self._is_gone = True  # the store does not answer
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many tables are known here."""
        return len(self._mirror.local)

    def put(self, table: str, key: str, value: bytes, seconds: float) -> None:
        """Gives a key its value, for so many seconds. Raises BusFull."""
        self._mirror.put(table, key, value, seconds)
        self._due.set()

    def drop(self, table: str, key: str | None = None) -> None:
        """Takes a key away, or the whole table."""
        self._mirror.drop(table, key)
        self._due.set()

    def renew(self, table: str, seconds: float, key: str | None = None) -> None:
        """Lets a key, or all of a table, last for so many seconds more from now at least; nobody is told."""
        self._mirror.renew(table, seconds, key)
        self._due.set()

    async def get(self, table: str, key: str) -> bytes | None:
        """Returns the value of a key, if there is one; where the store is gone, as far as is known here."""
        with suppress(StoreLost):
            found = (await self._ask(table, key)).values.get(key)
            return None if found is None else found.value
        return await self._mirror.local.get(table, key)

    async def values(self, table: str) -> dict[str, bytes]:
        """Returns all keys of a table with their values; where the store is gone, as far as is known here."""
        with suppress(StoreLost):
            return {key: each.value for key, each in (await self._ask(table, None)).values.items()}
        return await self._mirror.local.values(table)

    def subscribe(self, table: str, wake: Callable[[], None]) -> Subscription:
        """Begins with what is known here of a table; what else is in it follows."""
        made = MirroredSubscription(self, table, self._mirror.local.subscribe(table, wake))
        if self._mirror.hear(table):
            self._unread.add(table)
            self._due.set()
        return made

    def unsubscribe(self, table: str) -> None:
        """One does not listen any more."""
        if self._mirror.unhear(table):
            self._unread.discard(table)
            self._unheard.add(table)
            self._due.set()

    def expire(self) -> None:
        """Takes away what has expired; who has subscribed is told that it is gone."""
        self._mirror.expire()

    async def start(self) -> None:
        """Begins to tell the store and to be told."""
        self._is_gone = False
        self._task = asyncio.create_task(self._work(), name="bus")

    async def close(self) -> None:
        """Ends; what has been put stays in the store until it expires."""
        if self._task is not None:
            with suppress(StoreLost, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._ask("", "")  # is answered after all that waits has been sent
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _ask(self, table: str, key: str | None) -> Reading:
        """Asks the store, after it has been told of all that is put until now. Raises StoreLost."""
        if self._is_gone or len(self._asked) >= MOST_ASKED:
            raise StoreLost("the store of the bus does not answer")
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._asked.append(Asked(table, key, answer))
        self._due.set()
        return await answer

    async def _work(self) -> None:
        pause, n_failures = FIRST_PAUSE, 0
        try:
            while True:
                try:
                    self._is_deaf = False
                    await self._store.open(self._by, self._told, self._lost)
                    self._unread.update(self._mirror.heard)
                    await self._send_nothing()
                    if n_failures >= FAILURES:
                        tell("bus_answers", BACK)
                    self._is_gone, pause, n_failures = False, FIRST_PAUSE, 0
                    while True:
                        await self._turn()
                except StoreLost as error:
                    n_failures += 1
                    if n_failures == FAILURES:
                        tell("bus_lost", LOST, level=logging.WARNING, error=f"{error}"[:200])
                except Exception:
                    logger.exception("the bus goes on after an error of the server's own")
                self._give_up()
                await self._store.close()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._give_up()
            await self._store.close()

    def _give_up(self) -> None:
        """Whoever waits for an answer of the store gets none."""
        self._is_gone = True
        asked, self._asked = self._asked, []
        for each in asked:
            if not each.answer.done():
                each.answer.set_exception(StoreLost("the store of the bus does not answer"))

    async def _turn(self) -> None:
        """Waits for something to do with the store, and does all of it."""
        await self._wait()
        while self._mirror.outgoing:
            await self._send()
        while self._unheard:
            table = self._unheard.pop()
            if table not in self._mirror.heard:
                await self._store.unlisten(table)
        while self._unread:
            await self._read(self._unread.pop())
        while self._asked:
            table, key, answer = self._asked[0]
            reading = await self._store.read(table, key, self._seen)
            self._reach(reading.position)
            del self._asked[0]
            if not answer.done():
                answer.set_result(reading)

    async def _wait(self) -> None:
        left = self._beat_at - self._clock()
        if left > 0 and not (self._mirror.outgoing or self._asked or self._unread):
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._due.wait()
        self._due.clear()
        if self._is_deaf:
            raise StoreLost("changes of the bus are told of no longer")
        now = self._clock()
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            await self._store.beat()
            await self._send_nothing()
        if self._mended_at is not None and self._mended_at <= now:
            self._mended_at = None
            self._unread.update(self._mirror.heard)

    async def _send_nothing(self) -> None:
        """Learns where the store is in its count."""
        self._reach(await self._store.change([], self._seen))

    async def _send(self) -> None:
        """Tells the store of some of the changes."""
        taken, changes = self._mirror.outgoing.take(self._mirror.change)
        try:
            position = await self._store.change(changes, self._seen)
        except BaseException:
            self._mirror.outgoing.put_back(taken)
            raise
        self._mirror.sent(changes, position)
        self._reach(position)

    async def _read(self, table: str) -> None:
        """Listens to a table, and takes over what stands in it, unless the store has no room for it."""
        heard = self._mirror.heard.get(table)
        if heard is None:
            return
        heard.held_back = []
        try:
            await self._store.listen(table)
            reading = await self._store.read(table, None, self._seen)
        except StoreFull as error:
            heard.held_back = None
            tell("bus_full", FULL, level=logging.WARNING, error=f"{error}")
            return
        except BaseException:
            heard.held_back = None
            self._unread.add(table)
            raise
        if not self._reach(reading.position) and self._mirror.heard.get(table) is heard:
            self._mirror.read(table, reading, is_all=self._mended_at is None)

    def _reach(self, position: Position) -> bool:
        """Notes how far the store has counted; returns whether it counts anew. It has lost what it had then:
        what is ours is put again, and the tables that are listened to are read anew."""
        before, self._seen = self._seen, position
        if position.epoch == before.epoch:
            self._seen = max(before, position)
            return False
        self._past.append(before.epoch)
        if before != NOWHERE:
            self._mended_at = self._clock() + MEND_SECONDS
        self._unread.update(self._mirror.heard)
        self._mirror.begin_again(position.epoch)
        return True

    def _lost(self) -> None:
        self._is_deaf = True
        self._due.set()

    def _told(self, table: str, told: TableNews) -> None:
        """A table has changed."""
        if table not in self._mirror.heard or told.position.epoch in self._past:
            return
        if told.position.epoch == self._seen.epoch:
            self._mirror.told(table, told)
        else:
            self._reach(told.position)
            self._due.set()


class MirroredSubscription:
    """What has changed in one table of the mirror since it was last taken."""

    def __init__(self, bus: MirroredBus, table: str, inner: Subscription) -> None:
        self._bus, self._table, self._inner = bus, table, inner
        self._is_open = True

    def take(self) -> dict[str, bytes | None]:
        """Returns the newest value of each key that has changed; None: it is gone."""
        return self._inner.take()

    def close(self) -> None:
        """Ends it; nothing is told any more."""
        if self._is_open:
            self._is_open = False
            self._inner.close()
            self._bus.unsubscribe(self._table)
