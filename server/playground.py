"""What one server consists of: its settings, its rooms, the runner and the connections."""

import asyncio
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from engine.backends.compiled import backend as compiled
from engine.backends.devices import DeviceName, Devices
from engine.reasons import Reason
from server.bus import Bus
from server.classes.classes import Classes
from server.keeping.class_keeper import ClassKeeper
from server.keeping.folder import Folder, FolderInUse
from server.keeping.keeper import Keeper
from server.keeping.writer import RoomWriter
from server.leases import Leases
from server.leases.choosing import chosen
from server.living.keeping import LeaseKeeper
from server.living.living import Living
from server.logs import tell
from server.messages import CloseCode, Refused
from server.messages.outbox import Outbox
from server.metrics import ServerMetrics
from server.replicas import Replicas
from server.rooms.rooms import Rooms
from server.rooms.runner import Runner
from server.saved.shelf import Shelf
from server.settings import Settings
from server.sweeps.executors import Workers
from server.sweeps.live.sweeps import LiveSweeps
from server.traffic import Traffic
from server.training.room_trainer import RoomTrainer

KEEPING_SECONDS = 2.0  # for the last writing when the server stops
UNKEPT_SECONDS = 0.2  # the same where nothing can be written anyway
LOOK_SECONDS = 1.0  # how often clients that read nothing are looked for


