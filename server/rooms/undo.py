"""What the host did, to be taken back and done again; bounded. Knows nothing of what it restores."""

import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from engine.experiment.experiment import Experiment
from engine.experiment.links import View
from server.rooms.marks import Mark
from server.rooms.timeline import Slot, Timeline

MOST_ENTRIES = 30
MOST_BYTES = 8 * 1024 * 1024
MERGE_SECONDS = 1.0


@dataclass(eq=False, slots=True, kw_only=True)
class Past:
    """A run as it was: `present` is its trainer's whole state."""

    experiment: Experiment
    run: int
    marks: tuple[Mark, ...]
    timeline: Timeline
    present: Slot

    def parts(self) -> list[object]:
        """Everything that takes memory; each has `n_bytes`."""
        return [self.present, *self.timeline.parts()]


@dataclass(eq=False, slots=True, kw_only=True)
class Entry:
    """A room as it was before something was done. `past` is None where only the view changed."""

    view: View
    past: Past | None


class Undo:
    """Two piles of entries: what can be undone and what can be redone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.done: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self.undone: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._clock = clock
        self._key: Hashable = None
        self._since = 0.0

    def continues(self, key: Hashable) -> bool:
        """Whether something done now belongs to what was done last: a slider that is still drawn."""
        now = self._clock()
        same = key is not None and key == self._key and now - self._since < MERGE_SECONDS and bool(self.done)
        self._key, self._since = key, now
        return same

    def add(self, entry: Entry) -> None:
        """Something is done that can be undone; what was undone before cannot be redone any more."""
        self.done.append(entry)
        self.undone.clear()

    def interrupt(self) -> None:
        """What is done next belongs to nothing before."""
        self._key = None

    def discard(self, entry: Entry) -> None:
        """What the entry was for could not be done."""
        if entry in self.done:
            self.done.remove(entry)
        self._key = None

    def take(self, redo: bool) -> Entry | None:
        """Returns the entry to go to now, or None."""
        self._key = None
        pile = self.undone if redo else self.done
        return pile.pop() if pile else None

    def keep(self, entry: Entry, redo: bool) -> None:
        """Keeps the way back from a redo or an undo."""
        (self.done if redo else self.undone).append(entry)

    def trim(self, present: Timeline) -> None:
        """Lets the oldest entries go, first the moments of their runs, until the rest is not too large."""
        free = {id(part) for part in present.parts()}
        while _n_bytes(self._pasts(), free) > MOST_BYTES:
            oldest = next((past for past in self._pasts() if past.timeline.moments), None)
            if oldest is not None:
                oldest.timeline.strip()
            else:
                (self.done or self.undone).popleft()

    def _pasts(self) -> list[Past]:
        return [entry.past for entry in (*self.done, *self.undone) if entry.past is not None]


def _n_bytes(pasts: Iterable[Past], free: set[int]) -> int:
    """Returns the size of the parts of several pasts, each counted once, but for those that are free."""
    parts = {id(part): part for past in pasts for part in past.parts()}
    return sum(part.n_bytes for key, part in parts.items() if key not in free)  # type: ignore[attr-defined]
