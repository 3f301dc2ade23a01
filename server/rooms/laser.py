"""The dot with which a host points at something. The newest counts, and only so many a second."""

import time
from collections.abc import Callable, Iterable
from weakref import WeakKeyDictionary

from server.messages import BadMessage, LaserShown, write_message
from server.messages.outbox import Outbox
from server.rooms.bucket import Bucket

MOST_PER_SECOND = 20.0
BURST = 5.0
COST = 0.25  # of what another message costs the limiter
GONE = LaserShown(panel=None, x=None, y=None)


class Pointing:
    """Who points in a room, and at what. Members are known by their outboxes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by: Outbox | None = None
        self._shown = GONE
        self._buckets: WeakKeyDictionary[Outbox, Bucket] = WeakKeyDictionary()

    def has_time_for(self, outbox: Outbox) -> bool:
        """Whether this member has not pointed too often."""
        return self._bucket(outbox).level() >= 1

    def move(self, outbox: Outbox, shown: LaserShown, everybody: Iterable[Outbox]) -> None:
        """Shows the others where a member points now. Raises BadMessage if that is too often."""
        if not self._bucket(outbox).take():
            raise BadMessage("too_fast", f"the laser may move {MOST_PER_SECOND:g} times a second at most")
        self._by = outbox
        self._send(shown, everybody)

    def put_away(self, outbox: Outbox, everybody: Iterable[Outbox]) -> None:
        """The dot goes, if it is this member's."""
        if self._by is outbox:
            self._by = None
            self._send(GONE, everybody)

    def welcome(self, outbox: Outbox) -> None:
        """Shows a new member where the dot is."""
        if self._by is not None:
            outbox.put(write_message(self._shown), "laser")

    def _send(self, shown: LaserShown, everybody: Iterable[Outbox]) -> None:
        self._shown = shown
        text = write_message(shown)
        for each in everybody:
            if each is not self._by:
                each.put(text, "laser")

    def _bucket(self, outbox: Outbox) -> Bucket:
        if outbox not in self._buckets:
            self._buckets[outbox] = Bucket(MOST_PER_SECOND, BURST, self._clock)
        return self._buckets[outbox]
