"""Carries messages between one socket and one room."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Coroutine, Iterable
from contextlib import AbstractContextManager
from typing import Any, Never, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from engine.experiment.links import LinkError, parse_link
from server.frames.members import Member
from server.logs import tell
from server.messages import PROTOCOL, BadMessage, CloseCode, Goodbye, Refused, Role, write_message
from server.messages.outbox import Outbox
from server.playground import Playground
from server.requests.hello import Hello
from server.requests.reading import read_message
from server.requests.receiving import receive
from server.requests.request import Request
from server.requests.runs import open_link
from server.requests.showing import Laser
from server.requests.watching import Ack
from server.rooms import laser
from server.rooms.delivery import put_error
from server.rooms.room import Room
from server.web.addresses import Addresses, network_of
from server.web.limiter import Limiter
from server.web.line import Connection, Post
from server.web.proxies import PROXIED
from server.web.wire import CONNECTION

GOODBYE_SECONDS = 1.0
LONGEST_SHOWN = 100  # characters of a name in the log
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
FOREIGN_ORIGIN = (
    "a page of another site was refused; if it is yours, let the proxy hand on the Host header or, named in "
    "trusted_proxies, X-Forwarded-Host; or name the origin in allowed_origins"
)
LONGEST_REASON = 123  # bytes; the WebSocket protocol has no room for more


async def serve(websocket: WebSocket, playground: Playground) -> None:
    """Lets a browser into a room and carries messages until one side leaves."""
    offered: list[str] = websocket.scope["subprotocols"]
    await websocket.accept(PROTOCOL if PROTOCOL in offered else next(iter(offered), None))
    outbox = Outbox(stalled_seconds=playground.settings.stalled_seconds)
    with playground.connected(outbox):
        try:
            check_origin(websocket, playground)
            if PROTOCOL not in offered:
                raise Refused(CloseCode.UNKNOWN_VERSION)
            with counted(websocket):
                await converse(
                    websocket,
                    playground,
                    outbox,
                    await first_of(wait_for_hello(websocket, playground), end(outbox)),
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


def address_of(websocket: WebSocket) -> str:
    """Returns the browser's own address."""
    return websocket.client.host if websocket.client else ""


class Gone(Exception):
    """The browser has left."""


def check_origin(websocket: WebSocket, playground: Playground) -> None:
    """Raises Refused for a page of another site. Programs that are no browsers send no origin."""
    origin = websocket.headers.get("origin")
    if origin is None:
        return
    host = websocket.headers.get("host", "")
    scheme = origin.partition("://")[0]
    ours = {plain_origin(f"{scheme}://{host}"), *map(plain_origin, playground.settings.allowed_origins)}
    if plain_origin(origin) not in ours:
        if playground.traffic.is_new_origin(origin, host):
            facts = {"origin": origin[:LONGEST_SHOWN], "host": host[:LONGEST_SHOWN]}
            tell("foreign_origin", FOREIGN_ORIGIN, level=logging.WARNING, **facts)
        raise Refused(CloseCode.FOREIGN_ORIGIN)


def plain_origin(text: str) -> str:
    """Returns an origin as browsers write it: small letters, and no port that its scheme has anyway."""
    scheme, _, host = text.lower().rstrip("/").partition("://")
    return f"{scheme}://{host.removesuffix(DEFAULT_PORTS.get(scheme, ' '))}"


async def wait_for_hello(websocket: WebSocket, playground: Playground) -> Hello:
    """Returns the first message, or raises Refused if it is none, late, or no hello."""
    try:
        async with asyncio.timeout(playground.settings.hello_seconds):
            text = hello_in_address(websocket) or await receive_text(
                websocket, playground.settings.max_message_bytes
            )
    except TimeoutError:
        raise Refused(CloseCode.NO_HELLO) from None
    try:
        hello = read_message(text or "")
    except BadMessage as error:
        raise Refused(CloseCode.BAD_HELLO, f"The first message was not a proper hello: {error}.") from None
    if not isinstance(hello, Hello):
        raise Refused(CloseCode.BAD_HELLO)
    await playground.loaded.wait()
    return hello


