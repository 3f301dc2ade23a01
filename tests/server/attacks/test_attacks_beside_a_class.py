"""Five thousand sockets from one address, and a class behind another that does not notice."""

import asyncio
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.server.people.attack import Server, is_refused, server
from tests.server.people.in_class import short_lesson
from tests.server.servers.live import run

N = 5000
FILES = N + 1000  # of this process, and of the server
ATTACKER = "127.0.0.9"
CLASS = 30


@contextmanager
def files_for(n: int) -> Iterator[None]:
    """Lets this process have so many files open, if the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < n:
        pytest.skip(f"this system lets a process have {hard} files, and {n} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, n), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_all(made: Server, doors: ExitStack) -> None:
    """Opens as many sockets as one address may have, and some more, and sends half a request on each."""
    for _ in range(N + 100):
        with suppress(ConnectionError):
            each = doors.enter_context(
                socket.create_connection(("127.0.0.1", made.port), source_address=(ATTACKER, 0))
            )
            each.sendall(b"GET /class HTTP/1.1\r\nHost: here\r\n")


def test_five_thousand_sockets_from_one_address_keep_no_class_out() -> None:
    async def work(made: Server) -> None:
        with ExitStack() as doors:
            async with short_lesson(made) as begun:
                early = await begun.join()
                await asyncio.to_thread(open_all, made, doors)
                assert await asyncio.to_thread(is_refused, made, ATTACKER)
                assert made.sockets() > N
                students = await asyncio.gather(*(begun.join() for _ in range(CLASS)))
                await begun.teacher.does("pause_all", sentence="Look up")
                for each in (early, *students):
                    await each.until(lambda each=each: each.state["paused"] == "Look up")  # type: ignore[misc]
                await begun.teacher.until(lambda: len(begun.teacher.people()) == CLASS + 1)
        await made.until(lambda: made.sockets() < 100)

    with files_for(FILES), server("--request-seconds=60") as made:
        run(work(made))
