"""What waits for one browser: messages in order, and of the frames the newest only. Knows no sockets.

Everything here is bounded. Of a browser no more is read than can be answered: while many answers wait or are
promised, its next message does. It acknowledges its STATE frames; with two of them on the way the next one
waits, and is replaced when a newer one comes, so a slow browser skips frames and never falls behind.

In a large room one acknowledgement for every few frames is enough, and the window is as much larger. The
browser is told so (`Acknowledge`); for one that does not know the message every frame counts, as before. As
soon as one is too slow for that, it acknowledges every frame again for a while.
"""

import functools
import time
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from server.messages import Acknowledge, CloseCode, write_message
from server.messages.waiting import Flag

MOST_UNANSWERED = 64  # answers that wait; before the next request is read some of these are sent
MOST_PROMISED = 8  # requests that are not yet carried out
MOST_WAITING = 2 * MOST_UNANSWERED  # with what nobody has asked for
WINDOW = 2
STALLED_SECONDS = 15.0
MOST_BYTES_ON_THE_WAY = 128 * 1024
MEMBERS_A_FRAME = 50  # of a room: with so many more, one more frame is told of by one acknowledgement
MOST_FRAMES_TOLD_OF = 4
CAREFUL_SECONDS = 60.0  # before a browser that was too slow acknowledges less often again

Kind = Literal[
    "state",
    "points",
    "history",
    "features",
    "laser",
    "devices",
    "acknowledge",
    "class",
    "board",
    "collection",
    "lesson_answers",
    "people",
    "me",
    "timer",
    "kept",
    "wall",
]
Newest = Literal["probe", "standing", "neuron", "inside", "numbers"]
NEWEST: tuple[Newest, ...] = get_args(Newest)
"""Of these the newest one waits, behind all messages and before the state; the first ones go first."""


