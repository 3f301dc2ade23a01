"""A proxy before several servers: its address leads to each in turn, and a path such as r2/ to r2. What has
become of a server can be seen from here as a page sees it: it is gone, or it says nothing any more."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress

from tests.server.servers.live import SECONDS

PIECE = 65_536
UNREACHED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Balancer:
    """The servers by their names, with their ports. `http` is the address of all."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._gone: set[str] = set()
        self._silent: set[str] = set()
        self._turn = 0
        self._ways: dict[asyncio.Task[None], str] = {}
        self._transports: set[asyncio.WriteTransport] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.asked: list[tuple[str, str]] = []
        """The server and the path of every request."""
        self.http = ""

    def gone(self, *names: str) -> None:
        """From now on nobody reaches these, and what they were sending ends."""
        self._change(self._gone, names)

    def silent(self, *names: str) -> None:
        """From now on these say nothing, and nobody is told that they do not."""
        self._change(self._silent, names)

    def _change(self, which: set[str], names: tuple[str, ...]) -> None:
        assert self._loop is not None

        async def change() -> None:
            which.clear()
            which.update(names)
            for way, name in list(self._ways.items()):
                if name in self._gone:
                    way.cancel()

        asyncio.run_coroutine_threadsafe(change(), self._loop).result(SECONDS)

    def next_is(self, name: str) -> None:
        """The next request that is for any goes to this server."""
        self._turn = list(self._ports).index(name)

    async def serve(self, started: Future[None], ended: asyncio.Event) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.http = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        started.set_result(None)
        await ended.wait()
        server.close()
        for way in list(self._ways):
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)
        for each in self._transports:  # also those whose last bytes nobody reads
            each.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = asyncio.current_task()
        assert way is not None
        self._ways[way] = ""
        self._transports.add(writer.transport)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            name = self._ways[way] = self._chosen(head.split(b" ", 2)[1].decode())
            if name in self._gone:
                writer.write(UNREACHED)
                return
            behind, out = await asyncio.open_connection("127.0.0.1", self._ports[name])
            self._transports.add(out.transport)
            try:
                out.write(_for_one_answer(head))
                await asyncio.gather(self._carry(reader, out, name), self._carry(behind, writer, name))
            finally:
                out.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # somebody has left
        finally:
            del self._ways[way]
            with suppress(OSError):
                writer.close()

    def _chosen(self, path: str) -> str:
        """The server that a request is for."""
        found = re.match(r"/(\w+)/", path)
        name = found[1] if found else ""
        if name not in self._ports:
            there = list(self._ports)
            while (name := there[self._turn % len(there)]) in self._gone:  # a proxy asks whether they live
                self._turn += 1
            self._turn += 1
        self.asked.append((name, path))
        return name

    async def _carry(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, name: str) -> None:
        while data := await source.read(PIECE):
            if name in self._silent:
                continue
            to.write(data)
            await to.drain()
        to.close()


def _for_one_answer(head: bytes) -> bytes:
    """A request after which the connection ends, unless it becomes a socket: the next may be for another."""
    if b"upgrade: websocket" in head.lower():
        return head
    return re.sub(rb"(?im)^connection:.*\r\n", b"", head)[:-2] + b"Connection: close\r\n\r\n"


@contextmanager
def balancer(ports: Mapping[str, int]) -> Iterator[Balancer]:
    """A proxy for as long as the block lasts."""
    made = Balancer(ports)
    started: Future[None] = Future()
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: asyncio.run(made.serve(started, ended)))
    thread.start()
    started.result(SECONDS)
    try:
        yield made
    finally:
        assert made._loop is not None
        made._loop.call_soon_threadsafe(ended.set)
        thread.join(SECONDS)
        assert not thread.is_alive()