def hello_in_address(websocket: WebSocket) -> str | None:
    """Returns the hello of who wants a new room and says so in the address (`socket?new=large`), which spares
    a way there and back; None where it comes as a message. Nothing secret is in it."""
    size = websocket.query_params.get("new")
    return None if size is None else json.dumps({"type": "hello", "id": 1, "grid_size": size})


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


async def converse(websocket: WebSocket, playground: Playground, outbox: Outbox, hello: Hello) -> None:
    """Joins the room and carries messages both ways. Raises Gone or Refused when it is over."""
    room, role, complaint = enter(playground, hello, network_of(address_of(websocket)))
    last_id = hello.id
    post: Post = websocket.app.state.post
    connection: Connection = websocket.scope[CONNECTION]
    with (
        post.carrying(outbox, connection, playground.traffic),
        room.joined(role, outbox, hello.grid_size, hello.id) as member,
    ):
        if complaint is not None:
            put_error(outbox, last_id, complaint)
        del hello, complaint  # or they would stay as long as the browser does
        playground.runner.wake()
        try:
            await first_of(read(websocket, playground, room, member, last_id), end(outbox))
        finally:
            playground.runner.wake()


T = TypeVar("T")


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


def enter(playground: Playground, hello: Hello, address: str) -> tuple[Room, Role, LinkError | None]:
    """Finds or makes the room a hello asks for; a link that cannot be opened is only a complaint."""
    complaint = None
    if hello.room is not None:
        room, role = playground.rooms.find(hello.room, hello.token or "")
        if hello.link is not None and role == "host":
            try:
                room.ask(open_link(room, parse_link(hello.link)))
            except LinkError as error:
                complaint = error
        return room, role, complaint
    link = None
    if hello.link is not None:
        try:
            link = parse_link(hello.link)
        except LinkError as error:
            complaint = error
    return playground.rooms.make(link, address), "host", complaint


async def read(
    websocket: WebSocket, playground: Playground, room: Room, member: Member, last_id: int | None
) -> Never:
    """Carries messages to the room. Unless too many answers wait a receive is pending, or pongs would not be
    read."""
    limiter = Limiter(playground.settings.messages_per_second)
    outbox = member.outbox
    while True:
        await outbox.has_room()
        text = await receive_text(websocket, playground.settings.max_message_bytes)
        await asyncio.sleep(0)  # answers go out between messages that came in one piece
        limiter.count(len(text or ""))
        try:
            if text is None:
                raise BadMessage("bad_message", "a message must be text, not bytes")
            message = read_message(text)
            last_id = check_id(message, last_id)
            limiter.check(message.id)
        except BadMessage as error:
            put_error(outbox, error.id, error)
            continue
        if isinstance(message, Ack) and outbox.acknowledge(message.sequence):
            limiter.give_back()
            continue
        if isinstance(message, Laser) and room.pointing.has_time_for(outbox):
            limiter.give_back(1 - laser.COST)
        receive(room, member, message)
        playground.rooms.attend(room)
        playground.runner.wake()


def check_id(message: Request, last_id: int | None) -> int | None:
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
    raise Gone if code is None else Refused(code)


async def say_goodbye(websocket: WebSocket, refusal: Refused) -> None:
    """Tells the browser why, and closes; waits only briefly for a browser that does not read."""
    message = write_message(Goodbye(code=refusal.code, message=refusal.sentence))
    reason = refusal.sentence.encode("ascii", "replace")[:LONGEST_REASON].decode()
    with contextlib.suppress(TimeoutError, OSError, RuntimeError, WebSocketDisconnect):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await websocket.send_text(message)
            await websocket.close(refusal.code, reason)
