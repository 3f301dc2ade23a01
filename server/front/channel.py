"""The line between the front and a child: short messages, of which some carry a connection.

A pair of Unix sockets, which have no name that anybody else could reach. A message is what it says (1 byte),
the number of a child (1 byte), the length of what follows (4 bytes), and that many bytes. The connection
travels with the first byte.
"""

import asyncio
import logging
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import NamedTuple

from server.logs import tell

HEADER = struct.Struct(">BBI")
MOST_BYTES = 256 * 1024  # of what follows: a request's first line and headers
MOST_AT_ONCE = 32  # messages are read before others have their turn
BUFFER_BYTES = 512 * 1024
CAN_HAND_OVER = hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")


class Says(IntEnum):
    """What a message says."""

    READY = 1  # a child takes connections
    STOPPING = 2  # a child takes none any more
    CONNECTION = 3  # take it, and what was read of it already; of a child: for the one of that number
    HERE = 4  # a child does what it should


class Message(NamedTuple):
    """A message as it came; the connection belongs to who gets it."""

    says: Says
    child: int
    begun: bytes
    connection: socket.socket | None


def pair() -> tuple[socket.socket, socket.socket]:
    """Returns the two ends of a new line."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for each in ends:
        each.setblocking(False)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
    return ends


class Channel:
    """One end of a line, on the event loop. `told` gets each message; `ended` is called when the other end is
    gone."""

    def __init__(
        self, end: socket.socket, told: Callable[[Message], None], ended: Callable[[], None]
    ) -> None:
        self._end = end
        self._told, self._ended = told, ended
        self._loop = asyncio.get_running_loop()
        self._header, self._begun = b"", b""
        self._connection: socket.socket | None = None
        self._left = b""  # of a message that the system has not taken wholly
        self._loop.add_reader(end, self._read)

    def send(
        self, says: Says, child: int = 0, begun: bytes = b"", connection: socket.socket | None = None
    ) -> bool:
        """Sends a message; returns whether it will arrive if the other end lives. A connection stays open
        here: who sent it closes his own."""
        if self._end.fileno() < 0 or len(begun) > MOST_BYTES:
            return False
        whole = HEADER.pack(says, child, len(begun)) + begun
        if self._left:
            if connection is None:
                self._left += whole
            return connection is None
        try:
            files = [connection.fileno()] if connection is not None else []
            n = socket.send_fds(self._end, [whole], files) if files else self._end.send(whole)
        except OSError:  # it has no room, or is gone, of which `ended` tells
            return False
        if n < len(whole):
            self._left = whole[n:]
            self._loop.add_writer(self._end, self._write)
        return True

    def close(self) -> None:
        """Ends it; nothing is told any more."""
        if self._end.fileno() >= 0:
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
            self._end.close()
        self._drop()

    def _write(self) -> None:
        with suppress(OSError):  # of its end `_read` knows
            self._left = self._left[self._end.send(self._left) :]
        if not self._left:
            self._loop.remove_writer(self._end)

    def _read(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                is_whole = self._read_on()
            except BlockingIOError:
                return
            except OSError:  # broken, or at its end
                self.close()
                self._ended()
                return
            if is_whole:
                self._hand_on()
            if self._end.fileno() < 0:
                return

    def _read_on(self) -> bool:
        """Reads what is there of a message; returns whether it is whole. Raises OSError at the end."""
        if len(self._header) < HEADER.size:
            self._header += self._read_header(HEADER.size - len(self._header))
            if len(self._header) < HEADER.size:
                return False
        length: int = HEADER.unpack(self._header)[2]
        if len(self._begun) < length:
            part = self._end.recv(length - len(self._begun))
            if not part:
                raise ConnectionResetError
            self._begun += part
        return len(self._begun) == length

    def _read_header(self, n: int) -> bytes:
        data, files, flags, _ = socket.recv_fds(self._end, n, 1)
        if not data:
            raise ConnectionResetError
        if files:
            os.set_inheritable(files[0], False)
            self._connection = socket.socket(fileno=files[0])
        if flags & getattr(socket, "MSG_CTRUNC", 0):
            tell("no_more_files", "a connection was lost: too many are open", level=logging.WARNING)
        return data

    def _hand_on(self) -> None:
        says, child, _ = HEADER.unpack(self._header)
        message = Message(Says(says), child, self._begun, self._connection)
        self._header, self._begun, self._connection = b"", b"", None
        self._told(message)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
