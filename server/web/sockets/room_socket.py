"""Carries messages between one socket and one room."""

import asyncio
import json
from typing import Never

from starlette.websockets import WebSocket

from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from server.classes.seat import take_seat
from server.frames.members import Member
from server.messages import BadMessage, CloseCode, Refused, Role
from server.messages.outbox import Outbox
from server.playground import Playground
from server.requests.hello import Hello
from server.requests.reading import read_message
from server.requests.receiving import receive
from server.requests.runs import open_link
from server.requests.showing import Laser
from server.requests.watching import Ack
from server.rooms import laser
from server.rooms.delivery import put_error
from server.rooms.room import Room
from server.saved.opening import new_room, open_in
from server.web.addresses import network_of
from server.web.sockets.conversation import (
    address_of,
    check_id,
    end,
    first_message,
    first_of,
    receive_text,
    serve,
)
from server.web.sockets.limiter import Limiter
from server.web.sockets.line import Connection, Post
from server.web.sockets.wire import CONNECTION


async def serve_room(websocket: WebSocket, playground: Playground) -> None:
    """Lets a browser into a room and carries messages until one side leaves."""
    await serve(websocket, playground, wait_for_hello, converse, is_paced=True)


async def wait_for_hello(websocket: WebSocket, playground: Playground) -> Hello:
    """Returns the first message, or raises Refused if it is none, late, or no hello."""
    text = hello_in_address(websocket) or await first_message(websocket, playground)
    try:
        hello = read_message(text)
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


async def converse(websocket: WebSocket, playground: Playground, outbox: Outbox, hello: Hello) -> None:
    """Joins the room and carries messages both ways. Raises Gone or Refused when it is over."""
    room, role, complaint = await enter(playground, hello, network_of(address_of(websocket)))
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


async def enter(playground: Playground, hello: Hello, address: str) -> tuple[Room, Role, ReasonError | None]:
    """Finds or makes the room a hello asks for; a link or saved state that cannot be opened is only a
    complaint."""
    rooms = playground.rooms
    link = saved = complaint = None
    await playground.living.tables.bring(hello.link)
    try:
        saved = await playground.shelf.opened(hello.link)
        link = None if saved or hello.link is None else parse_link(hello.link, table_of=rooms.table_of)
    except ReasonError as error:
        complaint = error
    if hello.room is None:
        room = rooms.make(link, address) if saved is None else new_room(rooms, *saved, address)
        await sit_down(playground, room, hello)
        return room, "host", complaint
    await playground.living.rooms.bring(hello.room)
    room, role = rooms.find(hello.room, hello.token or "")
    if role == "watcher":
        return room, role, None
    await sit_down(playground, room, hello)
    try:
        if saved is not None:
            open_in(room, *saved)
        elif link is not None:
            room.leash.check_opening(link.experiment)
            room.ask(open_link(room, link))
    except ReasonError as error:
        complaint = error
    return room, role, complaint


async def sit_down(playground: Playground, room: Room, hello: Hello) -> None:
    """The room is that of a student in a class, if the hello says so."""
    if hello.seat is not None:
        await take_seat(room, playground.bus, hello.seat, playground.runner.wake)


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
        if not room.lives or playground.draining:  # it is another's, or on its way to that
            raise Refused(CloseCode.STOPPING)
        receive(room, member, message)
        playground.rooms.attend(room)
        playground.runner.wake()
