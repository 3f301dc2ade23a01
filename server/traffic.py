"""The connections there are, and what was sent and refused since the server started."""

from collections import Counter
from dataclasses import dataclass, field

from server.messages import CloseCode
from server.messages.outbox import Outbox


@dataclass(slots=True)
class Traffic:
    """The outboxes of all sockets that are open, in rooms or not yet, and counts of what has happened."""

    outboxes: set[Outbox] = field(default_factory=set)
    frames: int = 0
    messages: int = 0
    sent_bytes: int = 0
    refused: Counter[CloseCode] = field(default_factory=Counter)
    _dropped_frames: int = 0  # of connections that have ended

    @property
    def dropped_frames(self) -> int:
        """How many frames were replaced by newer ones before they could be sent."""
        return self._dropped_frames + sum(outbox.dropped_frames for outbox in self.outboxes)

    def sent(self, item: str | bytes) -> None:
        """A frame or a message has gone out to a client."""
        self.frames += isinstance(item, bytes)
        self.messages += isinstance(item, str)
        self.sent_bytes += len(item)

    def ended(self, outbox: Outbox) -> None:
        """A connection has ended."""
        self.outboxes.discard(outbox)
        self._dropped_frames += outbox.dropped_frames
