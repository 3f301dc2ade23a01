"""Carries messages between one page and its class."""

import inspect
from typing import Never

from starlette.websockets import WebSocket

from engine.reasons import ReasonError
from server.bus import BusFull
from server.classes.requests import asking, challenging, collecting, coming, leading, lessons, taking_part
from server.classes.requests.coming import BeginClass, First
from server.classes.requests.request import ClassRequest
from server.classes.roles import MAY
from server.classes.school_class import SchoolClass, Visitor
from server.messages import BadMessage, CloseCode, Refused
from server.messages.outbox import Outbox
from server.playground import Playground
from server.requests.reading import read_as
from server.rooms.delivery import put_done, put_error
from server.web.addresses import network_of
from server.web.sockets.conversation import (
    address_of,
    check_id,
    check_pace,
    end,
    first_message,
    first_of,
    hang_up,
    receive_text,
    serve,
)
from server.web.sockets.limiter import Limiter
from server.web.sockets.line import Connection, Post
from server.web.sockets.wire import CONNECTION

SUBJECTS = (coming, leading, asking, lessons, challenging, collecting, taking_part)

CLASS_REQUESTS: dict[str, type[ClassRequest]] = {
    each.type: each
    for subject in SUBJECTS
    for each in vars(subject).values()
    if inspect.isclass(each)
    and issubclass(each, ClassRequest)
    and each not in (ClassRequest, First)
    and each.__module__ == subject.__name__
}
"""The requests by their `type`: all classes of the modules named here."""


async def serve_class(websocket: WebSocket, playground: Playground) -> None:
    """Lets a page into a class and carries messages until one side leaves."""
    await serve(websocket, playground, wait_for_first, converse)


async def wait_for_first(websocket: WebSocket, playground: Playground) -> First:
    """Returns the first message, or raises Refused if it is none, late, or none that may come first.

    Sockets that come too fast from an address are refused only where somebody begins a class: codes have a
    limit of their own, and who brings a secret comes in whatever others of the same school do."""
    text = await first_message(websocket, playground)
    try:
        hello = read_as(text, CLASS_REQUESTS)
    except BadMessage as error:
        raise Refused(CloseCode.BAD_HELLO, f"The first message was not a proper one: {error}.") from None
    if not isinstance(hello, First):
        raise Refused(CloseCode.BAD_HELLO)
    if isinstance(hello, BeginClass):
        check_pace(websocket)
    await playground.classes_loaded.wait()
    return hello


async def converse(websocket: WebSocket, playground: Playground, outbox: Outbox, hello: First) -> None:
    """Enters the class and carries messages both ways. Raises Gone or Refused when it is over."""
    post: Post = websocket.app.state.post
    connection: Connection = websocket.scope[CONNECTION]
    address = network_of(address_of(websocket))
    last_id = hello.id
    try:
        if not playground.classes.may_try(hello, address):
            await first_of(playground.classes.turn(address), end(outbox), hang_up(websocket))
        living, made = playground.living.classes, None
        if isinstance(hello, BeginClass):
            made = await living.make(address)
        else:
            await living.bring_for(hello, address)
        entering = playground.classes.entered(hello, outbox, address, made)
        with post.carrying(outbox, connection, playground.traffic), entering as (school_class, visitor):
            del hello
            await first_of(read(websocket, playground, school_class, visitor, last_id), end(outbox))
    except BusFull:
        raise Refused(CloseCode.FULL) from None
    except ReasonError as error:  # a name that cannot be
        raise Refused(CloseCode.BAD_HELLO, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


async def read(
    websocket: WebSocket,
    playground: Playground,
    school_class: SchoolClass,
    visitor: Visitor,
    last_id: int | None,
) -> Never:
    """Carries messages to the class."""
    limiter = Limiter(playground.settings.messages_per_second)
    outbox = visitor.outbox
    while True:
        await outbox.has_room()
        text = await receive_text(websocket, playground.settings.max_message_bytes)
        limiter.count(len(text or ""))
        id = None
        try:
            if text is None:
                raise BadMessage("bad_message", "a message must be text, not bytes")
            message = read_as(text, CLASS_REQUESTS)
            last_id = check_id(message, last_id)
            id = message.id
            limiter.check(id)
            check_role(message, visitor)
            check_lives(playground, school_class)
            message.handle(school_class, visitor)
        except BadMessage as error:
            put_error(outbox, id if error.id is None else error.id, error)
            continue
        except (ReasonError, BusFull) as error:
            put_error(outbox, id, error)
            continue
        school_class.changed()
        put_done(outbox, id)


def check_role(message: ClassRequest, visitor: Visitor) -> None:
    """Raises BadMessage for what this page may not ask for."""
    if visitor.role not in MAY[message.type]:
        raise BadMessage("forbidden", f"a {visitor.role} may not send {message.type}")
    if visitor.person is not None and visitor.person.waiting and message.type not in WAITING_MAY:
        raise BadMessage("forbidden", f"who waits to be let in may not send {message.type}")


def check_lives(playground: Playground, school_class: SchoolClass) -> None:
    """Raises Refused while another server may lead the class, and when it is on its way to one: what was
    asked for might be done twice, or be forgotten."""
    if not school_class.lives or playground.draining:
        raise Refused(CloseCode.STOPPING)


WAITING_MAY = ("set_name", "show_page")
"""What somebody may send who waits to be let in."""
