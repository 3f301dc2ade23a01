"""All sweeps of a server: begun, found, led and ended."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterator

from engine.backends.devices import Devices
from engine.reasons import ReasonError
from server.logs import tell
from server.settings import Settings
from server.sweeps.executors import Workers
from server.sweeps.live.orders import Order, TableOf, plan_of, with_more_seeds
from server.sweeps.live.reasons import refuse
from server.sweeps.live.sweep import LiveSweep, SweepOrigin
from server.sweeps.live.turns import Turns
from server.sweeps.plan import SweepPlan

ID_BYTES = 16  # 128 random bits, so that nobody finds one by trying
SECRET_BYTES = 16
DAY = 86_400
MEGABYTE = 1_000_000


class LiveSweeps:
    """The sweeps of a server. Everything on its event loop."""

    def __init__(
        self,
        settings: Settings,
        devices: Devices,
        table_of: TableOf,
        workers: Workers,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._devices, self._table_of, self._clock = settings, devices, table_of, clock
        self._sweeps: dict[str, LiveSweep] = {}
        self._turns = Turns(
            settings.max_running_sweeps, settings.max_running_sweeps_per_address, workers, self._hear
        )
        self._leaving = asyncio.Event()

    def __iter__(self) -> Iterator[LiveSweep]:
        return iter(self._sweeps.values())

    @property
    def n_running(self) -> int:
        """Sweeps that are trained."""
        return self._turns.n_running

    @property
    def n_networks(self) -> int:
        """Networks that have been trained since the server began."""
        return self._turns.n_networks

    @property
    def is_kept(self) -> bool:
        """Whether sweeps outlive the server."""
        return False

    def planned(self, order: Order) -> tuple[Order, SweepPlan]:
        """An order in full and its plan. Raises ReasonError for what cannot be."""
        device = self._settings.device if order.device == "auto" else order.device
        order, plan = plan_of(order, self._table_of, self._settings.max_sweep_epochs)
        self._devices.check(order.device, plan.experiment)
        return Order(**{**order.as_dict(), "device": device}), plan

    def begin(self, order: Order, address: str) -> tuple[LiveSweep, str]:
        """A new sweep, and the secret that leads it. Raises ReasonError."""
        order, plan = self.planned(order)
        self._check_room(address)
        now, secret = self._clock(), secrets.token_urlsafe(SECRET_BYTES)
        origin = SweepOrigin(
            secrets.token_urlsafe(ID_BYTES),
            digest_of(secret),
            address,
            order,
            now,
            now + self._settings.sweep_days * DAY,
        )
        sweep = LiveSweep(origin, plan)
        self._sweeps[sweep.id] = sweep
        tell("sweep_begun", strategy=plan.strategy, networks=plan.n_trials, epochs=plan.epochs)
        self._turns.join(sweep)
        return sweep, secret

    def get(self, id: str) -> LiveSweep:
        """The sweep of this id. Raises ReasonError."""
        self._forget_ended()
        if id not in self._sweeps:
            raise refuse("sweep_unknown")
        return self._sweeps[id]

    def pause(self, sweep: LiveSweep) -> None:
        """It stands still when the networks that train are done."""
        if sweep.state == "running":
            sweep.change("paused")
            self._turns.halt(sweep)

    def go_on(self, sweep: LiveSweep) -> None:
        """It is trained again. Raises ReasonError for one that was stopped."""
        if sweep.state == "stopped":
            raise refuse("sweep_stopped")
        if sweep.state == "paused":
            sweep.change("running")
            self._turns.join(sweep)

    def stop(self, sweep: LiveSweep) -> None:
        """It ends, for good."""
        if sweep.state in ("running", "paused"):
            sweep.change("stopped")
            self._turns.halt(sweep, at_once=True)

    def add_seeds(self, sweep: LiveSweep, n: int) -> None:
        """Each setting is repeated so many times more. Raises ReasonError."""
        if sweep.state == "stopped":
            raise refuse("sweep_stopped")
        sweep.plan = with_more_seeds(sweep.plan, n, self._settings.max_sweep_epochs)
        sweep.change("running" if sweep.state == "done" else None)
        if sweep.state == "running":
            self._turns.join(sweep)

    def remove(self, sweep: LiveSweep) -> None:
        """It is not there any more."""
        self.stop(sweep)
        del self._sweeps[sweep.id]

    def say_goodbye(self) -> None:
        """Lets those go who wait for news: the server stops."""
        self._leaving.set()

    async def news(self, sweep: LiveSweep, seen: int | None, seconds: float) -> None:
        """Waits for a change of a sweep since a version of it, but not longer than so many seconds, and not
        when the server stops."""
        if self._leaving.is_set() or seen != sweep.version:
            return
        waits = [asyncio.ensure_future(each) for each in (sweep.changed(), self._leaving.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()

    def close(self) -> None:
        """Ends all training at once."""
        self.say_goodbye()
        self._turns.close()

    def _check_room(self, address: str) -> None:
        self._forget_ended()
        settings = self._settings
        of_address = sum(each.origin.address == address for each in self)
        if of_address >= settings.max_sweeps_per_address:
            raise refuse("sweeps_of_address", most=settings.max_sweeps_per_address)
        n_bytes = sum(each.n_bytes for each in self)
        if len(self._sweeps) >= settings.max_sweeps or n_bytes >= settings.max_sweeps_mb * MEGABYTE:
            raise refuse("sweeps_in_all")

    def _forget_ended(self) -> None:
        now = self._clock()
        for each in [each for each in self if each.origin.ends_at <= now]:
            self.remove(each)

    def _hear(self, sweep: LiveSweep) -> None:
        """Something has changed in a sweep."""
        if sweep.driver is None and sweep.state != "running":
            tell("sweep_halted", state=sweep.state, networks=len(sweep.done), seconds=round(sweep.seconds, 1))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def check_leads(sweep: LiveSweep, secret: str) -> None:
    """Raises ReasonError unless this secret leads the sweep."""
    if not hmac.compare_digest(digest_of(secret), sweep.origin.digest):
        raise ReasonError(refuse("sweep_of_others").reason)
