"""The connections there are, and what was sent and refused since the server started."""

from collections import Counter
from dataclasses import dataclass, field

from server.messages import CloseCode
from server.messages.outbox import Outbox

MOST_ORIGINS = 20  # of foreign pages are named in the log; anybody can make up more


@dataclass(slots=True)
class Traffic:
    """The outboxes of all sockets that are open, in rooms or not yet, and counts of what has happened."""

    outboxes: set[Outbox] = field(default_factory=set)
    frames: int = 0
    messages: int = 0
    sent_bytes: int = 0
    refused: Counter[CloseCode] = field(default_factory=Counter)
    _dropped_frames: int = 0  # of connections that have ended
    _origins: set[tuple[str, str]] = field(default_factory=set)  # of pages that were refused, with our host

    @property
    def dropped_frames(self) -> int:
        """How many frames were replaced by newer ones before they could be sent."""
        return self._dropped_frames + sum(outbox.dropped_frames for outbox in self.outboxes)

    def sent(self, item: str | bytes) -> None:
        """A frame or a message has gone out to a client."""
        self.frames += isinstance(item, bytes)
        self.messages += isinstance(item, str)
        self.sent_bytes += len(item)

    def is_new_origin(self, origin: str, host: str) -> bool:
        """Whether a refusal of this page is to be told: the first of each, and no more than a few in all."""
        is_new = (origin, host) not in self._origins and len(self._origins) < MOST_ORIGINS
        if is_new:
            self._origins.add((origin, host))
        return is_new

    def ended(self, outbox: Outbox) -> None:
        """A connection has ended."""
        self.outboxes.discard(outbox)
        self._dropped_frames += outbox.dropped_frames
