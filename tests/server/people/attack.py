"""A real server in a process of its own, ways to mistreat it, and the proof that it came to no harm."""

import asyncio
import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import psutil

from tests.paths import ROOT
from tests.server.people.own_time import OwnTime
from tests.server.servers.live import Client, Serving, joined

SECONDS = 15
NOISE_BYTES = 12 * 1024 * 1024  # what Python and the allocator keep for themselves after some work
HEADERS = (
    "Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: nnp.v1\r\n"
)
SO_ATTACH_FILTER = 26  # of Linux
TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


class Server:
    """A running `playground serve`."""

    def __init__(self, running: "subprocess.Popen[str]", address: str) -> None:
        self.http = address
        self.port = int(address.rsplit(":", 1)[1].rstrip("/"))
        self.socket = f"ws://127.0.0.1:{self.port}/socket"
        self.process = psutil.Process(running.pid)
        self.said: list[str] = []
        assert running.stdout is not None
        self._reader = threading.Thread(target=self.said.extend, args=(running.stdout,), daemon=True)
        self._reader.start()

    def finish_reading(self) -> None:
        """Waits for the last it says, when it has ended."""
        self._reader.join(SECONDS)

    def is_healthy(self) -> bool:
        with urllib.request.urlopen(self.http + "healthz", timeout=SECONDS) as answer:
            return bool(answer.read() == b'{"status":"ok"}')

    def n_rooms(self) -> int:
        """Returns how many rooms there are."""
        with urllib.request.urlopen(self.http + "metrics", timeout=SECONDS) as answer:
            lines = answer.read().splitlines()
        (line,) = [each for each in lines if each.startswith(b"playground_rooms ")]
        return int(float(line.split()[1]))

    def memory(self) -> int:
        """Returns the bytes of memory that the process has now."""
        return int(self.process.memory_info().rss)

    def sockets(self) -> int:
        """Returns how many files and sockets the process has open."""
        return int(self.process.num_fds())

    def unsent_bytes(self) -> int:
        """Returns what the system holds for readers that do not read (bytes sent and not yet received)."""
        return sum(unsent_bytes(self.port).values())

    async def until(self, is_so: "object", seconds: float = SECONDS) -> float:
        """Waits until something holds; returns how many seconds it took."""
        assert callable(is_so)
        begun = time.monotonic()
        while not is_so():
            assert time.monotonic() - begun < seconds, "it did not happen in time"
            await asyncio.sleep(0.02)
        return time.monotonic() - begun


def unsent_bytes(port: int) -> dict[int, int]:
    """Returns what the system holds for a server's readers: port of the reader → bytes not yet received."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ports = [[int(address.split(":")[1], 16) for address in row[1:3]] for row in rows]
    return {
        theirs: int(row[4].split(":")[0], 16)
        for (ours, theirs), row in zip(ports, rows, strict=True)
        if ours == port
    }


@contextmanager
def server(*options: str, program: str | None = None, device: str = "numpy") -> Iterator[Server]:
    """Runs a server for as long as the block lasts. It must stop cleanly and without a traceback.

    It computes with NumPy unless told otherwise, so that its memory is not that of a compiler being loaded.
    """
    start = ["-m", "server"] if program is None else ["-c", program]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    running = subprocess.Popen(
        [sys.executable, *start, "serve", "--port", "0", "--device", device, *options],
        cwd=ROOT,
        text=True,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            assert "http://" in line, line + running.stdout.read()
            made = Server(running, line.split()[-1])
            yield made
            running.send_signal(signal.SIGTERM)
            assert running.wait(SECONDS) == 0
            made.finish_reading()
        finally:
            running.kill()
    assert "Traceback" not in "".join(made.said), "".join(made.said)


class Health:
    """How well a server is, before it is mistreated and afterwards."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.sockets, self.memory, self.n_lines = server.sockets(), server.memory(), len(server.said)

    async def check(self) -> None:
        """It answers, has let go of sockets and memory, and has nothing to say to who runs it but of pages of
        other sites, a few of which it names."""
        assert await asyncio.to_thread(self.server.is_healthy)
        await self.server.until(lambda: self.server.sockets() <= self.sockets + 1)
        grown = self.server.memory() - self.memory
        assert grown < NOISE_BYTES, f"{grown:,} bytes more than before"
        lines = [line for line in self.server.said[self.n_lines :] if "foreign_origin" not in line]
        assert lines == [], lines


