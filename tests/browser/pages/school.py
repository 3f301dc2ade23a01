"""People of a class who are scripts, students or its teacher, while others are pages: they speak the protocol
from a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from websockets import ConnectionClosed

from tests.server.people.in_class import Page, page
from tests.server.servers.live import Client, socket_to

T = TypeVar("T")
SECONDS = 30


class Address:
    """A server, for who speaks its protocol."""

    def __init__(self, address: str) -> None:
        self.port = urlsplit(address).port or 80
        self.http = address
        self.socket = f"ws://127.0.0.1:{self.port}/socket"


class Somebody:
    """Somebody of a class, and what their page was told."""

    def __init__(self, school: School, page: Page) -> None:
        self._school, self.page = school, page

    def send(self, type: str, **fields: Any) -> int:
        """Sends something to the class; returns its number."""
        return self._school.there(self.page.send(type, **fields))

    def until(self, holds: Callable[[], Any]) -> Any:
        """Waits until something holds of what they were told; returns it."""
        return self._school.there(self._school.wait(holds))


class Teacher(Somebody):
    """Who leads a class."""

    @property
    def code(self) -> str:
        code: str = self.page.state["code"]
        return code

    def does(self, type: str, **fields: Any) -> None:
        """Sends a request that is carried out."""
        id, told = self.send(type, **fields), self.page.told
        self.until(lambda: any(told.get(kind, {}).get("id") == id for kind in ("done", "error")))
        assert told.get("error", {}).get("id") != id, told["error"]

    def person(self, **wanted: Any) -> dict[str, Any]:
        """Waits for somebody of the class of whom this holds: a name, that they are done, their answer."""

        def found() -> dict[str, Any] | None:
            return next((each for each in self.page.people() if wanted.items() <= each.items()), None)

        person: dict[str, Any] = self.until(found)
        return person

    def cell(self, person: str) -> dict[str, Any]:
        """Waits for the cell of somebody's network on the wall."""
        cell: dict[str, Any] = self.until(lambda: self.page.cells.get(person))
        return cell


class Student(Somebody):
    """A student, and their room, if they have one."""

    def __init__(self, school: School, page: Page) -> None:
        super().__init__(school, page)
        self.room: Client | None = None

    def open_room(self, link: str, plays: bool = True) -> None:
        """Makes the room of their own network."""
        self._school.there(self._open_room(link, plays))

    def play(self) -> None:
        """Presses play in their room."""
        assert self.room is not None
        self._school.there(self.room.send("play"))

    def trains(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        """Waits until something holds of the state of their room."""
        self.until(lambda: self.room is not None and holds(self.room.state))

    async def _open_room(self, link: str, plays: bool) -> None:
        self.room = await self._school.doors.enter_async_context(socket_to(self._school.address))
        await self.room.hello(seat=self.page.me["seat"], link=link)
        if plays:
            await self.room.send("play")
        self._school.pump(self.room.receive)


class School:
    """People of one server."""

    def __init__(self, address: str, doors: AsyncExitStack, loop: asyncio.AbstractEventLoop) -> None:
        self.address, self.doors, self._loop = Address(address), doors, loop
        self._news = asyncio.Condition()
        self._pumps: list[asyncio.Task[None]] = []

    def there(self, work: Coroutine[Any, Any, T]) -> T:
        """Does something where these people are."""
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, SECONDS), self._loop).result()

    def begin(self) -> Teacher:
        """A class that has just begun, and who leads it."""
        return Teacher(self, self.there(self._open("begin_class")))

    def join(self, code: str, name: str | None, link: str | None = None, plays: bool = True) -> Student:
        """Somebody joins, perhaps with a network of their own."""
        student = Student(self, self.there(self._open("join", code=code, name=name)))
        if link is not None:
            student.open_room(link, plays)
        return student

    async def _open(self, first: str, **fields: Any) -> Page:
        made = await self.doors.enter_async_context(page(self.address, first, **fields))
        self.pump(made.receive)
        return made

    def pump(self, receive: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Reads all that comes, as a page does."""
        self._pumps.append(asyncio.create_task(self._pump(receive)))

    async def _pump(self, receive: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        with suppress(ConnectionClosed):
            while True:
                await receive()
                async with self._news:
                    self._news.notify_all()

    async def wait(self, holds: Callable[[], Any]) -> Any:
        async with self._news:
            while not (found := holds()):
                await self._news.wait()
        return found

    async def close(self) -> None:
        """All of them go."""
        for each in self._pumps:
            each.cancel()
        await self.doors.aclose()


@contextmanager
def school_at(address: str) -> Iterator[School]:
    """People for as long as the block lasts; their classes go on without them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = asyncio.run_coroutine_threadsafe(_school(address, loop), loop).result(SECONDS)
    try:
        yield made
    finally:
        made.there(made.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS)
        loop.close()


async def _school(address: str, loop: asyncio.AbstractEventLoop) -> School:
    return School(address, AsyncExitStack(), loop)
