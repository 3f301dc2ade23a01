"""What waits in an outbox is written straight to its browser's transport, without a task for each browser.

A frame for many is made a WebSocket frame once, and the same bytes go to all of them. Who has something to
get stands in one queue; some are served at a time, so that the event loop does other things in between. A
browser whose system has not taken all of the last gets nothing until it has.
"""

import asyncio
import struct
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from server.messages.outbox import Outbox, nobody
from server.traffic import Traffic

SECONDS_AT_ONCE = 0.002
TEXT, BINARY = 0x81, 0x82  # the first byte of a message in one piece


class Connection(Protocol):
    """A socket that a line ends at."""

    transport: asyncio.Transport
    line: "Line | None"

    def takes_more(self) -> bool:
        """Whether all that was written is with the system, and the connection is not about to end."""


class Line:
    """The way from an outbox to its browser."""

    def __init__(self, outbox: Outbox, connection: Connection, post: "Post", traffic: Traffic) -> None:
        self.outbox = outbox
        self._connection, self._post, self._traffic = connection, post, traffic
        self._is_waiting = False

    def wake(self) -> None:
        """There may be something to take, and room for it."""
        if not self._is_waiting:
            self._is_waiting = True
            self._post.add(self)

    def write(self) -> None:
        """Writes what may go out, as far as the system takes it at once."""
        self._is_waiting = False
        connection = self._connection
        while connection.takes_more() and (item := self.outbox.take()) is not None:
            connection.transport.write(self._post.framed(item))
            self._traffic.sent(item)


class Post:
    """Who has something to get, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Line] = deque()
        self._is_going = False
        self._framed: tuple[str | bytes, bytes] = "", b""

    @contextmanager
    def carrying(self, outbox: Outbox, connection: Connection, traffic: Traffic) -> Iterator[None]:
        """What is put into the outbox goes to the connection for as long as the block lasts."""
        connection.line = line = Line(outbox, connection, self, traffic)
        outbox.wake = line.wake
        try:
            yield
        finally:
            connection.line, outbox.wake = None, nobody

    def add(self, line: Line) -> None:
        """The line is served when it is its turn."""
        self._waiting.append(line)
        if not self._is_going:
            self._is_going = True
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        until = time.monotonic() + SECONDS_AT_ONCE
        try:
            while self._waiting and time.monotonic() < until:
                self._waiting.popleft().write()
        finally:
            self._is_going = bool(self._waiting)
            if self._is_going:
                asyncio.get_running_loop().call_soon(self._go_on)

    def framed(self, item: str | bytes) -> bytes:
        """Returns a message as it is on the wire; the same bytes if it is the one of before."""
        if item is not self._framed[0]:
            self._framed = item, framed(item)
        return self._framed[1]


def framed(item: str | bytes) -> bytes:
    """Returns a message as a WebSocket frame of the server's."""
    kind, payload = (TEXT, item.encode()) if isinstance(item, str) else (BINARY, item)
    n = len(payload)
    if n < 126:
        return struct.pack(">BB", kind, n) + payload
    if n < 65536:
        return struct.pack(">BBH", kind, 126, n) + payload
    return struct.pack(">BBQ", kind, 127, n) + payload
