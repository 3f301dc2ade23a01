"""A real server on a free port, and a client that knows no more than a page does."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from typing import Any, Protocol, TypeVar

import websockets
from websockets.exceptions import ConnectionClosed

from engine.backends.devices import Devices
from server.keeping.writer import RoomWriter
from server.playground import Playground
from server.settings import Settings
from server.web.listening import listen
from server.web.serving import Server
from tests.server.people.decode import Frame, decode

T = TypeVar("T")

SECONDS = 40  # for what takes one or two on a machine with nothing else to do


def run(work: Coroutine[Any, Any, None], seconds: float = SECONDS) -> None:
    """Runs an asynchronous test, but not for ever."""
    asyncio.run(asyncio.wait_for(work, seconds))


class Serving(Protocol):
    """A server that runs, in this process or in another."""

    port: int
    http: str
    socket: str


class Live:
    """A server that runs in a thread of its own."""

    def __init__(self, server: Server, port: int, loop: asyncio.AbstractEventLoop) -> None:
        self.server, self.port, self._loop = server, port, loop
        self.http = f"http://127.0.0.1:{port}/"
        self.socket = f"ws://127.0.0.1:{port}/socket"

    @property
    def playground(self) -> Playground:
        playground: Playground = self.server._app.state.playground
        return playground

    async def there(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for something that is done on the event loop of the server."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def waited(self, work: Coroutine[Any, Any, T]) -> T:
        """The same for who is on no event loop, or on that of a browser."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    async def loaded(self) -> None:
        """Waits until the rooms of the data folder are back."""
        await self.there(self._loaded())

    async def _loaded(self) -> None:
        await self.playground.loaded.wait()

    async def kept(self, is_so: Callable[[], bool]) -> None:
        """Waits until something holds of what is kept, looking whenever a file was written or removed."""
        assert self.playground.keeper is not None
        await self.there(kept(self.playground.keeper, is_so))


async def kept(keeper: RoomWriter, is_so: Callable[[], bool]) -> None:
    """Waits, on the event loop of a keeper, until something holds of what it has written or removed."""
    while not is_so():
        keeper.progress.clear()
        await keeper.progress.wait()


@contextmanager
def serving(devices: Devices | None = None, **settings: Any) -> Iterator[Live]:
    """A server for as long as the block lasts."""
    chosen = Settings(**{"host": "127.0.0.1", "port": 0, "device": "numpy", **settings})
    with listen(chosen.host, chosen.port) as listening:
        server = Server(chosen, devices=devices)
        started: Future[asyncio.AbstractEventLoop] = Future()
        server.on_start = lambda: started.set_result(asyncio.get_running_loop())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Live(server, listening.getsockname()[1], started.result(SECONDS))
        finally:
            server.should_exit = True
            thread.join(SECONDS)
            assert not thread.is_alive()


async def closed(socket: websockets.ClientConnection, receive: Callable[[], Coroutine[Any, Any, Any]]) -> int:
    """Reads on until the server closes; returns its code."""
    try:
        while True:
            await receive()
    except websockets.ConnectionClosed:
        assert socket.close_code is not None
        return socket.close_code


class Client:
    """One browser. It acknowledges every STATE frame it receives unless told not to."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.acknowledges = True
        self.welcome: dict[str, Any] = {}
        self.state: dict[str, Any] = {}
        self.frame: Frame | None = None
        self._id = 0

    async def hello(self, **fields: Any) -> "Client":
        await self.send("hello", **fields)
        self.welcome = await self.message("welcome")
        self.state = self.welcome["state"]
        return self

    async def send(self, type: str, **fields: Any) -> int:
        self._id += 1
        await self.socket.send(json.dumps({"type": type, "id": self._id, **fields}))
        return self._id

    async def receive(self) -> dict[str, Any] | Frame:
        raw = await self.socket.recv()
        if isinstance(raw, bytes):
            frame = decode(raw)
            if frame.type == "STATE":
                self.frame = frame
                if self.acknowledges:
                    with suppress(ConnectionClosed):  # what came before the close is still to be read
                        await self.socket.send(json.dumps({"type": "ack", "sequence": frame.sequence}))
            return frame
        message: dict[str, Any] = json.loads(raw, parse_constant=lambda name: 1 / 0)
        if message["type"] == "state":
            self.state = message
        return message

    async def until(self, wanted: Callable[[Any], bool]) -> Any:
        while True:
            item = await self.receive()
            if wanted(item):
                return item

    async def settled(self, is_so: Callable[[], bool]) -> None:
        """Reads on until something holds of what is known."""
        while not is_so():
            await self.receive()

    async def message(self, type: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.until(lambda item: isinstance(item, dict) and item["type"] == type)
        return found

    async def next_frame(
        self, type: str = "STATE", wanted: Callable[[Frame], bool] = lambda _: True
    ) -> Frame:
        found: Frame = await self.until(
            lambda item: isinstance(item, Frame) and item.type == type and wanted(item)
        )
        return found

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Sends a request and returns its answer, done or error."""
        id = await self.send(type, **fields)
        found: dict[str, Any] = await self.until(
            lambda item: isinstance(item, dict) and item["type"] in ("done", "error") and item["id"] == id
        )
        return found

    async def closed(self) -> int:
        """Reads on until the server closes; returns its code."""
        return await closed(self.socket, self.receive)


@asynccontextmanager
async def browser_at(
    address: str, subprotocols: tuple[str, ...] = ("nnp.v1",), close_timeout: float = 1, **options: Any
) -> AsyncIterator[Client]:
    """A client that has not said hello, of the socket at an address; `options` are those of `connect`."""
    async with websockets.connect(
        address,
        subprotocols=[websockets.Subprotocol(each) for each in subprotocols] or None,
        compression=None,
        proxy=None,
        close_timeout=close_timeout,
        **options,
    ) as socket:
        yield Client(socket)


def socket_to(
    at: Serving,
    origin: str | None = None,
    subprotocols: tuple[str, ...] = ("nnp.v1",),
    source: str | None = None,
) -> AbstractAsyncContextManager[Client]:
    """A connection that has not said hello; `source` is the address it comes from."""
    headers = {} if origin is None else {"Origin": origin}
    address = None if source is None else (source, 0)
    return browser_at(at.socket, subprotocols, additional_headers=headers, local_addr=address)


@asynccontextmanager
async def joined(at: Serving, **hello: Any) -> AsyncIterator[Client]:
    """A client that has said hello and has the first picture."""
    async with socket_to(at) as client:
        await client.hello(**hello)
        await client.next_frame()
        yield client


def now() -> float:
    return time.monotonic()
