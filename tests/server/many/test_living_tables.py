"""A table that a link names and another server has, as all get it who need it at the same time."""

from __future__ import annotations

import asyncio
import json

from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from engine.experiment.view import View
from server.bus import MemoryBus
from server.leases.shared import SharedLeases
from server.living.tables import LivingTables
from server.rooms.rooms import Rooms
from server.settings import Settings
from tests.engine.tables import PAINTED
from tests.server.leases.lease_store import MemoryLeaseStore, Shelf
from tests.server.servers.live import run


class SlowStore(MemoryLeaseStore):
    """A store that answers nobody who reads before it is let; `asked` has been set once somebody does."""

    def __init__(self, shelf: Shelf, replica: str) -> None:
        super().__init__(shelf, replica)
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def read(self, name: str) -> bytes | None:
        self.asked.set()
        await self.may_answer.wait()
        return await super().read(name)


def test_a_second_who_needs_the_same_table_waits_for_it_too_and_also_if_the_first_goes() -> None:
    async def scene(first_goes: bool) -> None:
        link = write_link(Link(Experiment(dataset="own", table=PAINTED), View()))
        shelf = Shelf(states={f"table/{PAINTED.digest}": ("", json.dumps(PAINTED.as_dict()).encode())})
        store, rooms = SlowStore(shelf, "r1"), Rooms(Settings())
        tables = LivingTables(rooms, MemoryBus(), SharedLeases(store, "r1"))
        first, second = (asyncio.create_task(tables.bring(link)) for _ in range(2))
        await store.asked.wait()
        done, _ = await asyncio.wait([first, second], timeout=0)
        assert not done
        if first_goes:
            first.cancel()
        store.may_answer.set()
        await second
        assert rooms.table_of(PAINTED.digest) == PAINTED
        await asyncio.wait([first])

    for first_goes in (False, True):
        run(scene(first_goes))