class Playground:
    """The live parts of an app; made and started on its event loop, and stopped there."""

    def __init__(
        self, settings: Settings, devices: Devices | None = None, shared: tuple[Bus, Leases] | None = None
    ) -> None:
        self.settings = settings
        self.devices = devices or Devices()
        self.bus, self.leases = shared or chosen(settings.replica, settings.valkey)
        self.rooms = Rooms(settings, leases=self.leases)
        self.classes = Classes(settings, self.bus, leases=self.leases)
        self.runner = Runner(self.rooms, settings, make_trainer=lambda: RoomTrainer(devices=self.devices))
        self.keeper = self._make_keeper()
        self.class_keeper = (
            ClassKeeper(self.classes, self.keeper.folder) if isinstance(self.keeper, Keeper) else None
        )
        self.living = Living(self.leases, self.rooms, self.keeper, self.classes, settings.class_seconds)
        self.loaded = self.keeper.loaded if self.keeper else asyncio.Event()
        self.classes_loaded = self.class_keeper.loaded if self.class_keeper else self.loaded
        self.shelf = Shelf(settings)
        self.workers = Workers(settings.cluster, settings.sweep_processes)
        self.sweeps = LiveSweeps(settings, self.devices, self.rooms.table_of, self.workers, self.shelf)
        self.traffic = Traffic()
        self.metrics = ServerMetrics(
            self.rooms,
            self.classes,
            self.runner,
            self.keeper,
            self.traffic,
            self.shelf,
            self.sweeps,
            settings.replica,
        )
        self.replicas = Replicas(settings.replica, self.bus, self.rooms, self.classes, self.traffic)
        self.draining = False
        self._watching: list[asyncio.Task[None]] = []
        self._empty = asyncio.Event()
        self._empty.set()

    def _make_keeper(self) -> RoomWriter | None:
        """Returns who writes rooms down: for other replicas, or else, if one is named, to the data folder.
        Raises FolderInUse."""
        if self.leases.replica:
            return LeaseKeeper(self.rooms, self.leases, self.runner.wake, self.settings.forget_seconds)
        if not self.settings.data:
            return None
        folder = Folder(Path(self.settings.data).absolute())
        try:
            folder.open()
        except FolderInUse:
            raise
        except OSError as error:
            tell("not_kept", f"the data folder cannot be written: {error}", level=logging.WARNING)
        return Keeper(self.rooms, folder, self.runner.wake, self.settings.forget_seconds)

    async def start(self) -> None:
        """Lets the rooms train, and those come back that were kept."""
        await self.bus.start()
        await self.living.start()
        if self.keeper is None:
            self.loaded.set()
        else:
            self.runner.keep = self.keeper.keep
            self.keeper.start()
        if self.class_keeper is not None:
            self.class_keeper.start()
        self.runner.start()
        self.shelf.start()
        self.sweeps.start()
        self._prepare_devices()
        tell("started", data=self.settings.data or "none", max_rooms=self.settings.max_rooms)
        self._watching = [
            asyncio.create_task(self.metrics.watch_loop(), name="watching the loop"),
            asyncio.create_task(self._watch_readers(), name="watching the readers"),
            asyncio.create_task(self.classes.work(), name="telling the classes"),
        ]
        if self.settings.replica:
            self._watching.append(asyncio.create_task(self.replicas.tell(), name="telling of this replica"))

    def _prepare_devices(self) -> None:
        """Lets the devices load and compile what they need, while the reference serves."""
        loop = asyncio.get_running_loop()

        def report(name: DeviceName, reason: Reason | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: the server stopped meanwhile
                loop.call_soon_threadsafe(self._device_is_ready, name, reason)

        compiled.make_for_shapes(self.settings.max_shape_kernels)
        self.devices.told = report
        self.devices.prepare(cast(DeviceName, self.settings.device))

    def _device_is_ready(self, name: DeviceName, reason: Reason | None) -> None:
        if reason:
            tell("device_not_ready", level=logging.WARNING, device=name, reason=str(reason))
        else:
            tell("device_ready", device=name)
            gc.freeze()  # what a device has loaded stays, hundreds of thousands of objects with some
        for room in self.rooms:
            room.look_for_device()
        self.runner.wake()

    async def _watch_readers(self) -> None:
        """Gives up clients that acknowledge nothing, for ever."""
        while True:
            await asyncio.sleep(min(LOOK_SECONDS, self.settings.stalled_seconds))
            for outbox in list(self.traffic.outboxes):
                outbox.check()

    async def keep_all(self) -> None:
        """Stops training, and writes down what is not yet written."""
        self.runner.only_keeps = True
        await self.living.keep_classes()
        if self.class_keeper is not None:
            await self.class_keeper.finish()
        if self.keeper is not None:
            await self.keeper.finish(KEEPING_SECONDS if self.leases.answering else UNKEPT_SECONDS)
        await self.living.hand_over()

    async def stop(self) -> None:
        """Keeps what is not yet kept, and ends."""
        await self.keep_all()
        await self.bus.close()
        await self.runner.stop()
        await self.sweeps.close()
        self.workers.close()
        await self.shelf.close()
        for each in self._watching:
            each.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        tell("stopped")

    @contextmanager
    def connected(self, outbox: Outbox) -> Iterator[None]:
        """A connection exists for as long as the block lasts."""
        self.traffic.outboxes.add(outbox)
        self._empty.clear()
        if self.draining:
            outbox.close(CloseCode.STOPPING)
        try:
            yield
        finally:
            self.traffic.ended(outbox)
            if not self.traffic.outboxes:
                self._empty.set()

    def refused(self, refusal: Refused) -> None:
        """A connection is ended by the server."""
        self.traffic.refused[refusal.code] += 1
        tell("connection_ended", code=int(refusal.code), reason=refusal.code.name.lower())

    async def say_goodbye(self, seconds: float) -> None:
        """Says goodbye to all clients, also those that come now, and waits so many seconds for them to go.
        Where there are other replicas, these have the rooms and classes before anybody is told."""
        if not self.draining:
            tell("stopping", connections=len(self.traffic.outboxes), rooms=len(self.rooms))
        self.draining = True
        self.living.leave()
        if self.leases.replica:
            await self.keep_all()
        self.sweeps.say_goodbye()
        for outbox in list(self.traffic.outboxes):
            outbox.close(CloseCode.STOPPING)
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            pass
