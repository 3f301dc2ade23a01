"""Connections that go to another child when their next request is for that one.

A browser keeps a connection and asks for `/p1/…` and `/p2/…` on it. Between two requests a connection can be
given away like one that has just been accepted, together with what was read of the next; so no child passes
on what another says. A request that comes before the last is answered stays, and the app says that it is
wrong there.
"""

import asyncio
import socket
from typing import Any, Protocol

import h11

from server.front.request_line import RequestLine
from server.web.sockets.wire import HttpConnection


class Mover(Protocol):
    """A child of the front."""

    number: int
    line: RequestLine

    def move(self, child: int, begun: bytes, connection: socket.socket) -> bool:
        """Gives a connection to another child, with what was read of a request; returns whether it went."""


class MovableConnection(HttpConnection):
    """A connection of a child. `begun` was read of it before it came here."""

    begun = b""

    def __init__(self, mover: Mover, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mover = mover

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.begun and not transport.is_closing():
            self.data_received(self.begun)

    def data_received(self, data: bytes) -> None:
        """Reads on, unless what begins here is for another child."""
        if not self._is_between_requests() or not self._moves(self.conn.trailing_data[0] + data):
            super().data_received(data)

    def _is_between_requests(self) -> bool:
        return (
            self.conn.our_state is h11.IDLE
            and self.conn.their_state is h11.IDLE
            and (self.cycle is None or self.cycle.response_complete)
            and not self.transport.get_write_buffer_size()
        )

    def _moves(self, begun: bytes) -> bool:
        child = self._mover.line.child(begun)
        if child in (0, self._mover.number):
            return False
        connection: socket.socket = self.transport.get_extra_info("socket")
        if not self._mover.move(child, begun, connection):
            return False
        self.transport.pause_reading()
        self.transport.abort()  # here alone: whoever has it goes on
        return True
