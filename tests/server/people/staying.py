"""Pages that stay: they go to where their room or class is, and come back when they are cut off, by the rules
of the client for Python."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from websockets.exceptions import ConnectionClosed, WebSocketException

from server.client.replicas import SILENT, NextTry
from tests.server.people.decode import Frame
from tests.server.people.in_class import Page
from tests.server.servers.live import Client, Serving, browser_at

PATIENCE = {"open_timeout": 4.0, "ping_interval": 4.0, "ping_timeout": 4.0}
"""What a page asks of one of several replicas."""

T = TypeVar("T", bound="Staying")


class Somewhere(Protocol):
    """Where all replicas are to be had by one address."""

    def at(self, base: str) -> Serving:
        """What answers under a base: "" or, as in "r2/", that of a replica."""


class Staying:
    """What pages of rooms and of classes have in common. `came` has when it was welcomed, and by which
    replica; `sent_away` the goodbyes that it was told; `refused` one after which trying again is no use."""

    def __init__(self, replicas: Somewhere, base: str = "") -> None:
        self.replicas = replicas
        self._way = NextTry(base.rstrip("/"))
        self.came: list[tuple[float, str]] = []
        self.sent_away: list[dict[str, Any]] = []
        self.refused: dict[str, Any] | None = None
        self.news = asyncio.Event()

    @property
    def replica(self) -> str:
        """The one that has the room or class, as far as the page knows."""
        return self.came[-1][1] if self.came else ""

    @property
    def at(self) -> Serving:
        """Where it is asked for next."""
        return self.replicas.at(f"{self._way.replica}/" if self._way.replica else "")

    async def stay(self) -> None:
        """Comes, and comes again whenever it is cut off; until it is told that this is no use."""
        while self.refused is None:
            n_welcomes, goodbye, code = len(self.came), {}, None
            try:
                goodbye = await self._visit()
                code = goodbye["code"]
                self.sent_away.append(goodbye)
                self.news.set()
            except ConnectionClosed as error:
                is_silent = error.rcvd is None and error.sent is not None and error.sent.code == SILENT
                code = SILENT if is_silent else None
            except (OSError, WebSocketException):
                pass
            if code is not None and code >= 4500:
                self.refused = goodbye
                self.news.set()
                return
            named = str(goodbye.get("replica", ""))
            await asyncio.sleep(self._way.lost(code, named, len(self.came) > n_welcomes))

    async def _visit(self) -> dict[str, Any]:
        """One connection, until it ends; returns the goodbye if there was one."""
        raise NotImplementedError

    def welcomed(self, replica: str) -> None:
        self._way.welcomed(replica)
        self.came.append((time.monotonic(), replica))
        self.news.set()

    async def until(self, is_so: Callable[[], Any], seconds: float) -> None:
        """Waits until something holds of what the page knows."""
        async with asyncio.timeout(seconds):
            while not is_so():
                self.news.clear()
                await self.news.wait()


class Seen(NamedTuple):
    """A picture: when it came, of which epoch, and from which replica."""

    at: float
    epoch: int
    replica: str


class InRoom(Staying):
    """A page of a room, which it makes unless it has the room and a token; a host plays."""

    def __init__(self, replicas: Somewhere, base: str = "", **hello: Any) -> None:
        super().__init__(replicas, base)
        self.hello = hello
        self.welcome: dict[str, Any] = {}
        self.seen: list[Seen] = []
        self.client: Client | None = None

    @property
    def epoch(self) -> int:
        return self.seen[-1].epoch if self.seen else 0

    @property
    def watch(self) -> dict[str, str]:
        """The hello of somebody with the watch link."""
        return {"room": self.welcome["room"], "token": self.welcome["watch"]}

    async def _visit(self) -> dict[str, Any]:
        async with browser_at(self.at.socket, **PATIENCE) as client:
            self.client = client
            await client.send("hello", **self.hello)
            while True:
                told = await client.receive()
                await self.heard(client, told)
                if isinstance(told, dict) and told["type"] == "goodbye":
                    return told

    async def heard(self, client: Client, told: dict[str, Any] | Frame) -> None:
        """Takes note of what has come."""
        if isinstance(told, Frame):
            if told.type == "STATE":
                self.seen.append(Seen(time.monotonic(), told.epoch, self.replica))
                self.news.set()
        elif told["type"] == "welcome":
            self.welcome = told
            self.hello |= {"room": told["room"], "token": told["token"]}
            self.welcomed(told["replica"])
            if told["role"] == "host":
                await client.send("play")
        else:
            self.news.set()

    async def trains(self, seconds: float) -> None:
        """Waits until the room has trained on from now."""
        begun = len(self.seen)
        await self.until(lambda: any(each.epoch < self.epoch for each in self.seen[begun:]), seconds)

    def epoch_at(self, moment: float) -> int:
        """The newest epoch that it had seen at a moment."""
        return max((each.epoch for each in self.seen if each.at <= moment), default=0)

    def epoch_back(self, moment: float) -> int:
        """The epoch of the first picture that came from another replica after a moment."""
        left = next(each.replica for each in reversed(self.seen) if each.at <= moment)
        return next(each.epoch for each in self.seen if each.at > moment and each.replica != left)


class InClass(Staying):
    """A page of a class, which begins one, or joins with `code` and a name. `page` is as it was told last."""

    def __init__(self, replicas: Somewhere, base: str, first: str, **fields: Any) -> None:
        super().__init__(replicas, base)
        self.first, self.fields = first, fields
        self.page: Page | None = None

    @property
    def known(self) -> Page:
        assert self.page is not None, "it has not come yet"
        return self.page

    async def _visit(self) -> dict[str, Any]:
        at = self.at
        async with browser_at(at.socket.removesuffix("socket") + "class", **PATIENCE) as one:
            page = Page(one.socket, at)
            await page.send(self.first, **self.fields)
            while True:
                told = await page.receive()
                if told["type"] == "goodbye":
                    return told
                if told["type"] == "welcome":
                    self._has_come(told)
                    self.page = page
                self.news.set()

    def _has_come(self, welcome: dict[str, Any]) -> None:
        """The next time it comes back."""
        self.first = "come_back"
        name = self.fields.get("name")
        self.fields = {"school_class": welcome["school_class"], "token": welcome["token"]}
        if name is not None:
            self.fields["name"] = name
        self.welcomed(welcome["replica"])


@asynccontextmanager
async def staying(*pages: Staying, seconds: float = 30) -> AsyncIterator[None]:
    """The pages stay for as long as the block lasts, which begins when all have come."""
    tasks = [asyncio.create_task(page.stay()) for page in pages]
    try:
        await together(pages, lambda page: page.came, seconds)
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        harmed = [each for each in ended if isinstance(each, Exception)]
        assert not harmed, harmed


async def together(pages: Iterable[T], is_so: Callable[[T], Any], seconds: float) -> None:
    """Waits until something holds of every page."""
    waiting = list(pages)
    try:
        async with asyncio.timeout(seconds):
            for page in waiting:
                await page.until(partial(is_so, page), seconds)
    except TimeoutError:
        late = [f"{page.at.http} {page.sent_away[-3:]}" for page in waiting if not is_so(page)]
        raise AssertionError(f"not so within {seconds:g} s of {len(late)} pages: {late[:10]}") from None
