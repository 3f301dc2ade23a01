"""How many messages one connection may send."""

import time
from collections.abc import Callable

from server.messages import BadMessage, CloseCode, Refused
from server.rooms.bucket import Bucket

BURST_SECONDS = 2.0
PATIENCE_SECONDS = 3.0
BYTES_A_MESSAGE = 1024  # a longer one counts as several


class Limiter:
    """Refuses messages past the rate, and the whole connection if it goes on.

    Each kilobyte counts as a message, up to a second's worth. A full bucket holds two seconds' worth of
    messages. When it is empty, messages are refused; after three seconds' worth of refused messages the
    connection ends.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._bucket = Bucket(per_second, per_second * BURST_SECONDS, clock)

    def count(self, n_bytes: int) -> None:
        """Counts one message. Raises Refused when there were far too many."""
        drops = min(1 + n_bytes // BYTES_A_MESSAGE, self._per_second)
        if self._bucket.spend(drops) < -self._per_second * PATIENCE_SECONDS:
            raise Refused(CloseCode.TOO_MANY_MESSAGES)

    def check(self, id: int | None) -> None:
        """Raises BadMessage when the message just counted was too much."""
        if self._bucket.level() < 0:
            raise BadMessage("too_fast", f"at most {self._per_second:g} messages a second, please", None, id)

    def give_back(self, part: float = 1.0) -> None:
        """The message just counted costs nothing, or a part less."""
        self._bucket.give_back(part)
