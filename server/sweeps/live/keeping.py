"""Sweeps in the database, as the event loop knows it: a sweep as it is kept, and back."""

import asyncio
import dataclasses
import hashlib
import json
import logging
import platform
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from engine.experiment.experiment import Experiment
from engine.reasons import ReasonError
from server.keeping.codec import Format, packed, unpacked
from server.logs import tell
from server.saved.shelf import Shelf
from server.saved.values import KeptSweep, KnownRow, Quota, SweepStanding
from server.settings import Settings
from server.sweeps.live.orders import Order, planned_order
from server.sweeps.live.reasons import refuse
from server.sweeps.live.sweep import LiveSweep, State, SweepOrigin

T = TypeVar("T")
PLAN = Format(b"nnp-swee", 1, "sweep", needed="order")
MOST_UNWRITTEN = 2_000
"""Rows that wait for the database; a sweep that has more is paused until it answers."""
MOST_TOLD = 1_000
"""Sweeps that cannot be read of which the log says so, once of each."""
GAP = 2 * MOST_UNWRITTEN
"""So many numbers of rows are left out where a sweep is there again: those may have been told that were not
yet written when the server ended, and what is trained in their place gets others."""


def kept_sweep(sweep: LiveSweep, server: str) -> KeptSweep:
    """A sweep as it is kept by a server."""
    origin = sweep.origin
    plan = {"order": origin.order.as_dict(), "experiment": sweep.plan.experiment.as_dict()}
    facts = {"more_seeds": sweep.plan.more_seeds, "seconds": sweep.seconds}
    return KeptSweep(
        *(origin.id, origin.digest, origin.address, origin.made_at, origin.ends_at, sweep.state, server),
        packed(PLAN, plan),
        json.dumps(facts).encode(),
    )


def opened_sweep(kept: KeptSweep, rows: list[KnownRow], now: float) -> LiveSweep:
    """The sweep that was kept. Raises KeptError, ValueError, KeyError,
    TypeError or AttributeError for what is none."""
    values = unpacked(PLAN, kept.plan)
    facts: Any = json.loads(kept.facts)
    order = Order(**{**values["order"], "vary": tuple(values["order"]["vary"])})
    plan = planned_order(order, Experiment.from_dict(values["experiment"]))
    plan = dataclasses.replace(plan, more_seeds=int(facts["more_seeds"]))
    origin = SweepOrigin(kept.id, bytes(kept.secret), kept.address, order, kept.made_at, kept.ends_at)
    (state,) = [each for each in get_args(State) if each == kept.state]
    sweep = LiveSweep(origin, plan, now, state, float(facts["seconds"]))
    sweep.found_as = SweepStanding(kept.state, kept.server, bytes(kept.facts))
    for row in rows:
        sweep.note(row.number, (row.setting, row.repeat, row.epochs), row.value, row.n_bytes)
    sweep.in_database_to = sweep.last_number
    sweep.last_number += GAP
    return sweep


def name_of(settings: Settings) -> str:
    """A name that the same server has again when it is started again; behind an @ it says which replica that
    is, if it is one of several."""
    told = f"{platform.node()} {settings.host} {settings.port} {settings.data}"
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f"{digest[:16]}@{settings.replica}" if settings.replica else digest[:32]


def replica_of(server: str) -> str:
    """Which replica has a name; empty where it is one server alone."""
    return server.partition("@")[2]


class SweepKeeping:
    """The sweeps in the database, for a server of a name. Everything raises ReasonError where the database
    does not answer."""

    def __init__(self, shelf: Shelf, server: str, clock: Callable[[], float]) -> None:
        self._shelf, self._server, self._clock = shelf, server, clock
        self._unreadable: set[str] = set()

    async def _asked(self, act: Callable[[Any], T], take_back: Callable[[Any], object] | None = None) -> T:
        try:
            return await self._shelf.of_sweeps(act, take_back)
        except ReasonError:
            raise refuse("sweep_unreachable") from None

    async def add(self, sweep: LiveSweep) -> Quota | None:
        """Keeps a new sweep, or returns which quota is used up."""
        kept = kept_sweep(sweep, self._server)
        return await self._asked(
            lambda sweeps: sweeps.add(kept), take_back=lambda sweeps: sweeps.remove(kept.id)
        )

    async def get(self, id: str) -> LiveSweep | None:
        """The sweep of an id, if it is kept (still). Raises ReasonError where another server trains it."""
        found = await self._asked(lambda sweeps: sweeps.get(id, self._server))
        if found is None:
            return None
        kept, rows = found
        if kept.state == "running" and kept.server != self._server:
            raise refuse("sweep_elsewhere", replica=replica_of(kept.server))
        try:
            return await asyncio.to_thread(opened_sweep, kept, rows, self._clock())
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:  # written by another version, perhaps
            tell("sweep_unreadable", level=logging.WARNING, error=f"{error!r}"[:300])
            return None

    async def is_latest(self, sweep: LiveSweep) -> bool:
        """Whether no other server has written a sweep since this one did, or found it; yes where the database
        does not answer."""
        try:
            standing = await self._asked(lambda sweeps: sweeps.standing(sweep.id))
        except ReasonError:
            return True
        return standing is None or standing.server == self._server or standing == sweep.found_as

    async def contents(self, id: str, after: int, most: int) -> list[tuple[int, bytes]]:
        """The first rows of a sweep after that of a number."""
        return await self._asked(lambda sweeps: sweeps.contents(id, after, most))

    async def remove(self, id: str) -> None:
        """Deletes a sweep."""
        await self._asked(lambda sweeps: sweeps.remove(id))

    async def to_go_on(self) -> list[str]:
        """The ids of the sweeps that this server is to train."""
        if not await asyncio.to_thread(self._shelf.is_there):
            return []
        return await self._asked(lambda sweeps: sweeps.to_go_on(self._server))
