"""A hub for tests, on an event loop of its own, as the front of a server of several processes has one."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from server.front.hub import Hub
from server.front.hub_states import MemoryStates, States

SECONDS = 20


@contextmanager
def hub(states: States | None = None) -> Iterator[str]:
    """A hub for as long as the block lasts; yields the path of its socket."""
    started: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def work() -> None:
        made, over = Hub(states or MemoryStates()), asyncio.Event()
        await made.start()
        started.set_result((made.path, asyncio.get_running_loop(), over))
        await over.wait()
        await made.close()

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    path, loop, over = started.result(SECONDS)
    try:
        yield path
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(SECONDS)
        assert not thread.is_alive()
