"""Who comes to the door before anybody is ready, and what they are told."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server.front.door import Door
from server.settings import Settings
from tests.server.servers.live import run

SECONDS = 0.3


class Takers:
    """Who takes connections: the first child, once it is ready."""

    def __init__(self) -> None:
        self.ready = False
        self.taken: list[tuple[int, bool, bytes, socket.socket]] = []

    def is_ready(self) -> bool:
        return self.ready

    def hand_over(self, child: int, is_socket: bool, read: bytes, connection: socket.socket) -> bool:
        if not self.ready or child > 1:
            return False
        self.taken.append((child, is_socket, read, connection.dup()))
        return True


@asynccontextmanager
async def opened(request_seconds: float = SECONDS) -> AsyncIterator[tuple[Door, Takers, int]]:
    """A door, who takes connections, and its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    takers = Takers()
    door = Door(listening, Settings(request_seconds=request_seconds), takers)
    try:
        yield door, takers, listening.getsockname()[1]
    finally:
        door.close()
        for *_, connection in takers.taken:
            connection.close()


async def said(port: int, request: bytes) -> bytes:
    """Returns all that is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/healthz", b"200 OK", b'{"status":"ok"}'),
        ("/readyz", b"503 Service Unavailable", b'{"status":"loading"}'),
        ("/", b"503 Service Unavailable", b'{"status":"loading"}'),
        ("/p1/socket", b"503 Service Unavailable", b'{"status":"loading"}'),
    ],
)
def test_before_anybody_is_ready_each_gets_an_answer_in_time(path: str, status: bytes, body: bytes) -> None:
    async def work() -> None:
        async with opened() as (_, _, port):
            answer = await said(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert answer.startswith(b"HTTP/1.1 " + status)
            assert answer.endswith(b"\r\n\r\n" + body)

    run(work())


def test_who_waits_is_handed_over_with_the_request_unread_when_somebody_is_ready() -> None:
    request = b"GET /socket HTTP/1.1\r\nHost: x\r\n\r\n"

    async def work() -> None:
        async with opened(60) as (door, takers, port):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            while not door._waiting or not next(iter(door._waiting)).begun:
                await asyncio.sleep(0.005)
            takers.ready = True
            door.somebody_is_ready()
            ((child, is_socket, read, connection),) = takers.taken
            assert (child, is_socket, read) == (0, True, b"")
            assert connection.recv(1000) == request
            writer.close()

    run(work())


def test_a_child_that_is_not_there_is_told_like_a_proxy_tells_it() -> None:
    async def work() -> None:
        async with opened() as (_, takers, port):
            takers.ready = True
            answer = await said(port, b"GET /p2/socket HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 502 Bad Gateway")
            assert b'{"error":"process p2 is not there"}' in answer

    run(work())


def test_who_says_nothing_is_given_up() -> None:
    async def work() -> None:
        async with opened() as (_, takers, port):
            takers.ready = True
            assert await said(port, b"") == b""
            assert takers.taken == []

    run(work())
