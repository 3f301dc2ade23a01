"""A server of two processes, seen from outside."""

import asyncio
import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil

from tests.server.servers.live import SECONDS
from tests.server.servers.process import process

NAMES = ("p1", "p2")


class Several:
    """A running server of two processes: its front, and its address."""

    def __init__(self, front: int, address: str) -> None:
        self.front, self.address = psutil.Process(front), address
        self.port = int(address.split("/")[2].rsplit(":", 1)[1])
        self.http, self.socket = address, address.replace("http", "ws") + "socket"

    @property
    def each(self) -> tuple[str, ...]:
        """The names of the processes."""
        return NAMES

    def children(self) -> dict[str, psutil.Process]:
        """Returns the processes that serve, by their names."""
        commands = {each: each.cmdline() for each in self.front.children()}
        return {words[5]: each for each, words in commands.items() if words[3:4] == ["child"]}

    def at(self, base: str) -> "Several":
        """What answers under a base."""
        return self if not base else Several(self.front.pid, self.address + base)

    def connect(self) -> http.client.HTTPConnection:
        """Returns a connection that does not become another one unseen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.connect()
        connection.auto_open = 0
        return connection

    def ask(self, path: str) -> int:
        """Asks over a connection of its own; returns the status."""
        with closing(self.connect()) as connection:
            return ask(connection, path)[0]

    async def until_there(self, *names: str) -> None:
        """Waits until these processes answer."""
        for name in names or NAMES:
            while await asyncio.to_thread(self.ask, f"/{name}/healthz") != 200:
                await asyncio.sleep(0.02)


def ask(
    connection: http.client.HTTPConnection,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:
    """Asks over a connection; returns the status and the body of the answer."""
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextmanager
def several(*options: str) -> Iterator[Several]:
    """A server of two processes for as long as the block lasts. Nothing of it is left afterwards."""
    with process("--processes", "2", *options) as (running, address):
        made = Several(running.pid, address)
        everybody = [made.front, *made.front.children(recursive=True)]
        yield made
        everybody += made.front.children(recursive=True) if running.poll() is None else []
        if running.poll() is None:
            running.terminate()
            running.wait(SECONDS)
        _, left = psutil.wait_procs(everybody, SECONDS)
        assert left == []