@asynccontextmanager
async def unharmed(server: Server) -> AsyncIterator[Client]:
    """Whatever is done in the block, another room trains on, and afterwards everything is as it was.

    Yields the host of the other room, which is training.
    """
    async with joined(server) as bystander:
        await bystander.ask("play")
        first = await bystander.next_frame(wanted=lambda frame: frame.epoch > 2)
        health = Health(server)
        yield bystander
        await bystander.next_frame(wanted=lambda frame: frame.epoch > first.epoch + 10)
        await health.check()


class Bystander(threading.Thread):
    """Somebody in a room that trains, while many tests go by."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self._news = threading.Condition()
        self._epoch = 0
        self._is_over = False

    def __enter__(self) -> "Bystander":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self.join(SECONDS)

    def run(self) -> None:
        asyncio.run(self._look_on())

    async def _look_on(self) -> None:
        async with joined(self._server) as host:
            await host.ask("play")
            while not self._is_over:
                frame = await host.next_frame()
                with self._news:
                    self._epoch = frame.epoch
                    self._news.notify_all()

    def sees_training(self) -> None:
        """Waits until the room has trained on from now."""
        with self._news:
            begun = self._epoch
            assert self._news.wait_for(lambda: self._epoch > begun + 2, SECONDS), (
                "the other room stands still"
            )


@asynccontextmanager
async def kept_reading(client: Client) -> AsyncIterator[None]:
    """A client reads and acknowledges whatever comes while the block lasts."""
    reading = asyncio.create_task(client.closed())
    yield
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


class Raw:
    """A connection that sends whatever bytes it likes; its system takes `buffer` bytes for it, if given."""

    def __init__(self, server: Serving | int, source: str = "127.0.0.1", buffer: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(SECONDS)
        if buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.bind((source, 0))
        try:
            self.socket.connect(("127.0.0.1", server if isinstance(server, int) else server.port))
        except OSError:
            self.socket.close()
            raise

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def flood(self, data: bytes, times: int) -> int:
        """Sends the same again and again, until the server has enough; returns how often it could."""
        sent = 0
        with suppress(OSError):
            for _ in range(times):
                self.socket.sendall(data)
                sent += 1
        return sent

    def vanish(self) -> None:
        """From now on its system hears nothing of the server and answers nothing: the cable is pulled."""
        drop_all = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))  # a filter: return 0
        program = struct.pack("HP", 1, ctypes.addressof(drop_all))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)

    def shake_hands(self) -> "Raw":
        """Becomes a WebSocket."""
        self.send(f"GET /socket HTTP/1.1\r\n{HEADERS}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101")
        return self

    def say(self, text: str) -> "Raw":
        self.send(frame(TEXT, text.encode()))
        return self

    def rest(self) -> bytes:
        """Reads until the server closes, and returns everything; fails when it does not close in time."""
        read = bytearray()
        with suppress(ConnectionError):
            while piece := self.socket.recv(65536):
                read += piece
        return bytes(read)

    def ping_times(self, n: int, pause: float, server: int) -> list[float]:
        """Sends pings; returns after how many seconds each was answered: how late the event loop of `server`
        is, not counting for how long the machine did something else."""
        taken = []
        for number in range(n):
            payload = b"%08d" % number
            own = OwnTime(server)
            self.send(frame(PING, payload))
            read = bytearray()
            while payload not in read:
                piece = self.socket.recv(65536)
                assert piece, "the server closed the connection"
                read += piece
            taken.append(own.seconds())
            time.sleep(pause)
        return taken

    def answer(self) -> int:
        """Returns the status of the answer to a request, 0 when there is none."""
        words = self.rest().split(b" ", 2)
        return int(words[1]) if words[0] == b"HTTP/1.1" else 0


def is_refused(server: Serving, source: str) -> bool:
    """Whether the server ends a connection without a word: before or after the system calls it made."""
    try:
        with Raw(server, source) as raw:
            return raw.rest() == b""
    except ConnectionResetError:
        return True


def frame(opcode: int, payload: bytes, is_last: bool = True) -> bytes:
    """Returns a frame of the WebSocket protocol as a browser sends it, with a mask of zeros."""
    n = len(payload)
    start = struct.pack(">B", opcode | (0x80 if is_last else 0))
    if n < 126:
        length = struct.pack(">B", 0x80 | n)
    elif n < 65536:
        length = struct.pack(">BH", 0x80 | 126, n)
    else:
        length = struct.pack(">BQ", 0x80 | 127, n)
    return start + length + bytes(4) + payload
