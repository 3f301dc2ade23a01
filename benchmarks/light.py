"""A thousand browsers in one process that cost next to nothing: sockets, one epoll, no event loop.

Of a frame they read the first bytes; the rest is dropped by the system without being copied. They
acknowledge as the server tells them to, and answer pings. For measurements of the server alone. Linux only.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from array import array
from typing import Any

from tests.server.people.attack import CLOSE, HEADERS, PING, PONG, TEXT, frame

HEAD_BYTES = 64  # of what comes that is looked at, with the whole header of a STATE frame in it
PIECE = bytearray(256 * 1024)
LATEST_SECONDS = 0.5  # from the first frame that is not acknowledged
STATE = 1


class Light:
    """One browser. `epoch` is that of its newest STATE frame; `every` of them is acknowledged."""

    def __init__(self, port: int, hello: dict[str, Any]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(f"GET /socket HTTP/1.1\r\n{HEADERS}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        self.socket.setblocking(False)
        self.say({"type": "hello", **hello})
        self.welcome: dict[str, Any] = {}
        self.epoch = self.n_states = self.n_acknowledged = self.n_bytes = 0
        self.is_gone = False
        self.every = 1
        self.unacknowledged = 0
        self._since = 0.0
        self._sequence = 0
        self._head = b""  # of a frame whose beginning has not come wholly
        self._left = 0  # bytes of a frame that are passed over

    def say(self, message: dict[str, Any]) -> None:
        self._send(frame(TEXT, json.dumps(message, separators=(",", ":")).encode()))

    def _send(self, data: bytes) -> None:
        try:
            self.socket.send(data)
        except OSError:
            self.is_gone = True

    def read(self, crowd: Crowd) -> None:
        """Reads what has come, up to the end of a frame."""
        try:
            if not self._left:
                self._begin(crowd)
            while self._left:
                n = min(self._left, len(PIECE))
                if not (got := self.socket.recv_into(PIECE, n, socket.MSG_TRUNC)):
                    self.is_gone = True
                    return
                self._left -= got
        except BlockingIOError:
            pass
        except OSError:
            self.is_gone = True

    def _begin(self, crowd: Crowd) -> None:
        got = self.socket.recv(HEAD_BYTES)
        if not got:
            self.is_gone = True
            return
        have = self._head + got
        while len(have) >= 2:
            length, at = have[1], 2
            if length == 126:
                length, at = int.from_bytes(have[2:4]), 4
            elif length == 127:
                length, at = int.from_bytes(have[2:10]), 10
            opcode = have[0] & 15
            is_binary = opcode == 2
            if len(have) < at + min(length, 24 if is_binary else length):
                break
            self.n_bytes += at + length
            payload = have[at : at + length]
            if is_binary:
                self._left = at + length - len(have)
                if payload[3] == STATE:
                    self._take_state(payload, crowd)
                if self._left >= 0:
                    have = b""
                    break
                self._left = 0
            else:
                self._take_other(opcode, payload)
            have = have[at + length :]
        self._head = have

    def _take_state(self, payload: bytes, crowd: Crowd) -> None:
        now = time.monotonic()
        self._sequence, _, self.epoch = struct.unpack_from("<III", payload, 8)
        self.n_states += 1
        if crowd.times is not None:
            crowd.times.setdefault(self._sequence, array("d")).append(now)
        if not self.unacknowledged:
            self._since = now
        self.unacknowledged += 1
        if self.unacknowledged >= self.every:
            self.acknowledge()

    def acknowledge(self, now: float | None = None) -> None:
        """Acknowledges what has come; with a time, only if it has waited long enough."""
        if self.unacknowledged and (now is None or now - self._since > LATEST_SECONDS):
            self._send(frame(TEXT, b'{"type":"ack","sequence":%d}' % self._sequence))
            self.unacknowledged = 0
            self.n_acknowledged += 1

    def _take_other(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._send(frame(PONG, payload))
        elif opcode == CLOSE:
            self.is_gone = True
        elif opcode == TEXT and (not self.welcome or payload.startswith(b'{"type":"acknowledge"')):
            message = json.loads(payload)
            if message["type"] == "welcome":
                self.welcome = message
            elif message["type"] == "acknowledge":
                self.every = message["every"]
                self.acknowledge()


class Crowd:
    """Browsers that are read together. `times` has, while it is a dictionary, for each sequence number of a
    STATE frame when it came to each of those who got it."""

    def __init__(self) -> None:
        self.everybody: list[Light] = []
        self.times: dict[int, array[float]] | None = None
        self._by_socket: dict[int, Light] = {}
        self._epoll = select.epoll()
        self._look_at = 0.0  # who has not acknowledged for too long

    def come(self, port: int, hello: dict[str, Any] | None = None) -> Light:
        """Adds a browser that has its first picture."""
        one = Light(port, hello or {})
        self.everybody.append(one)
        self._by_socket[one.socket.fileno()] = one
        self._epoll.register(one.socket, select.EPOLLIN)
        until = time.monotonic() + 30
        while not (one.welcome and one.n_states):
            assert not one.is_gone, "closed by the server"
            assert time.monotonic() < until, "no picture came"
            self.read(0.002)
        return one

    def read(self, seconds: float) -> None:
        """Reads what comes for so long."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            if now > self._look_at:
                self._look_at = now + 0.1
                for each in self.everybody:
                    each.acknowledge(now)
            for number, _ in self._epoll.poll(min(0.1, until - now), 1000):
                one = self._by_socket[number]
                one.read(self)
                if one.is_gone:
                    self._epoll.unregister(one.socket)

    def leave(self, whom: list[Light]) -> None:
        """They go without a word."""
        for each in whom:
            each.is_gone = True
            self._by_socket.pop(each.socket.fileno(), None)
            each.socket.close()
        self.everybody = [each for each in self.everybody if not each.is_gone]
