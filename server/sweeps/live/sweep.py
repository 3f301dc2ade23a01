"""A sweep of a server, as its event loop knows it."""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

from engine.reasons import Reason
from server.messages import reason_shown
from server.saved.values import SweepStanding, SweptRow
from server.sweeps.executors import Where
from server.sweeps.live.driver import Driver
from server.sweeps.live.orders import Order, n_epochs
from server.sweeps.live.told import fields_shown
from server.sweeps.plan import SweepPlan
from server.sweeps.running import Key
from server.sweeps.strategies import Value, rungs

State = Literal["running", "paused", "done", "stopped"]
MOST_OF_PAGE = 64
"""Rows of one answer."""
MOST_HELD = 512
"""Rows in the database that are in memory as well, the newest: whoever looks asks for those."""
VERSIONS_A_SECOND = 1_000
"""A sweep that is there again after the server's end begins with a version that is larger than all before."""


class SweepOrigin(NamedTuple):
    """What of a sweep stays as it was when it began: its id, the digest of the secret that leads it, the
    address it came from, what was asked for, since and until when it is kept (seconds since 1970)."""

    id: str
    digest: bytes
    address: str
    order: Order
    made_at: float
    ends_at: float


class LiveSweep:
    """A sweep: what is to be done, how far it is, and its rows. Everything on the event loop."""

    def __init__(
        self,
        origin: SweepOrigin,
        plan: SweepPlan,
        now: float,
        state: State = "running",
        seconds: float = 0.0,
    ) -> None:
        self.origin, self.plan, self.state = origin, plan, state
        self.why: Reason | None = None
        self.driver: Driver | None = None
        self.where: Where = "cores"
        self.n_workers = 0
        self.n_training = 0
        """Networks that train now. Where it is none, the rows of all that did are here."""
        self.n_bytes = 0
        self.is_gone = False
        """Whether it is deleted."""
        self.found_as: SweepStanding | None = None
        """How it stood in the database when it was had from there."""
        self.last_number = 0
        self.in_database_to = 0
        """Rows up to this number are in the database alone."""
        self.done: dict[Key, Value] = {}
        self.rows: dict[int, bytes] = {}
        self.unwritten: list[SweptRow] = []
        """Rows that wait for the database."""
        self.version = int(now * VERSIONS_A_SECOND)
        self._seconds, self._since = seconds, 0.0
        self._networks: dict[tuple[int, int], tuple[int, int]] = {}
        self._epochs = 0
        self._changed = asyncio.Event()

    @property
    def id(self) -> str:
        """Where it is."""
        return self.origin.id

    @property
    def seconds(self) -> float:
        """For how long it has been trained."""
        return self._seconds + (time.monotonic() - self._since if self.driver else 0.0)

    def change(self, state: State | None = None, why: Reason | None = None) -> None:
        """Something is not as it was: who waits hears of it."""
        if state is not None:
            self.state, self.why = state, why
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def begin(self, driver: Driver) -> None:
        """It is trained from now on."""
        self.driver, self._since = driver, time.monotonic()
        self.change("running")

    def end(self) -> None:
        """It is not trained any more."""
        self._seconds, self.driver, self.n_training = self.seconds, None, 0
        self.change()

    def add(self, rows: Sequence[SweptRow], is_kept: bool) -> None:
        """Takes rows in, which are to be written down where it is kept."""
        if is_kept:
            self.unwritten += rows
        for row in rows:
            self.note(row.number, (row.setting, row.repeat, row.epochs), row.value, len(row.content))
            self.rows[row.number] = row.content
        self.change()

    def note(self, number: int, key: Key, value: Value, n_bytes: int) -> None:
        """A row is known."""
        self.done[key] = value
        self.last_number = max(self.last_number, number)
        self.n_bytes += n_bytes
        self._networks[key[:2]] = max(self._networks.get(key[:2], (0, 0)), (key[2], number))
        self._epochs += key[2]

    def written(self, n: int) -> None:
        """So many of the rows that waited are in the database; few of them stay here."""
        del self.unwritten[:n]
        n_waiting = len(self.unwritten)
        for number in list(islice(self.rows, max(0, len(self.rows) - n_waiting - MOST_HELD))):
            del self.rows[number]
            self.in_database_to = number

    def last_row(self, setting: int, repeat: int) -> tuple[int, int] | None:
        """After how many epochs a network has been told of last, and the number of that row."""
        return self._networks.get((setting, repeat))

    def newest(self, after: int, most: int) -> list[tuple[int, bytes]]:
        """The first rows after that of a number, of those in memory."""
        return list(islice((each for each in self.rows.items() if each[0] > after), most))

    def changed(self) -> Coroutine[Any, Any, bool]:
        """Waits until something changes."""
        return self._changed.wait()

    def status(self, is_kept: bool) -> Mapping[str, Any]:
        """What is told of it."""
        plan, order = self.plan, self.origin.order
        share = self._share()
        return {
            "id": self.id,
            "version": self.version,
            "state": self.state,
            "why": None if self.why is None else reason_shown(self.why).model_dump(),
            "order": order.as_dict(),
            "fields": fields_shown(plan.fields),
            "n_settings": plan.n_settings,
            "n_seeds": plan.n_seeds + plan.more_seeds,
            "n_trials": plan.n_trials,
            "n_done": len(self._networks),
            "n_training": self.n_training,
            "progress": share,
            "seconds": self.seconds,
            "seconds_left": self._seconds_left(share),
            "rungs": rungs(plan.epochs) if plan.strategy == "hyperband" else [plan.epochs],
            "made_at": self.origin.made_at,
            "ends_at": self.origin.ends_at if is_kept else None,
            "is_largest_best": plan.is_largest_best,
            "where": self.where,
            "n_workers": self.n_workers,
        }

    def _share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return 1.0 if self.state == "done" else min(0.999, self._epochs / n_epochs(self.plan))

    def _seconds_left(self, share: float) -> float | None:
        if self.state != "running" or not share:
            return None
        return self.seconds * (1 - share) / share
