"""All that lives here, and its leases: begun, handed over when the server stops."""

import asyncio
import logging
from contextlib import suppress

from server.classes.classes import Classes
from server.keeping.writer import RoomWriter
from server.leases import Leases
from server.leases.own_name import KIND
from server.living.classes import LivingClasses
from server.living.rooms import LivingRooms
from server.living.tables import LivingTables
from server.logs import tell
from server.rooms.rooms import Rooms

LAST_SECONDS = 0.5  # for the last writing of the classes
NAMESAKE = "another server has this name too: what is here may be out of reach until one of them is stopped"


class Living:
    """The rooms and classes that live here. `start`, then `hand_over`; both on the event loop."""

    def __init__(
        self,
        leases: Leases,
        rooms: Rooms,
        keeper: RoomWriter | None,
        classes: Classes,
        class_seconds: float,
    ) -> None:
        self._leases = leases
        self.tables = LivingTables(rooms, classes.bus, leases)
        self.rooms = LivingRooms(rooms, leases, keeper)
        self.classes = LivingClasses(classes, leases, class_seconds)
        self._tasks: list[asyncio.Task[None]] = []
        leases.on_lost(self._let_go)

    async def start(self) -> None:
        """Begins to renew what is here, and to keep the classes. Nothing of it where the server is alone."""
        if self._leases.replica:
            await self._leases.start()
            self.tables.start()
            self._tasks = [
                asyncio.create_task(self.rooms.give_up_forgotten(), name="giving up rooms"),
                asyncio.create_task(self.classes.work(), name="keeping classes"),
            ]

    def leave(self) -> None:
        """From now on nothing comes here any more."""
        self.rooms.leave()
        self.classes.leave()

    async def keep_classes(self) -> None:
        """Writes what has changed in the classes, for the last time; a second time it does nothing."""
        tasks, self._tasks = self._tasks, []
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if tasks:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    await self.classes.look(is_last=True)

    async def hand_over(self) -> None:
        """Lets others have all that is here, as it is kept."""
        self.tables.close()
        await self._leases.close()

    def _let_go(self, name: str, replica: str) -> None:
        """Another replica has something that was here."""
        kind, _, id = name.partition("/")
        match kind:
            case "room":
                self.rooms.let_go(id, replica)
            case "class":
                self.classes.let_go(id, replica)
            case _ if kind == KIND:
                tell("name_lost", NAMESAKE, level=logging.ERROR, replica=id)
            case _:
                self.classes.let_go_entry(name)
