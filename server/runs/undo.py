"""What the host did, to be taken back and done again; bounded. Knows nothing of what it restores."""

import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from engine.experiment.view import View
from server.runs.run import Run
from server.runs.states import Slot
from server.runs.timeline import Timeline

MOST_ENTRIES = 30
MOST_BYTES = 8 * 1024 * 1024
MERGE_SECONDS = 1.0


@dataclass(eq=False, slots=True)
class UndoEntry:
    """A room as it was before something was done. `past` is its run and `present` the whole state of its
    trainer; both are None where only the view changed. `is_by_hand`: it was done to the network by hand."""

    view: View
    past: Run | None = None
    present: Slot | None = None
    is_by_hand: bool = False

    def parts(self) -> list[object]:
        """Everything that takes memory; each has `n_bytes`."""
        return [] if self.past is None else [self.present, *self.past.timeline.parts()]


class UndoStack:
    """Two piles of entries: what can be undone and what can be redone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.done: deque[UndoEntry] = deque(maxlen=MOST_ENTRIES)
        self.undone: deque[UndoEntry] = deque(maxlen=MOST_ENTRIES)
        self._clock = clock
        self._key: Hashable = None
        self._since = 0.0

    def continues(self, key: Hashable) -> bool:
        """Whether something done now belongs to what was done last: a slider that is still dragged."""
        now = self._clock()
        same = key is not None and key == self._key and now - self._since < MERGE_SECONDS and bool(self.done)
        self._key, self._since = key, now
        return same

    def add(self, entry: UndoEntry) -> None:
        """Something is done that can be undone; what was undone before cannot be redone any more."""
        self.done.append(entry)
        self.undone.clear()

    def interrupt(self) -> None:
        """What is done next belongs to nothing before."""
        self._key = None

    def discard(self, entry: UndoEntry) -> None:
        """What the entry was for could not be done."""
        if entry in self.done:
            self.done.remove(entry)
        self._key = None

    def take(self, redo: bool) -> UndoEntry | None:
        """Returns the entry to go to now, or None."""
        self._key = None
        pile = self.undone if redo else self.done
        return pile.pop() if pile else None

    def keep(self, entry: UndoEntry, redo: bool) -> None:
        """Keeps the way back from a redo or an undo."""
        (self.done if redo else self.undone).append(entry)

    def trim(self, present: Timeline, share: float = 1.0) -> None:
        """Lets the oldest entries go, first the moments of their runs, until the rest is not too large: no
        more than this share of `MOST_BYTES`."""
        free = {id(part) for part in present.parts()}
        while self.n_bytes(free) > share * MOST_BYTES and (self.done or self.undone):
            pasts = (entry.past for entry in (*self.done, *self.undone))
            oldest = next((past for past in pasts if past and past.timeline.moments), None)
            if oldest is not None:
                oldest.timeline.strip()
            else:
                (self.done or self.undone).popleft()

    def n_bytes(self, free: set[int]) -> int:
        """Returns the size of all entries, each part counted once, but for those with an id in `free`."""
        parts = {id(part): part for entry in (*self.done, *self.undone) for part in entry.parts()}
        return sum(part.n_bytes for key, part in parts.items() if key not in free)  # type: ignore[attr-defined]
