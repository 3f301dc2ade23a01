"""The wall of a class: the newest cell of each student's room, as they come over the bus."""

from collections.abc import Callable, Container
from typing import Any

from server.bus import Bus
from server.classes import orders
from server.classes.messages import Wall
from server.messages import write_message

SECONDS = 0.5
"""Between two walls."""

FOR_LEADERS = ("room", "watch", "link", "score", "stuck")
"""What of a cell only who leads the class may know: nobody else sees who is stuck, or goes into rooms."""


class CellWall:
    """The cells of a class; `clock` is monotonic seconds."""

    def __init__(self, bus: Bus, school_class: str, clock: Callable[[], float]) -> None:
        self._clock, self._bus = clock, bus
        self._table = orders.cells_of(school_class)
        self._news = bus.subscribe(self._table, lambda: None)
        self._cells: dict[str, dict[str, Any]] = {}
        self._versions: dict[str, int] = {}
        self._stuck_since: dict[str, float] = {}
        self._version = 0

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """Takes what has come over the bus since the last time; returns the people with their new cells."""
        taken = []
        for person, value in self._news.take().items():
            self._version += 1
            if value is None:
                self._forget(person)
                continue
            cell = orders.read(value)
            self._cells[person], self._versions[person] = cell, self._version
            if cell["stuck"] is None:
                self._stuck_since.pop(person, None)
            else:
                self._stuck_since.setdefault(person, self._clock())
            taken.append((person, cell))
        return taken

    def cell(self, person: str) -> dict[str, Any] | None:
        """Returns the newest cell of a person, if there is one."""
        return self._cells.get(person)

    def remove(self, person: str) -> None:
        """Somebody has gone, with their cell."""
        self._bus.drop(self._table, person)
        self._forget(person)

    def move(self) -> None:
        """The class goes on elsewhere, with the cells on the bus."""
        self._news.close()

    def close(self) -> None:
        """The class is over."""
        self._news.close()
        self._bus.drop(self._table)
        self._cells, self._versions = {}, {}

    def news(self, seen: dict[str, int], people: Container[str], in_full: bool) -> str | None:
        """Returns what has changed for one who has seen these versions of the cells, and notes that they are
        seen; None where nothing has."""
        changed = [
            person
            for person, version in self._versions.items()
            if version > seen.get(person, 0) and person in people
        ]
        gone = [person for person in seen if person not in self._versions or person not in people]
        if not (changed or gone):
            return None
        for person in gone:
            del seen[person]
        seen.update((person, self._versions[person]) for person in changed)
        return write_message(Wall(cells=[self._shown(each, in_full) for each in changed], gone=gone))

    def _shown(self, person: str, in_full: bool) -> dict[str, Any]:
        since = self._stuck_since.get(person)
        shown = {
            **self._cells[person],
            "person": person,
            "stuck_seconds": 0.0 if since is None else round(self._clock() - since, 1),
        }
        return shown if in_full else {**shown, **dict.fromkeys(FOR_LEADERS), "stuck_seconds": 0.0}

    def _forget(self, person: str) -> None:
        for each in (self._cells, self._versions, self._stuck_since):
            each.pop(person, None)
