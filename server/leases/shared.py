"""The leases of one of several servers, over a store that they share. See `Leases`."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import ParamSpec

from server.bus.store import StoreFull, StoreLost
from server.leases.clock import elapsed
from server.leases.lease_store import STAMP, Holder, LeaseStore, Renewal
from server.leases.leases import (
    MOST_BYTES,
    MOST_NAME,
    MOST_NAMES,
    RENEW_SECONDS,
    SECONDS,
    HeldByNamesake,
    LeasesFull,
    LeasesLost,
)
from server.logs import logger, tell

ANSWER_SECONDS = 1.5  # whatever the store has, so that renewing is tried in time
SETTLE_SECONDS = 3.0  # so long after the store was gone, until all others have renewed what they have
CLOSE_SECONDS = 0.5  # to let others have what is held, when the server ends
AT_ONCE = 500  # leases in one call
FAILURES = 2  # in a row: then the store is gone
LOST = "the store of rooms and classes does not answer; they go on where they are, and are not kept meanwhile"
GONE = "the store of rooms and classes does not answer"
BACK = "the store of rooms and classes answers again"


P = ParamSpec("P")


class SharedLeases:
    """Leases over a store; `clock` counts seconds, also those for which the machine sleeps.

    Nobody else can have a name of ours before `SECONDS` have passed since a renewal was begun that the store
    has answered. While it does not answer, names stay ours, since where they are they can go on at least. A
    process that has slept does not know which of the two it was: for it nothing is ours until the
    store has said so, or has failed to for as long as a lease lasts.
    """

    def __init__(self, store: LeaseStore, replica: str, clock: Callable[[], float] = elapsed) -> None:
        self.replica = replica
        self._store, self._clock = store, clock
        self._process = secrets.token_hex(STAMP // 4)
        self._n_taken = 0
        self._held: dict[str, str] = {}
        self._sure_until = self._settled_at = clock()
        self._woken_at: float | None = None
        self._known: set[str] = set()  # names that the store has known as ours
        self._is_gone, self._n_failures, self._n_lost = False, 0, 0
        self._told_lost: list[Callable[[str, str], None]] = []
        self._told_answering: list[Callable[[bool], None]] = []
        self._due = asyncio.Event()
        self._renewing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def answering(self) -> bool:
        """Whether the store answers, as far as is known."""
        return not self._is_gone

    def holds(self, name: str) -> bool:
        """Whether a name is ours, as far as is known now."""
        return name in self._held and self._clock() < self._sure_until

    def claim(self, name: str) -> None:
        """Takes a name that nobody can have. Raises LeasesFull."""
        self._check(name)
        self._held[name] = self._stamp()
        self._due.set()

    async def take(self, name: str) -> str:
        """Takes a name that nobody has; returns whose it is then. Raises LeasesLost or LeasesFull."""
        self._check(name)
        if name in self._held:
            return self.replica
        async with self._turn():
            if self._clock() < self._settled_at:
                return self._settled(await self._store.where(name)) or ""
            stamp = self._stamp()
            found = await self._store.take(name, stamp)
            if found.stamp == stamp:
                self._held[name] = stamp
                return self.replica
        return self._settled(found) or ""

    async def where(self, name: str) -> str | None:
        """Returns whose a name is, None where nobody has it. Raises LeasesLost."""
        if name in self._held:
            return self.replica
        with self._asking():
            found = await self._store.where(name)
        return self._settled(found)

    async def release(self, name: str) -> None:
        """Lets another take a name; its state stays."""
        stamp = self._held.pop(name, None)
        if stamp is not None:
            with suppress(LeasesLost):
                async with self._turn():
                    await self._store.release([(name, stamp)])

    async def remove(self, name: str) -> None:
        """Ends a name that is ours, with its state."""
        stamp = self._held.pop(name, None)
        if stamp is not None:
            with suppress(LeasesLost):
                async with self._turn():
                    await self._store.remove(name, stamp)

    async def write(self, name: str, data: bytes, seconds: float) -> bool:
        """Keeps the state of a name for so long; False where it is ours no longer. Raises LeasesLost or
        LeasesFull."""
        if len(data) > MOST_BYTES:
            raise LeasesFull(f"a state must have at most {MOST_BYTES} bytes, got {len(data)}")
        is_written: bool | None = False
        for _ in range(2):
            stamp = self._held.get(name)
            if stamp is None:
                return False
            with self._asking():
                is_written = await self._store.write(name, stamp, data, seconds)
            if is_written:
                return True
            async with self._turn():  # says whether it is lost, or tells the store that we have it
                await self._register([name])
        return False

    async def read(self, name: str) -> bytes | None:
        """Returns the state of a name, whoever has it. Raises LeasesLost."""
        with self._asking():
            return await self._store.read(name)

    async def names(self, kind: str) -> dict[str, str]:
        """Returns the names of a kind with whose they are. Raises LeasesLost."""
        with self._asking():
            return await self._store.names(kind)

    def on_lost(self, told: Callable[[str, str], None]) -> None:
        """`told` gets each name that is ours no longer, and whose it is now."""
        self._told_lost.append(told)

    def on_answering(self, told: Callable[[bool], None]) -> None:
        """`told` gets False when the store stops answering, and True when all is to be written anew."""
        self._told_answering.append(told)

    async def start(self) -> None:
        """Begins to renew; does not wait for the store. A second time it does nothing."""
        if self._task is not None:
            return
        self._sure_until = self._clock() + SECONDS
        self._task = asyncio.create_task(self._work(), name="leases")

    async def close(self) -> None:
        """Lets others have all that is held, and ends within a second."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        leases, self._held = list(self._held.items()), {}
        if leases and self.answering:
            with suppress(StoreLost, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._store.release(leases)
        await self._store.close()

    def _check(self, name: str) -> None:
        if not 0 < len(name) <= MOST_NAME:
            raise ValueError(f"a name must have 1 to {MOST_NAME} characters, got {len(name)}")
        if len(self._held) >= MOST_NAMES and name not in self._held:
            raise LeasesFull(f"one server may have at most {MOST_NAMES} names")

    def _stamp(self) -> str:
        self._n_taken += 1
        return f"{self._process}{self._n_taken:0{STAMP // 2}x}"

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """The store is asked. Raises LeasesLost at once while it is gone, and LeasesFull."""
        if self._is_gone:
            raise LeasesLost(GONE)
        try:
            yield
        except StoreFull as error:
            raise LeasesFull(str(error)) from error
        except (StoreLost, TimeoutError) as error:
            self._n_lost += 1
            raise LeasesLost(str(error) or GONE) from error

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """The store is asked in turn with renewals. Who waits while another gets no answer fails with them,
        so that renewing never waits for long. Raises as `_asking` does."""
        n_lost = self._n_lost
        async with self._renewing:
            if self._n_lost != n_lost:
                raise LeasesLost(GONE)
            with self._asking():
                async with asyncio.timeout(ANSWER_SECONDS):
                    yield

    def _settled(self, holder: Holder | None) -> str | None:
        """Returns whose a name is that we do not have. Raises LeasesLost where that may change in a moment:
        after the store was gone, and while it is that of a process which had our name and has ended."""
        if holder is not None and holder.replica == self.replica:
            raise HeldByNamesake(f"{self.replica} had this before it was started anew; its lease ends soon")
        if holder is None and self._clock() < self._settled_at:
            raise LeasesLost("the store has just come back, and not all servers have theirs again")
        return None if holder is None else holder.replica

    async def _work(self) -> None:
        next_at = self._clock()
        while True:
            self._due.clear()
            try:
                if self._clock() >= next_at:
                    next_at = self._clock() + RENEW_SECONDS
                    await self._renew()
                else:
                    with suppress(LeasesLost):
                        async with self._turn():
                            await self._register([name for name in self._held if name not in self._known])
            except Exception:
                logger.exception("leases are renewed again after an error of the server's own")
            with suppress(TimeoutError):
                async with asyncio.timeout(next_at - self._clock()):
                    await self._due.wait()

    async def _renew(self) -> None:
        """Asks the store for all that is held; whoever is concerned is told what has become of it."""
        async with self._renewing:
            began = self._clock()
            if self._woken_at is None and began >= self._sure_until:
                self._woken_at = began
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    is_emptied = await self._register(list(self._held))
            except (StoreLost, TimeoutError) as error:
                self._n_lost += 1
                self._did_not_answer(began, str(error) or GONE)
                return
            self._sure_until, self._woken_at = began + SECONDS, None
        self._answered(is_emptied)

    async def _register(self, names: list[str]) -> bool:
        """Lets the store know that names are ours, and tells of those that are so no longer. Returns whether
        it has forgotten some that it knew. Raises StoreLost."""
        leases = [(name, self._held[name]) for name in names if name in self._held]
        answers: list[Renewal] = []
        for place in range(0, max(len(leases), 1), AT_ONCE):
            answers += await self._store.renew(leases[place : place + AT_ONCE])
        found = [
            (name, answer)
            for (name, stamp), answer in zip(leases, answers, strict=True)
            if self._held.get(name) == stamp
        ]
        is_emptied = any(answer.is_anew and name in self._known for name, answer in found)
        for name, answer in found:
            if answer.is_ours:
                self._known.add(name)
            else:
                del self._held[name]
                self._tell(self._told_lost, name, "" if answer.replica == self.replica else answer.replica)
        self._known &= self._held.keys()
        return is_emptied

    def _answered(self, is_emptied: bool) -> None:
        was_gone, self._n_failures = self._is_gone, 0
        self._is_gone = False
        if was_gone:
            self._settled_at = self._clock() + SETTLE_SECONDS
            tell("store_answers", BACK, names=len(self._held))
        if was_gone or is_emptied:
            self._tell(self._told_answering, True)

    def _did_not_answer(self, began: float, why: str) -> None:
        self._n_failures += 1
        if self._woken_at is None or began - self._woken_at > SECONDS:
            self._sure_until, self._woken_at = began + SECONDS, None
        if self._n_failures >= FAILURES and not self._is_gone:
            self._is_gone = True
            tell("store_lost", LOST, level=logging.WARNING, error=why[:200])
            self._tell(self._told_answering, False)

    def _tell(self, listeners: list[Callable[P, None]], *news: P.args, **named: P.kwargs) -> None:
        for each in list(listeners):
            try:
                each(*news, **named)
            except Exception:
                logger.exception("others are told too after an error of the server's own")
