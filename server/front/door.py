"""The door of a server of several processes: accepts connections, looks where each wants to go, and hands it
over. Nothing of a connection is read here but looked at, so whoever takes it finds all of it.
"""

import asyncio
import json
import logging
import socket
from contextlib import suppress
from typing import Protocol

from server.front.request_line import MOST_BYTES, RequestLine
from server.logs import tell
from server.settings import Settings

MOST_AT_ONCE = 64  # connections are accepted before others have their turn
MOST_WAITING = 1000  # connections that have sent nothing, or wait for a child; past it the oldest is given up
PAUSE_SECONDS = 1.0  # until the next is accepted when the system gives us no more files
READ_BYTES = 65_536


class Takers(Protocol):
    """Who takes connections."""

    def is_ready(self) -> bool:
        """Whether any of them takes connections."""

    def hand_over(self, child: int, is_socket: bool, read: bytes, connection: socket.socket) -> bool:
        """Gives a connection to the child of that number, for 0 to the next in turn, with what was read of it
        already. Returns whether it was taken."""


class Arrival:
    """A connection that nobody has taken yet: what is known of its request, of which `read` is no longer
    in the connection itself."""

    def __init__(self, connection: socket.socket, read: bytes) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.read = self.begun = read
        self.timer: asyncio.TimerHandle | None = None


class Door:
    """Accepts from a listening socket until it is closed."""

    def __init__(self, listening: socket.socket, chosen: Settings, takers: Takers) -> None:
        self._listening = listening
        self._takers = takers
        self._seconds = chosen.request_seconds
        self._line = RequestLine(chosen.root_path)
        self._waiting: dict[Arrival, None] = {}  # the oldest first
        self._loop = asyncio.get_running_loop()
        self._listening.setblocking(False)
        self._open()

    def close(self) -> None:
        """Lets nobody in any more, and gives those up who wait."""
        self._loop.remove_reader(self._listening)
        self._listening.close()
        for each in list(self._waiting):
            self._end(each)

    def somebody_is_ready(self) -> None:
        """Those go on who wait for a child."""
        for each in list(self._waiting):
            if each.begun:
                self._give(each)

    def let_in(self, connection: socket.socket, read: bytes = b"") -> None:
        """Finds somebody for a connection, of which so much was read before it came here."""
        arrival = Arrival(connection, read)
        if read:
            self._give(arrival)
        else:
            self._look(arrival)

    def _open(self) -> None:
        if self._listening.fileno() >= 0:
            self._loop.add_reader(self._listening, self._accept)

    def _accept(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                connection, _ = self._listening.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as error:
                tell("not_accepted", str(error), level=logging.WARNING)
                self._loop.remove_reader(self._listening)
                self._loop.call_later(PAUSE_SECONDS, self._open)
                return
            self.let_in(connection)

    def _look(self, arrival: Arrival) -> None:
        """Looks at what has come. Who has sent a part of a line only is as welcome anywhere: his child reads
        on, and sends him where he belongs."""
        try:
            arrival.begun = arrival.connection.recv(MOST_BYTES, socket.MSG_PEEK)
        except BlockingIOError:
            self._wait(arrival)
            self._loop.add_reader(arrival.connection, self._look, arrival)
            return
        except OSError:
            self._end(arrival)
            return
        if arrival.begun:
            self._loop.remove_reader(arrival.connection)
            self._give(arrival)
        else:
            self._end(arrival)

    def _give(self, arrival: Arrival) -> None:
        child, path = self._line.child(arrival.begun), self._line.path(arrival.begun)
        is_socket = path in (b"/socket", b"/class")
        if self._takers.hand_over(child, is_socket, arrival.read, arrival.connection):
            self._end(arrival)
        elif self._takers.is_ready():
            self._answer(arrival, 502, {"error": f"process p{child} is not there" if child else "busy"})
        elif path == b"/healthz":
            self._answer(arrival, 200, {"status": "ok"})
        elif path == b"/readyz":
            self._answer(arrival, 503, {"status": "loading"})
        else:
            self._wait(arrival)

    def _wait(self, arrival: Arrival) -> None:
        if arrival in self._waiting:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._end(next(iter(self._waiting)))
        self._waiting[arrival] = None
        arrival.timer = self._loop.call_later(self._seconds, self._give_up, arrival)

    def _give_up(self, arrival: Arrival) -> None:
        if arrival.begun:
            self._answer(arrival, 503, {"status": "loading"})
        else:
            self._end(arrival)

    def _answer(self, arrival: Arrival, status: int, told: dict[str, str]) -> None:
        """Answers, and ends the connection; what came is read before, or the answer would be lost with it."""
        body = json.dumps(told, separators=(",", ":"))
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n{HEADERS}"
        with suppress(OSError):
            arrival.connection.recv(READ_BYTES)
        with suppress(OSError):
            arrival.connection.send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        self._end(arrival)

    def _end(self, arrival: Arrival) -> None:
        """Is done with a connection, which lives on if somebody has taken it."""
        self._waiting.pop(arrival, None)
        if arrival.timer is not None:
            arrival.timer.cancel()
        self._loop.remove_reader(arrival.connection)
        arrival.connection.close()


HEADERS = "Cache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\n"
REASONS = {200: "OK", 502: "Bad Gateway", 503: "Service Unavailable"}
