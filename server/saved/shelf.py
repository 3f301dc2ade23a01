"""The saved states, kept classes and sweeps as the event loop knows them.

Nothing that trains or serves ever waits for their database.

A thread of its own does everything with the database, one thing after the other. Only so many may wait for
it, and who waits too long gets a sentence. It is opened when it is first needed; until then nothing of it is
loaded.
"""

import asyncio
import contextlib
import importlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.classes.reasons import ClassReason
from server.logs import tell
from server.messages.reasons import RoomReason
from server.saved.links import saved_link
from server.saved.state import SavedState, from_bytes, to_bytes
from server.saved.values import (
    FILE,
    ClassLimits,
    Counts,
    KeptClass,
    KeptPlace,
    Limits,
    SavedPlace,
    SweepLimits,
)
from server.settings import Settings

if TYPE_CHECKING:
    from server.saved.kept_sweeps import KeptSweeps
    from server.saved.stores import Stores

T = TypeVar("T")

MOST_WAITING = 64
"""Things that wait for the database at once."""
WAIT_SECONDS = 6.0
"""How long somebody waits for it."""
SWEEP_SECONDS = 600.0
"""How often what has ended is looked for."""
FIRST_SWEEP_SECONDS = 20.0
READ_AT_ONCE = 1
"""States that are read or written as bytes at once: it takes time from what trains."""
SECRET_BYTES = 16
"""Of what opens a class: 128 random bits, so that nobody finds one by trying."""
DAY = 86_400
UNREACHABLE = "the database of the saved states does not answer as it should; training goes on"


