"""What the replicas of a server tell each other of themselves, for who runs them: each puts a summary into a
table of the bus, from which the administrator's page has all."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

from server.bus import Bus, BusFull
from server.classes.classes import Classes
from server.metrics import rooms_listed
from server.rooms.rooms import Rooms
from server.traffic import Traffic
from server.version import version

TABLE = "replicas"
PRESENT = "present"
"""The table with the names of those that are there, which all of them hear."""
KEPT_SECONDS = 10.0  # a replica that says nothing for so long is not there any more
EVERY_SECONDS = 2.0  # how often each of them says something
MOST_LISTED = 200  # rooms that a replica tells others of, those with the most people
ANSWER_SECONDS = 2.0  # that the bus has

FIELDS = {
    "name", "version", "up_seconds", "rooms", "playing", "members", "classes", "frames_per_second",
    "processor", "listed",
}  # fmt: skip
ROOM_FIELDS = {"id", "shape", "hosts", "watchers", "playing", "diverged", "unkept", "unused_seconds"}

Summary = dict[str, Any]


class Replicas:
    """The replica `name` among the others; with an empty name it is alone."""

    def __init__(
        self,
        name: str,
        bus: Bus,
        rooms: Rooms,
        classes: Classes,
        traffic: Traffic,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._bus, self._rooms, self._classes, self._traffic = bus, rooms, classes, traffic
        self._clock = clock
        self._began = self._seen_at = clock()
        self._seen = self._counts()
        self._rates = 0.0, 0.0  # frames a second, and the share of a processor's core

    async def tell(self) -> None:
        """Tells the others of this one, for ever, and hears how many they are."""
        with contextlib.closing(self._bus.subscribe(PRESENT, lambda: None)) as news:
            present = {self.name}
            while True:
                self._measure()
                summary = self.summary()
                told = json.dumps({**summary, "listed": self._most_visited()}, separators=(",", ":"))
                with contextlib.suppress(BusFull):  # there is too much else
                    self._bus.put(PRESENT, self.name, b"", KEPT_SECONDS)
                    self._bus.put(TABLE, self.name, told.encode(), KEPT_SECONDS)
                for name, value in news.take().items():
                    (present.discard if value is None else present.add)(name)
                self._classes.share_tries(len(present | {self.name}))
                await asyncio.sleep(EVERY_SECONDS)

    def summary(self) -> Summary:
        """Returns how this replica is doing. Times are in seconds, `processor` 1 for a core that is busy."""
        frames, processor = self._rates
        return {
            "name": self.name,
            "version": version(),
            "up_seconds": round(self._clock() - self._began, 1),
            "rooms": len(self._rooms),
            "playing": sum(room.playing for room in self._rooms),
            "members": sum(len(room.members) for room in self._rooms),
            "classes": len(self._classes),
            "frames_per_second": round(frames, 1),
            "processor": round(processor, 3),
        }

    def rooms(self) -> list[dict[str, Any]]:
        """Returns all rooms of this replica as the administrator may see them."""
        rooms = list(self._rooms)
        return rooms_listed(rooms, {room.id: self._rooms.unused_seconds(room.id) for room in rooms})

    async def all(self) -> tuple[list[Summary], list[dict[str, Any]]]:
        """Returns the summaries of all replicas, and the rooms of all of them with their `replica`: of this
        one as they are now, of the others as they were told last, and none where the bus does not answer."""
        summaries, rooms = [self.summary()], _of(self.name, self.rooms())
        for summary in await self._others():
            rooms += _of(summary["name"], summary.pop("listed"))
            summaries.append(summary)
        return sorted(summaries, key=lambda each: str(each["name"])), rooms

    async def _others(self) -> list[Summary]:
        found: dict[str, bytes] = {}
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(ANSWER_SECONDS):
                found = await self._bus.values(TABLE)
        read = [_read(name, told) for name, told in found.items() if name != self.name]
        return [each for each in read if each is not None]

    def _most_visited(self) -> list[dict[str, Any]]:
        return sorted(self.rooms(), key=lambda row: -row["hosts"] - row["watchers"])[:MOST_LISTED]

    def _measure(self) -> None:
        """Looks how much was done since the last time."""
        now, counts = self._clock(), self._counts()
        seconds = max(now - self._seen_at, 1e-3)
        frames, processor = ((new - old) / seconds for new, old in zip(counts, self._seen, strict=True))
        self._rates = frames, processor
        self._seen_at, self._seen = now, counts

    def _counts(self) -> tuple[float, float]:
        return self._traffic.frames, time.process_time()


def _read(name: str, told: bytes) -> Summary | None:
    """Returns what this replica has said of itself; None for what it cannot have said."""
    try:
        found: Summary = json.loads(told)
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode()  # as the page gets it
        is_whole = found.keys() >= FIELDS and all(row.keys() >= ROOM_FIELDS for row in found["listed"])
        return found if is_whole and found["name"] == name else None
    except (AttributeError, RecursionError, TypeError, ValueError):
        return None


def _of(name: str, rooms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"replica": name, **room} for room in rooms]
