"""What the sockets of a room and of a class have in common: who may come, the first message, and the last."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AbstractContextManager
from typing import Any, Never, Protocol, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from server.logs import tell
from server.messages import PROTOCOL, BadMessage, CloseCode, Goodbye, Refused, write_message
from server.messages.outbox import Outbox
from server.playground import Playground
from server.web.addresses import Addresses
from server.web.origins import allowed_of
from server.web.proxies import PROXIED

GOODBYE_SECONDS = 1.0
LONGEST_SHOWN = 100  # characters of a name in the log
FOREIGN_ORIGIN = (
    "a page of another site was refused; if it is yours, let the proxy hand on the Host header or, named in "
    "trusted_proxies, X-Forwarded-Host; or name the origin in allowed_origins"
)
LONGEST_REASON = 123  # bytes; the WebSocket protocol has no room for more

T = TypeVar("T")


async def serve(
    websocket: WebSocket,
    playground: Playground,
    wait_for_first: Callable[[WebSocket, Playground], Coroutine[Any, Any, T]],
    converse: Callable[[WebSocket, Playground, Outbox, T], Awaitable[None]],
    is_paced: bool = False,
) -> None:
    """Lets a browser in, waits for its first message, and carries messages both ways until one side leaves.
    Both may raise Gone or Refused. With `is_paced`, sockets that come too fast from an address are refused
    before anything is read from them."""
    offered: list[str] = websocket.scope["subprotocols"]
    await websocket.accept(PROTOCOL if PROTOCOL in offered else next(iter(offered), None))
    outbox = Outbox(stalled_seconds=playground.settings.stalled_seconds)
    with playground.connected(outbox):
        try:
            check_origin(websocket, playground)
            if PROTOCOL not in offered:
                raise Refused(CloseCode.UNKNOWN_VERSION)
            if is_paced:
                check_pace(websocket)
            with counted(websocket):
                await converse(
                    websocket,
                    playground,
                    outbox,
                    await first_of(wait_for_first(websocket, playground), end(outbox)),
                )
        except Refused as refusal:
            playground.refused(refusal)
            await say_goodbye(websocket, refusal)
        except (Gone, WebSocketDisconnect):
            pass


def counted(websocket: WebSocket) -> AbstractContextManager[None]:
    """Counts the socket for its address. Raises Refused when there are too many."""
    addresses: Addresses = websocket.app.state.addresses
    return addresses.joined(address_of(websocket), is_counted=not websocket.scope.get(PROXIED))


def check_pace(websocket: WebSocket) -> None:
    """Raises Refused when sockets come too fast from this address."""
    addresses: Addresses = websocket.app.state.addresses
    addresses.check_pace(address_of(websocket))


def address_of(websocket: WebSocket) -> str:
    """Returns the browser's own address."""
    return websocket.client.host if websocket.client else ""


async def hang_up(websocket: WebSocket) -> Never:
    """Waits until the browser leaves. Raises Gone, or Refused where it speaks before it was answered."""
    if (await websocket.receive())["type"] == "websocket.disconnect":
        raise Gone
    raise Refused(CloseCode.BAD_HELLO)


class Gone(Exception):
    """The browser has left."""


def check_origin(websocket: WebSocket, playground: Playground) -> None:
    """Raises Refused for a page of another site. Programs that are no browsers send no origin."""
    origin = websocket.headers.get("origin")
    if origin is None:
        return
    host = websocket.headers.get("host", "")
    scheme = origin.partition("://")[0]
    if allowed_of(origin, (f"{scheme}://{host}", *playground.settings.allowed_origins)) is None:
        if playground.traffic.is_new_origin(origin, host):
            facts = {"origin": origin[:LONGEST_SHOWN], "host": host[:LONGEST_SHOWN]}
            tell("foreign_origin", FOREIGN_ORIGIN, level=logging.WARNING, **facts)
        raise Refused(CloseCode.FOREIGN_ORIGIN)


async def first_message(websocket: WebSocket, playground: Playground) -> str:
    """Waits for the first message, empty for a binary one. Raises Gone or Refused (late, too large)."""
    try:
        async with asyncio.timeout(playground.settings.hello_seconds):
            return await receive_text(websocket, playground.settings.max_message_bytes) or ""
    except TimeoutError:
        raise Refused(CloseCode.NO_HELLO) from None


async def receive_text(websocket: WebSocket, most_bytes: int) -> str | None:
    """Waits for a message; None for a binary one. Raises Gone or Refused (too large)."""
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise Gone
    text: str | None = event.get("text")
    if len(event.get("bytes") or b"") > most_bytes:
        raise Refused(CloseCode.TOO_LARGE)
    if text is not None and (len(text) > most_bytes or len(text.encode()) > most_bytes):
        raise Refused(CloseCode.TOO_LARGE)
    return text


async def first_of(*work: Coroutine[Any, Any, T]) -> T:
    """Returns or raises what the first of several coroutines does that ends; the others are cancelled."""
    ended = await first_ended(work)
    try:
        return ended.result()
    finally:  # what is raised holds this frame: the two would keep the visit until Python looks for circles
        del ended


async def first_ended(work: Iterable[Coroutine[Any, Any, T]]) -> asyncio.Future[T]:
    """Returns the first of several coroutines that ends, as a task; the others are cancelled."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return done.pop()


class Numbered(Protocol):
    """A message that may have an id."""

    @property
    def id(self) -> int | None:
        """Its number."""


def check_id(message: Numbered, last_id: int | None) -> int | None:
    """Returns the newest id; ids must rise, so that an answer belongs to one request."""
    if message.id is None:
        return last_id
    if last_id is not None and message.id <= last_id:
        raise BadMessage(
            "bad_message",
            f"id must be larger than the last one, {last_id}, got {message.id}",
            "id",
            message.id,
        )
    return message.id


async def end(outbox: Outbox) -> Never:
    """Waits until somebody closes the outbox, or nobody is there any more."""
    code = await outbox.closed()
    raise Gone if code is None else Refused(code, replica=outbox.moved_to)


async def say_goodbye(websocket: WebSocket, refusal: Refused) -> None:
    """Tells the browser why, and closes; waits only briefly for a browser that does not read."""
    message = write_message(Goodbye(code=refusal.code, message=refusal.sentence, replica=refusal.replica))
    reason = refusal.sentence.encode("ascii", "replace")[:LONGEST_REASON].decode()
    with contextlib.suppress(TimeoutError, OSError, RuntimeError, WebSocketDisconnect):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await websocket.send_text(message)
            await websocket.close(refusal.code, reason)
