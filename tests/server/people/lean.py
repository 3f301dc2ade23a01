"""A browser that costs its own process almost nothing, so that hundreds of them measure the server.

It acknowledges STATE frames, as often as the server wants it, without reading them further, answers pings,
and keeps the welcome.
"""

import asyncio
import json
import ssl
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.server.people.attack import CLOSE, HEADERS, PING, PONG, TEXT, frame

STATE = 1
LATEST_SECONDS = 0.5  # from the first frame that is not acknowledged


class Lean(asyncio.Protocol):
    """One connection. `on_state(sequence)` is called for every STATE frame."""

    def __init__(
        self, hello: dict[str, Any], on_state: Callable[[int], None] | None = None, path: str = "/socket"
    ) -> None:
        self.hello, self.path = hello, path
        self.on_state = on_state
        self.welcome: dict[str, Any] = {}
        self.n_states = 0
        self.epoch = self.generation = 0  # of the newest STATE frame
        self.n_bytes = 0
        self.longest = 0  # of the STATE frames, in bytes
        self.close_code: int | None = None
        self.knows_every = True  # or it acknowledges each frame, like the pages of before
        self.every = 1
        self.told: list[int] = []  # how often to acknowledge, one after the other
        self.n_acknowledgements = 0
        self._unacknowledged: list[int] = []
        self.has_picture = asyncio.Event()
        self.is_gone = asyncio.Event()
        self.reads_by_itself = True
        self._buffer = bytearray()
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(f"GET {self.path} HTTP/1.1\r\n{HEADERS}\r\n".encode())

    def connection_lost(self, _: Exception | None) -> None:
        self.is_gone.set()

    def send(self, message: dict[str, Any]) -> None:
        self.transport.write(frame(TEXT, json.dumps(message).encode()))

    def data_received(self, data: bytes) -> None:
        self.n_bytes += len(data)
        self._buffer += data
        if not self._is_open:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._is_open = True
            self._buffer = bytearray(rest)
            self.send({"type": "hello", **self.hello})
        while self.reads_by_itself and self._take_frame():
            pass

    def read_one(self) -> None:
        """Reads up to and with the next STATE frame, as far as it has come; for one that reads slowly."""
        n_states = self.n_states
        while self.n_states == n_states and self._take_frame():
            pass

    def _take_frame(self) -> bool:
        have = self._buffer
        if len(have) < 2:
            return False
        length, at = have[1], 2
        if length == 126:
            at = 4
            length = struct.unpack_from(">H", have, 2)[0] if len(have) >= at else 0
        elif length == 127:
            at = 10
            length = struct.unpack_from(">Q", have, 2)[0] if len(have) >= at else 0
        if len(have) < at + length:
            return False
        opcode, payload = have[0] & 15, bytes(have[at : at + length])
        del have[: at + length]
        self._receive(opcode, payload)
        return True

    def _receive(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(frame(PONG, payload))
        elif opcode == CLOSE:
            self.close_code = struct.unpack(">H", payload[:2])[0] if payload else 1005
            self.transport.write(frame(CLOSE, payload[:2]))
        elif opcode == TEXT and (not self.welcome or payload.startswith(b'{"type":"acknowledge"')):
            message = json.loads(payload)
            if message["type"] == "welcome":
                self.welcome = message
            elif message["type"] == "acknowledge" and self.knows_every:
                self.every = message["every"]
                self.told.append(self.every)
                self.acknowledge()
        elif opcode != TEXT and payload[3] == STATE:
            sequence, self.generation, self.epoch = struct.unpack_from("<III", payload, 8)
            self.n_states += 1
            self.longest = max(self.longest, len(payload))
            self.has_picture.set()
            self._unacknowledged.append(sequence)
            if len(self._unacknowledged) >= self.every:
                self.acknowledge()
            elif len(self._unacknowledged) == 1:
                asyncio.get_running_loop().call_later(LATEST_SECONDS, self._acknowledge_late, sequence)
            if self.on_state is not None:
                self.on_state(sequence)

    def acknowledge(self) -> None:
        """Acknowledges what has come: the newest stands for those before it."""
        if self._unacknowledged:
            self.send({"type": "ack", "sequence": self._unacknowledged[-1]})
            self.n_acknowledgements += 1
            self._unacknowledged.clear()

    def _acknowledge_late(self, sequence: int) -> None:
        if sequence in self._unacknowledged and not self.transport.is_closing():
            self.acknowledge()


async def come(
    port: int,
    hello: dict[str, Any] | None = None,
    on_state: Callable[[int], None] | None = None,
    path: str = "/socket",
    tls: ssl.SSLContext | None = None,
) -> Lean:
    """Returns a client that has its first picture."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(
        lambda: Lean(hello or {}, on_state, path), "127.0.0.1", port, ssl=tls
    )
    waiting = [asyncio.ensure_future(each.wait()) for each in (client.has_picture, client.is_gone)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
    assert client.has_picture.is_set(), f"closed with {client.close_code}"
    return client


def watch(host: Lean) -> dict[str, str]:
    """The hello of somebody with the watch link."""
    return {"room": host.welcome["room"], "token": host.welcome["watch"]}


async def leave(clients: list[Lean]) -> None:
    """Cuts the connections off, without a word."""
    for client in clients:
        client.transport.abort()
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            for client in clients:
                await client.is_gone.wait()


def now() -> float:
    return time.monotonic()
