"""What waits for one browser: messages in order, and of the frames the newest only. Knows no sockets.

Everything here is bounded. Of a browser no more is read than can be answered: while many answers wait or are
promised, its next message does. It acknowledges its STATE frames; with two of them on the way the next one
waits, and is replaced when a newer one comes, so a slow browser skips frames and never falls behind.
"""

import time
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from server.messages import CloseCode
from server.messages.waiting import Flag

MOST_UNANSWERED = 64  # answers that wait; before the next request is read some of these are sent
MOST_PROMISED = 8  # requests that are not yet carried out
MOST_WAITING = 2 * MOST_UNANSWERED  # with what nobody has asked for
WINDOW = 2
STALLED_SECONDS = 15.0
MOST_BYTES_ON_THE_WAY = 128 * 1024

Kind = Literal["state", "points", "history", "features", "laser", "devices"]
Newest = Literal["probe", "neuron", "numbers"]
NEWEST: tuple[Newest, ...] = get_args(Newest)
"""Of these the newest one waits, behind all messages and before the state; the first ones go first."""


class OnTheWay(NamedTuple):
    """A STATE frame that was sent and not yet acknowledged; `size` in bytes."""

    sequence: int
    since: float
    size: int


class Outbox:
    """The queue between a room and one connection."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        most_waiting: int = MOST_WAITING,
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        self.dropped_frames = 0
        self.closing: CloseCode | None = None
        self.promised = 0  # answers that will be put here when the trainer has done what is asked for
        self._clock = clock
        self._most_waiting = most_waiting
        self._stalled_seconds = stalled_seconds
        self._control: dict[str | int, str | bytes] = {}
        self._count = 0
        self._state: tuple[int, bytes] | None = None
        self._newest: dict[Newest, str | bytes] = {}
        self._on_the_way: tuple[OnTheWay, ...] = ()
        self._ready = Flag()
        self._relieved = Flag()
        self._closed = Flag()

    def put(self, item: str | bytes, kind: Kind | None = None) -> None:
        """Adds what must arrive. Of a kind only one waits: a newer one takes its place in the queue."""
        if self.closing is not None:
            return
        if kind is None:
            self._count += 1
        self._control[kind or self._count] = item
        self._ready.set()
        if len(self._control) > self._most_waiting:
            self.close(CloseCode.TOO_SLOW)

    async def has_room(self) -> None:
        """Waits until there is room for the answer to another request."""
        while len(self._control) >= MOST_UNANSWERED or self.promised >= MOST_PROMISED:
            self._relieved.clear()
            await self._relieved.wait()

    def keep_promise(self, answer: str | None) -> None:
        """Adds an answer that was promised, unless none is wanted."""
        self.promised -= 1
        self._relieved.set()
        if answer is not None:
            self.put(answer)

    def put_state(self, sequence: int, frame: bytes) -> None:
        """Replaces a STATE frame not yet sent."""
        self.check()
        if self.closing is None:
            self.dropped_frames += self._state is not None
            self._state = sequence, frame
            self._ready.set()

    def put_newest(self, kind: Newest, item: str | bytes) -> None:
        """Replaces what was not yet sent of a kind that has a place of its own."""
        if self.closing is None:
            self._newest[kind] = item
            self._ready.set()

    def forget(self, kind: Newest) -> None:
        """Drops what was not yet sent of a kind: the browser asks for something else, or for nothing."""
        self._newest.pop(kind, None)

    def acknowledge(self, sequence: int) -> bool:
        """Makes room for more frames; returns whether this frame was on the way at all."""
        sequences = [frame.sequence for frame in self._on_the_way]
        if sequence not in sequences:
            return False
        self._on_the_way = self._on_the_way[sequences.index(sequence) + 1 :]
        self._ready.set()
        return True

    def close(self, code: CloseCode) -> None:
        """Ends the connection: nothing more goes out but a goodbye. The first reason stays."""
        if self.closing is None:
            self.closing = code
            self._control.clear()
            self._newest.clear()
            self._state = None
            self._closed.set()

    def check(self) -> None:
        """Closes the outbox of a browser that has acknowledged nothing for too long."""
        if self._on_the_way and self._clock() - self._on_the_way[0].since > self._stalled_seconds:
            self.close(CloseCode.TOO_SLOW)

    async def closed(self) -> CloseCode:
        """Waits until the outbox is closed; returns why."""
        await self._closed.wait()
        assert self.closing is not None
        return self.closing

    async def next(self) -> str | bytes:
        """Waits for what goes out next: messages first, then the newest frames while the window is open."""
        while True:
            item = self.take()
            if item is not None:
                return item
            self._ready.clear()
            await self._ready.wait()

    def take(self) -> str | bytes | None:
        """Returns what may go out now, or None."""
        if self._control:
            self._relieved.set()
            return self._control.pop(next(iter(self._control)))
        if not self._is_open():
            return None
        for kind in NEWEST:
            if kind in self._newest:
                return self._newest.pop(kind)
        if self._state is None:
            return None
        (sequence, frame), self._state = self._state, None
        self._on_the_way = (*self._on_the_way, OnTheWay(sequence, self._clock(), len(frame)))
        return frame

    def _is_open(self) -> bool:
        """Whether one more frame may go on the way: few are, and they are not large."""
        on_the_way = sum(frame.size for frame in self._on_the_way)
        return len(self._on_the_way) < WINDOW and on_the_way < MOST_BYTES_ON_THE_WAY