class Shelf:
    """Where saved states, classes and sweeps are kept. `start`, then `close`; all on the event loop."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.failures = 0
        self.counts: Counts | None = None
        self.class_counts: Counts | None = None
        self.sweep_counts: Counts | None = None
        self._settings, self._clock = settings, clock
        self._folder = Path(settings.data).absolute() if settings.data else None
        self._is_failing = False
        self._free = threading.BoundedSemaphore(MOST_WAITING)
        self._stores: Stores | None = None
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._worker = ThreadPoolExecutor(1, "saved states")
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def keeps(self) -> bool:
        """Whether there is a place for any of it at all."""
        return bool(self._settings.database or self._folder)

    @property
    def seconds(self) -> float:
        """For how long a state is kept."""
        return self._settings.saved_days * DAY

    def start(self) -> None:
        """Begins to remove what has ended."""
        if self.keeps:
            self._sweeping = asyncio.create_task(self._sweep_for_ever(), name="sweeping saved states")

    async def close(self) -> None:
        """Ends; what waits for the database gets no answer any more."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        if self.keeps:
            with contextlib.suppress(RuntimeError):  # it is closed already
                self._worker.submit(self._close_stores)
        self._worker.shutdown(wait=False)

    async def add(self, content: bytes, address: str) -> SavedPlace:
        """Keeps a state that came from an address. Raises ReasonError; then nothing is kept."""
        return await self._kept(
            lambda stores: stores.states.add(content, address),
            lambda stores, made: stores.states.remove(made.id, made.secret),
        )

    async def get(self, id: str) -> bytes:
        """The state at an address. Raises ReasonError, the same for one that has ended and one that never
        was."""
        content = await self._done(lambda stores: stores.states.get(id))
        if content is None:
            raise ReasonError(RoomReason("saved_unknown"))
        return content

    async def opened(self, link: str | None) -> tuple[SavedState, Trainer] | None:
        """The saved state that a link means, and a trainer that goes on from it; None for the link of an
        experiment. Raises ReasonError."""
        found = saved_link(link)
        if found is None:
            return None
        return await self.read(found.content if found.id is None else await self.get(found.id))

    async def read(self, content: bytes) -> tuple[SavedState, Trainer]:
        """The state in some bytes, and a trainer that goes on from it. Raises ReasonError."""
        async with self._reading:
            return await asyncio.to_thread(from_bytes, content)

    async def write(self, state: SavedState) -> bytes:
        """A state as bytes. Raises ReasonError where they are too many."""
        async with self._reading:
            return await asyncio.to_thread(to_bytes, state)

    async def remove(self, id: str, secret: str) -> None:
        """Deletes a state. Raises ReasonError, the same for an unknown one and a wrong secret."""
        if not await self._done(lambda stores: stores.states.remove(id, secret)):
            raise ReasonError(RoomReason("saved_unknown"))
        await self._count()

    async def keep_class(self, content: bytes, address: str) -> KeptPlace:
        """Keeps the archive of a class that came from an address. Raises ReasonError; then nothing is kept,
        also where the database comes to it when nobody waits any more."""
        self.check_keeps_classes()
        secret = secrets.token_urlsafe(SECRET_BYTES)
        ends_at = await self._kept(
            lambda stores: stores.classes.add(secret, content, address),
            lambda stores, _: stores.classes.remove(secret),
        )
        return KeptPlace(secret, ends_at)

    def check_keeps_classes(self) -> None:
        """Raises ReasonError where there is no place for classes."""
        if not self.keeps:
            raise ReasonError(ClassReason("kept_nowhere"))

    async def kept_class(self, secret: str) -> KeptClass:
        """The class that a secret opens. Raises ReasonError, the same for one that has ended and one that
        never was."""
        found = await self._done(lambda stores: stores.classes.get(secret))
        if found is None:
            raise ReasonError(RoomReason("saved_unknown"))
        return found

    async def piece_of_class(self, secret: str, number: int) -> bytes:
        """A piece of the archive of the class that a secret opens. Raises ReasonError."""
        found = await self._done(lambda stores: stores.classes.piece(secret, number))
        if found is None:
            raise ReasonError(RoomReason("saved_unknown"))
        return found

    async def remove_class(self, secret: str) -> None:
        """Deletes the class that a secret opens. Raises ReasonError."""
        if not await self._done(lambda stores: stores.classes.remove(secret)):
            raise ReasonError(RoomReason("saved_unknown"))
        await self._count()

    async def of_sweeps(
        self, act: "Callable[[KeptSweeps], T]", take_back: "Callable[[KeptSweeps], object] | None" = None
    ) -> T:
        """What comes of something that is done with the sweeps in the database. What is done only when nobody
        waits for it any more is taken back. Raises ReasonError."""
        return await self._done(
            lambda stores: act(stores.sweeps),
            None if take_back is None else lambda stores, _: take_back(stores.sweeps),
        )

    async def sweep(self) -> None:
        """Removes all that has ended, a little in each transaction."""
        while await self._done(lambda stores: stores.sweep()):
            pass
        await self._count()

    async def _count(self) -> None:
        """Counts for figures alone, where that can be: what was done before is done."""
        with contextlib.suppress(ReasonError):
            counted = await self._done(lambda stores: stores.counts())
            self.counts, self.class_counts, self.sweep_counts = counted

    async def _kept(self, act: "Callable[[Stores], T]", take_back: "Callable[[Stores, T], object]") -> T:
        """As `_done`, for what is to be kept; also taken back where nobody waits for its count any more."""
        made = await self._done(act, take_back)
        try:
            await self._count()
        except asyncio.CancelledError:
            self._undo(take_back, made)
            raise
        return made

    async def _sweep_for_ever(self) -> None:
        await asyncio.sleep(FIRST_SWEEP_SECONDS)
        while True:
            if await asyncio.to_thread(self.is_there):
                with contextlib.suppress(ReasonError):
                    await self.sweep()
            await asyncio.sleep(SWEEP_SECONDS)

    def is_there(self) -> bool:
        """Whether there is a database that may have something."""
        return bool(self._settings.database) or (self._folder is not None and (self._folder / FILE).exists())

    async def _done(
        self, act: "Callable[[Stores], T]", take_back: "Callable[[Stores, T], object] | None" = None
    ) -> T:
        """What comes of something that is done with the database. What is done only when nobody waits for it
        any more is taken back, by something that gets what came of it. Raises ReasonError."""
        if not self.keeps:
            raise ReasonError(RoomReason("saved_not_kept"))
        if not self._free.acquire(blocking=False):
            raise ReasonError(RoomReason("saved_unreachable"))
        running = self._worker.submit(self._act, act)
        running.add_done_callback(lambda _: self._free.release())
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                result = await asyncio.shield(asyncio.wrap_future(running))
        except ReasonError:
            raise
        except asyncio.CancelledError:
            if take_back is not None:
                self._call_off(running, take_back)
            raise
        except Exception as error:  # of the system, of SQLAlchemy, of a driver, or that it took too long
            self._call_off(running, take_back)
            self._failed(error)
            raise ReasonError(RoomReason("saved_unreachable")) from error
        self._succeeded()
        return result

    def _call_off(self, running: "Future[T]", take_back: "Callable[[Stores, T], object] | None") -> None:
        """Sees to it that something is not done, or is undone where that comes too late."""
        if not running.cancel() and take_back is not None:
            running.add_done_callback(lambda done: self._take_back(done, take_back))

    def _take_back(self, done: "Future[T]", take_back: "Callable[[Stores, T], object]") -> None:
        if done.exception() is None:
            self._undo(take_back, done.result())

    def _undo(self, take_back: "Callable[[Stores, T], object]", made: T) -> None:
        """Undoes what was done all the same, in the database's thread."""
        with contextlib.suppress(RuntimeError):  # the server has stopped
            self._worker.submit(self._act, lambda stores: take_back(stores, made))

    def _act(self, act: "Callable[[Stores], T]") -> T:
        """Does something with the database, in its thread."""
        if self._stores is None:
            self._stores = self._opened()
        return act(self._stores)

    def _close_stores(self) -> None:
        """Lets go of the database, in its thread: what comes before this may only now open it."""
        stores, self._stores = self._stores, None
        if stores is not None:
            stores.close()

    def _opened(self) -> "Stores":
        settings = self._settings
        limits = Limits(self.seconds, settings.max_saved_per_address, settings.max_saved_mb * 1_000_000)
        class_limits = ClassLimits(
            settings.kept_days * DAY,
            settings.max_kept_classes,
            settings.max_kept_classes_per_address,
            settings.max_kept_mb * 1_000_000,
        )
        sweep_limits = SweepLimits(
            settings.max_sweeps, settings.max_sweeps_per_address, settings.max_sweeps_mb * 1_000_000
        )
        module = importlib.import_module("server.saved.stores")
        stores: Stores = module.Stores(
            settings.database or self._folder, limits, class_limits, sweep_limits, self._clock
        )
        return stores

    def _failed(self, error: Exception) -> None:
        """Logs it once, until it works again."""
        self.failures += 1
        if not self._is_failing:
            tell("saved_unreachable", UNREACHABLE, level=logging.WARNING, error=f"{error!r}"[:300])
        self._is_failing = True

    def _succeeded(self) -> None:
        if self._is_failing:
            tell("saved_reachable", "the database of the saved states answers again", level=logging.WARNING)
        self._is_failing = False
