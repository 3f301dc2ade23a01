"""All sweeps of a server: begun, found, led and ended; kept in the database where there is one."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Iterator

from engine.backends.devices import Devices
from engine.reasons import Reason, ReasonError
from server.logs import tell
from server.saved.shelf import Shelf
from server.saved.values import FORGOTTEN_SECONDS, Quota
from server.settings import Settings
from server.sweeps.executors import Workers
from server.sweeps.live.keeping import MOST_UNWRITTEN, SweepKeeping, name_of
from server.sweeps.live.orders import Order, TableOf, plan_of, with_more_seeds
from server.sweeps.live.reasons import ServedReason, refuse
from server.sweeps.live.sweep import MOST_OF_PAGE, LiveSweep, SweepOrigin
from server.sweeps.live.turns import Turns
from server.sweeps.live.writing import SweepWriter
from server.sweeps.plan import SweepPlan
from server.sweeps.strategies import check_libraries

BESIDE = "."  # no sign of what is drawn by chance
ID_BYTES = 16  # 128 random bits, so that nobody finds one by trying
SECRET_BYTES = 16
DAY = 86_400
MEGABYTE = 1_000_000
MOST_MB_IN_MEMORY = 200
"""Of all sweeps together, where nothing is kept."""
MOST_IDLE = 64
"""Sweeps in memory beside those that are trained, where the others are in the database."""
LOOK_SECONDS = FORGOTTEN_SECONDS / 4
"""How often the database is told that a sweep is still trained here, and asked for those of lost servers."""
AGAIN_SECONDS = 2.0
LAST_SECONDS = 1.5
"""For the last writing, when the server ends."""


class LiveSweeps:
    """The sweeps of a server. Everything on its event loop. `is_kept` says whether they outlive it."""

    def __init__(
        self,
        settings: Settings,
        devices: Devices,
        table_of: TableOf,
        workers: Workers,
        shelf: Shelf,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._devices, self._table_of, self._clock = settings, devices, table_of, clock
        server = name_of(settings)
        self._is_shared = bool(settings.database or settings.replica)  # the database, by other servers
        self._keeping, self.is_kept = SweepKeeping(shelf, server, clock), shelf.keeps
        self._sweeps: dict[str, LiveSweep] = {}
        self._turns = Turns(
            settings.max_running_sweeps,
            settings.max_running_sweeps_per_address,
            workers,
            shelf.keeps,
            self._hear,
        )
        self._writer = SweepWriter(shelf, server, self._hold, self._let_go_on, self._lose)
        self._loading = asyncio.Lock()
        self._leaving = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def __iter__(self) -> Iterator[LiveSweep]:
        return iter(self._sweeps.values())

    @property
    def n_networks(self) -> int:
        """Networks that have been trained since the server began."""
        return self._turns.n_networks

    @property
    def n_running(self) -> int:
        """Sweeps that are trained."""
        return self._turns.n_running

    @property
    def n_unwritten(self) -> int:
        """Sweeps of which the database does not know yet how they stand."""
        return sum(each in self._writer for each in self)

    def start(self) -> None:
        """Lets those go on that were trained when the server ended."""
        if self.is_kept:
            self._tasks = [
                asyncio.create_task(self._writer.work(), name="writing sweeps"),
                asyncio.create_task(self._look_for_ever(), name="looking for sweeps"),
            ]

    def say_goodbye(self) -> None:
        """Lets those go who wait for news: the server stops."""
        self._leaving.set()

    async def close(self) -> None:
        """Ends all training at once, and writes what is not yet written."""
        self.say_goodbye()
        self._turns.close()
        for each in self._tasks:
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.is_kept:
            try:
                async with asyncio.timeout(LAST_SECONDS):
                    await self._writer.write_all()
            except TimeoutError:
                tell("sweeps_not_written", "the database takes too long", level=logging.WARNING)

    def planned(self, order: Order) -> tuple[Order, SweepPlan]:
        """An order in full and its plan. Raises ReasonError for what cannot be."""
        device = self._settings.device if order.device == "auto" else order.device
        order, plan = plan_of(order, self._table_of, self._settings.max_sweep_epochs)
        check_libraries(plan)
        self._devices.check(order.device, plan.experiment)
        return Order(**{**order.as_dict(), "device": device}), plan

    async def begin(self, order: Order, address: str) -> tuple[LiveSweep, str]:
        """A new sweep, and the secret that leads it. Raises ReasonError."""
        order, plan = self.planned(order)
        self._make_room()
        id, secret = self._new_id(), secrets.token_urlsafe(SECRET_BYTES)
        now = self._clock()
        ends_at = now + self._settings.sweep_days * DAY
        sweep = LiveSweep(SweepOrigin(id, digest_of(secret), address, order, now, ends_at), plan, now)
        await self._add(sweep)
        self._sweeps[id] = sweep
        tell("sweep_begun", strategy=plan.strategy, networks=plan.n_trials, epochs=plan.epochs)
        self._turns.join(sweep)
        return sweep, secret

    def _new_id(self) -> str:
        """An id; of one of several replicas that share no database it says which one has the sweep."""
        id, replica = secrets.token_urlsafe(ID_BYTES), self._settings.replica
        return f"{id}{BESIDE}{replica}" if replica and not self.is_kept else id

    async def get(self, id: str) -> LiveSweep:
        """The sweep of this id. Raises ReasonError."""
        self._make_room()
        sweep = self._sweeps.get(id)
        if sweep is not None and not await self._is_latest(sweep) and self._sweeps.get(id) is sweep:
            del self._sweeps[id]
        sweep = self._sweeps.pop(id, None)
        if sweep is None and self.is_kept:
            async with self._loading:
                sweep = self._sweeps.pop(id, None) or await self._keeping.get(id)
        if sweep is None:
            replica = id.partition(BESIDE)[2]
            if replica and self._settings.replica not in ("", replica):
                raise refuse("sweep_elsewhere", replica=replica)
            raise refuse("sweep_unknown")
        self._sweeps[id] = sweep  # the last of which somebody has asked
        if sweep.state == "running" and sweep not in self._turns:
            self._turns.join(sweep)
        return sweep

    async def _is_latest(self, sweep: LiveSweep) -> bool:
        """Whether a sweep stands as it does here: one that nobody trains here may have gone on at another
        server that shares the database."""
        if not self._is_shared or sweep in self._turns or sweep in self._writer:
            return True
        return await self._keeping.is_latest(sweep) or sweep in self._turns or sweep in self._writer

    async def page(self, sweep: LiveSweep, after: int) -> list[tuple[int, bytes]]:
        """The first rows of a sweep after that of a number, not too many. Raises ReasonError."""
        return await self.contents(sweep, after, MOST_OF_PAGE)

    async def contents(self, sweep: LiveSweep, after: int, most: int) -> list[tuple[int, bytes]]:
        """As `page`, with so many rows at most."""
        if after >= sweep.in_database_to:
            return sweep.newest(after, most)
        return await self._keeping.contents(sweep.id, after, most)

    async def network(self, sweep: LiveSweep, setting: int, repeat: int) -> tuple[int, bytes]:
        """For how many epochs a network was trained, and what is told of it. Raises ReasonError."""
        found = sweep.last_row(setting, repeat)
        if found is None:
            raise refuse("sweep_not_trained")
        epochs, number = found
        rows = await self.contents(sweep, number - 1, 1)
        if not rows or rows[0][0] != number:  # the database was taken away
            raise refuse("sweep_unreachable")
        return epochs, rows[0][1]

    async def news(self, sweep: LiveSweep, seen: int | None, seconds: float) -> None:
        """Waits for a change of a sweep since a version of it, but not longer than so many seconds, and not
        when the server stops."""
        if self._leaving.is_set() or seen != sweep.version:
            return
        waits = [asyncio.ensure_future(each) for each in (sweep.changed(), self._leaving.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()

    def pause(self, sweep: LiveSweep, why: Reason | None = None) -> None:
        """It stands still when the networks that train are done."""
        if sweep.state == "running":
            sweep.change("paused", why)
            self._turns.halt(sweep)
            self._hear(sweep)

    def go_on(self, sweep: LiveSweep) -> None:
        """It is trained again. Raises ReasonError for one that was stopped."""
        if sweep.state == "stopped":
            raise refuse("sweep_stopped")
        if sweep.state == "paused":
            sweep.change("running")
            self._turns.join(sweep)
            self._hear(sweep)

    def stop(self, sweep: LiveSweep) -> None:
        """It ends, for good."""
        if sweep.state in ("running", "paused"):
            sweep.change("stopped")
            self._turns.halt(sweep, at_once=True)
            self._hear(sweep)

    def add_seeds(self, sweep: LiveSweep, n: int) -> None:
        """Each setting is repeated so many times more. Raises ReasonError."""
        if sweep.state == "stopped":
            raise refuse("sweep_stopped")
        sweep.plan = with_more_seeds(sweep.plan, n, self._settings.max_sweep_epochs)
        if sweep.state == "done":
            sweep.change("running")
            self._turns.join(sweep)
        else:
            sweep.change()
        self._hear(sweep)

    async def remove(self, sweep: LiveSweep) -> None:
        """It is not there any more. Raises ReasonError where the database does not answer."""
        self.stop(sweep)
        sweep.is_gone = True
        self._writer.forget(sweep)  # which would keep it again
        if self.is_kept:
            try:
                await self._keeping.remove(sweep.id)
            except ReasonError:
                sweep.is_gone = False
                self._writer.note(sweep)
                raise
        self._forget(sweep)

    async def _add(self, sweep: LiveSweep) -> None:
        """Keeps a new sweep. Raises ReasonError where a quota is used up, or the database does not answer."""
        if self.is_kept:
            quota = await self._keeping.add(sweep)
        else:
            quota = self._quota_used_up(sweep.origin.address)
        if quota == "of_address":
            raise refuse("sweeps_of_address", most=self._settings.max_sweeps_per_address)
        if quota is not None:
            raise refuse("sweeps_in_all")

    def _quota_used_up(self, address: str) -> Quota | None:
        """As in the database, of what is in memory."""
        settings, n_bytes = self._settings, sum(each.n_bytes for each in self)
        if sum(each.origin.address == address for each in self) >= settings.max_sweeps_per_address:
            return "of_address"
        is_full = len(self._sweeps) >= settings.max_sweeps or n_bytes >= self._most_bytes()
        return "in_all" if is_full else None

    async def _look_for_ever(self) -> None:
        """Looks for sweeps that are to go on here: at the beginning, and later for those of lost servers."""
        while not await self._look():
            await asyncio.sleep(AGAIN_SECONDS)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for each in self:
                if each.state == "running":
                    self._writer.note(each)
            if self._is_shared and not await self._look():
                await asyncio.sleep(LOOK_SECONDS)  # the others may say first that they go on

    async def _look(self) -> bool:
        """Lets sweeps go on; returns whether the database has answered."""
        try:
            ids = await self._keeping.to_go_on()
        except ReasonError:
            return False
        for id in [each for each in ids if each not in self._sweeps]:
            with contextlib.suppress(ReasonError):  # it has ended meanwhile, or another server was faster
                sweep = await self.get(id)
                tell("sweep_goes_on", networks=sweep.plan.n_trials, rows=len(sweep.done))
        return True

    def _make_room(self) -> None:
        """Forgets what has ended and, of what is in the database, that of which nobody has asked for long."""
        now = self._clock()
        for each in [each for each in self if each.origin.ends_at <= now]:
            self.stop(each)
            self._forget(each)
        if self.is_kept and len(self._sweeps) > MOST_IDLE:
            idle = [each for each in self if each not in self._turns and each not in self._writer]
            for each in idle[: len(self._sweeps) - MOST_IDLE]:
                del self._sweeps[each.id]

    def _forget(self, sweep: LiveSweep) -> None:
        sweep.is_gone = True
        self._writer.forget(sweep)
        self._sweeps.pop(sweep.id, None)

    def _hear(self, sweep: LiveSweep) -> None:
        """Something has changed in a sweep."""
        if sweep.is_gone:
            return
        if self.is_kept:
            self._writer.note(sweep)
        elif sweep.state == "running" and sum(each.n_bytes for each in self) > self._most_bytes():
            self.pause(sweep, ServedReason("sweeps_in_all"))

    def _most_bytes(self) -> int:
        """Of all sweeps, where they are in memory alone."""
        return min(self._settings.max_sweeps_mb, MOST_MB_IN_MEMORY) * MEGABYTE

    def _hold(self, sweep: LiveSweep, answers: bool) -> None:
        """What is trained cannot be written: there is no room, or the database does not answer for long."""
        if answers:
            self.pause(sweep, ServedReason("sweeps_in_all"))
        elif len(sweep.unwritten) > MOST_UNWRITTEN:
            self.pause(sweep, ServedReason("sweep_not_written"))

    def _lose(self, sweep: LiveSweep) -> None:
        """Another server trains it, since nobody had heard of this one for long."""
        self._forget(sweep)
        self._turns.halt(sweep, at_once=True)
        tell("sweep_lost", networks=sweep.plan.n_trials, rows=len(sweep.done))

    def _let_go_on(self, sweep: LiveSweep) -> None:
        """It is written."""
        if sweep.state == "paused" and sweep.why is not None and sweep.why.code == "sweep_not_written":
            self.go_on(sweep)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def check_leads(sweep: LiveSweep, secret: str) -> None:
    """Raises ReasonError unless this secret leads the sweep."""
    if not hmac.compare_digest(digest_of(secret), sweep.origin.digest):
        raise refuse("sweep_of_others")