def frames_told_of(n_members: int, n_bytes: int) -> int:
    """Returns of how many frames, each so many bytes long, one acknowledgement tells in a room: so many that
    one more may be on its way."""
    fitting = (MOST_BYTES_ON_THE_WAY - 1) // max(1, n_bytes)
    return max(1, min(MOST_FRAMES_TOLD_OF, 1 + n_members // MEMBERS_A_FRAME, fitting))


def nobody() -> None:
    """Called when something may go out, and nothing is there that would bring it."""


class OnTheWay(NamedTuple):
    """A STATE frame that was sent and not yet acknowledged, which it might have been `since` then; `size` in
    bytes."""

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
        self.moved_to = ""  # the replica, where it is closed because what it is of has moved
        self._may_ask = True  # or nothing is read of it for now
        self.promised = 0  # answers that will be put here when the trainer has done what is asked for
        self.wake: Callable[[], None] = nobody  # called whenever there may be something to take
        self._clock = clock
        self._most_waiting = most_waiting
        self._stalled_seconds = stalled_seconds
        self._control: dict[str | int, str | bytes] = {}
        self._count = 0
        self._state: tuple[int, bytes] | None = None
        self._newest: dict[Newest, str | bytes] = {}
        self._on_the_way: tuple[OnTheWay, ...] = ()
        self._bytes_on_the_way = 0
        self._every = 1  # so many frames one acknowledgement tells of
        self._careful_until = float("-inf")
        self._relieved = Flag()
        self._closed = Flag()

    def put(self, item: str | bytes, kind: Kind | None = None) -> None:
        """Adds what must arrive. Of a kind only one waits: a newer one takes its place in the queue."""
        if self.closing is not None:
            return
        if kind is None:
            self._count += 1
        self._control[kind or self._count] = item
        self.wake()
        if len(self._control) > self._most_waiting:
            self.close(CloseCode.TOO_SLOW)

    def waits(self, kind: Kind) -> bool:
        """Whether one of this kind was not yet sent."""
        return kind in self._control

    async def has_room(self) -> None:
        """Waits until there is room for the answer to another request. Acknowledgements are not read
        meanwhile: where that is not the browser's fault it is no time in which it says nothing."""
        was_deaf = False
        while self._is_deaf or len(self._control) >= MOST_UNANSWERED:
            was_deaf |= self._is_deaf
            self._relieved.clear()
            await self._relieved.wait()
        if was_deaf:
            now = self._clock()
            self._on_the_way = tuple(each._replace(since=now) for each in self._on_the_way)

    @property
    def _is_deaf(self) -> bool:
        """Whether nothing is read of the browser because of what the room has yet to do."""
        return not self._may_ask or self.promised >= MOST_PROMISED

    def take_requests(self, may_come: bool) -> None:
        """Lets another request be read, or none for now."""
        if may_come and not self._may_ask:
            self._relieved.set()
        self._may_ask = may_come

    def keep_promise(self, answer: str | None) -> None:
        """Adds an answer that was promised, unless none is wanted."""
        self.promised -= 1
        self._relieved.set()
        if answer is not None:
            self.put(answer)

    def put_state(self, sequence: int, frame: bytes, every: int = 1) -> None:
        """Replaces a STATE frame not yet sent. One acknowledgement for `every` so many is enough, unless this
        one waits for the browser."""
        self.check()
        if self.closing is not None:
            return
        if self._state is not None:
            self.dropped_frames += 1
            if not self._is_open():
                every = 1
        self._state = sequence, frame
        self.wake()
        if every != self._every:
            self._ask_for(every)

    def _ask_for(self, every: int) -> None:
        """Tells the browser how often to acknowledge: more often at once, less often not too soon after."""
        now = self._clock()
        if every > self._every and now < self._careful_until:
            return
        if every < self._every:
            self._careful_until = now + CAREFUL_SECONDS
        self._every = every
        self.put(_acknowledge(every), "acknowledge")

    def put_newest(self, kind: Newest, item: str | bytes) -> None:
        """Replaces what was not yet sent of a kind that has a place of its own."""
        if self.closing is None:
            self._newest[kind] = item
            self.wake()

    def forget(self, kind: Newest) -> None:
        """Drops what was not yet sent of a kind: the browser asks for something else, or for nothing."""
        self._newest.pop(kind, None)

    def acknowledge(self, sequence: int) -> bool:
        """Makes room for more frames; returns whether this frame was on the way at all."""
        for number, frame in enumerate(self._on_the_way, 1):
            if frame.sequence == sequence:
                self._bytes_on_the_way -= sum(each.size for each in self._on_the_way[:number])
                self._on_the_way = self._on_the_way[number:]
                if self._state is not None or self._newest:
                    self.wake()
                return True
        return False

    def close(self, code: CloseCode, moved_to: str = "") -> None:
        """Ends the connection: nothing more goes out but a goodbye. The first reason stays."""
        if self.closing is None:
            self.closing, self.moved_to = code, moved_to
            self._control.clear()
            self._newest.clear()
            self._state = None
            self._closed.set()

    def check(self) -> None:
        """Closes the outbox of a browser that has acknowledged nothing for too long."""
        if self._is_deaf or not self._on_the_way:
            return
        if self._clock() - self._on_the_way[0].since > self._stalled_seconds:
            self.close(CloseCode.TOO_SLOW)

    def lost(self) -> None:
        """Nobody is there any more."""
        self._closed.set()

    async def closed(self) -> CloseCode | None:
        """Waits until the outbox is closed; returns why, or None when nobody is there any more."""
        await self._closed.wait()
        return self.closing

    def take(self) -> str | bytes | None:
        """Returns what may go out now, or None: messages first, then the newest frames while the window is
        open."""
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
        self._bytes_on_the_way += len(frame)
        return frame

    def _is_open(self) -> bool:
        """Whether one more frame may go on the way: few are, and they are not large."""
        most = WINDOW - 1 + self._every
        return len(self._on_the_way) < most and self._bytes_on_the_way < MOST_BYTES_ON_THE_WAY


@functools.cache
def _acknowledge(every: int) -> str:
    return write_message(Acknowledge(every=every))
