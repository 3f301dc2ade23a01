"""Pages of a class against a real server: what each was told last, and the room of a student."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import websockets

from tests.server.servers.live import Client, Serving, browser_at, closed, socket_to


class Page:
    """One page of a class. `told` has the newest message of each type, `cells` the wall."""

    def __init__(self, socket: websockets.ClientConnection, server: Serving) -> None:
        self.socket, self.server = socket, server
        self.told: dict[str, dict[str, Any]] = {}
        self.cells: dict[str, dict[str, Any]] = {}
        self._id = 0

    async def send(self, type: str, **fields: Any) -> int:
        self._id += 1
        await self.socket.send(json.dumps({"type": type, "id": self._id, **fields}))
        return self._id

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.recv(), parse_constant=lambda name: 1 / 0)
        self.told[message["type"]] = message
        if message["type"] == "wall":
            self.cells |= {each["person"]: each for each in message["cells"]}
            for person in message["gone"]:
                self.cells.pop(person, None)
        return message

    async def until(self, holds: Callable[[], Any]) -> Any:
        """Reads on until something holds of what is known; returns it."""
        while not (found := holds()):
            await self.receive()
        return found

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Sends a request; returns its answer, done or error."""
        id = await self.send(type, **fields)
        while True:
            message = await self.receive()
            if message["type"] in ("done", "error") and message["id"] == id:
                return message

    async def does(self, type: str, **fields: Any) -> None:
        """Sends a request that is carried out."""
        answer = await self.ask(type, **fields)
        assert answer["type"] == "done", answer

    @property
    def state(self) -> dict[str, Any]:
        return self.told["class"]

    @property
    def me(self) -> dict[str, Any]:
        return self.told["me"]

    @property
    def welcome(self) -> dict[str, Any]:
        return self.told["welcome"]

    async def told_of(self, what: str) -> Any:
        """Waits until the class has something, a question or a presenter; returns it."""
        return await self.until(lambda: self.state[what])

    async def closed(self) -> int:
        """Reads on until the server closes; returns its code."""
        return await closed(self.socket, self.receive)

    def people(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.told["people"]["people"]
        return found

    def person(self, name: str) -> dict[str, Any]:
        return next(each for each in self.people() if each["name"] == name)


@asynccontextmanager
async def page(server: Serving, first: str, **fields: Any) -> AsyncIterator[Page]:
    """A page that has come into a class, or was refused: then it knows the goodbye."""
    async with browser_at(server.socket.removesuffix("socket") + "class") as browser:
        made = Page(browser.socket, server)
        await made.send(first, **fields)
        await made.until(lambda: "welcome" in made.told or "goodbye" in made.told)
        if "welcome" in made.told:
            last = "me" if made.welcome["role"] == "student" else "people"
            await made.until(lambda: last in made.told)
            await made.until(lambda: "class" in made.told or made.me["waiting"])
        yield made


class Lesson:
    """A class with its teacher, and the pages that have come."""

    def __init__(self, server: Serving, doors: AsyncExitStack, teacher: Page) -> None:
        self.server, self.doors, self.teacher = server, doors, teacher

    @property
    def code(self) -> str:
        code: str = self.teacher.state["code"]
        return code

    async def join(self, name: str | None = None, **fields: Any) -> Page:
        return await self.open("join", code=self.code, name=name, **fields)

    async def come(self, role: str) -> Page:
        token = self.teacher.welcome["links"][role]
        return await self.open("come_back", school_class=self.teacher.welcome["school_class"], token=token)

    async def open(self, first: str, **fields: Any) -> Page:
        return await self.doors.enter_async_context(page(self.server, first, **fields))

    async def room(self, student: Page, **fields: Any) -> Client:
        """The room of a student's own network."""
        own = await self.doors.enter_async_context(socket_to(self.server))
        return await own.hello(seat=student.me["seat"], **fields)


@asynccontextmanager
async def lesson(server: Serving) -> AsyncIterator[Lesson]:
    """A class that has just begun; it goes on without its pages."""
    async with AsyncExitStack() as doors:
        teacher = await doors.enter_async_context(page(server, "begin_class"))
        yield Lesson(server, doors, teacher)


@asynccontextmanager
async def short_lesson(server: Serving) -> AsyncIterator[Lesson]:
    """A class that ends with the test."""
    async with lesson(server) as made:
        yield made
        with suppress(websockets.ConnectionClosed):
            await made.teacher.send("end_class")
            await made.teacher.closed()
