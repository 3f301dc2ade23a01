"""What all that is asked of a room, or of a class, over HTTP has in common: token, body, turn, refusals."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from engine.reasons import Reason, ReasonError
from server.messages import ERROR_SENTENCES, CloseCode, Refused, Role, reason_shown
from server.playground import Playground
from server.requests.request import MOST_WORK
from server.rooms.room import Room
from server.web.replicas import WRONG_REPLICA

SECONDS = 10.0
"""What takes longer is given up."""

NOT_STORED = {"Cache-Control": "no-store"}
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "The token does not open the room."},
    404: {"description": "There is no such room, or nothing of that kind to take away."},
    409: {"description": "It cannot be done; the answer says why."},
    413: {"description": "The file is too large."},
    421: {"description": "Another replica is to be asked; the answer says which one, or none: any."},
    429: {"description": "Another file of this room is being written, or too much waits for its trainer."},
    504: {"description": "It took too long."},
}


class NotAllowed(Exception):
    """A request that gets an error: its status, its sentence, perhaps the reason as the page shows it, and
    the replica to ask instead."""

    def __init__(self, status: int, sentence: str, reason: Any = None, replica: str = "") -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.reason, self.replica = status, sentence, reason, replica

    def answer(self) -> Response:
        """The error as JSON."""
        content = {"error": self.sentence, "reason": self.reason}
        if self.status == WRONG_REPLICA:
            content["replica"] = self.replica
        return JSONResponse(content, self.status, headers=NOT_STORED)


async def room_of(request: Request, id: str) -> tuple[Room, Role]:
    """The room that the request's token opens, and as what. Raises `NotAllowed`."""
    playground: Playground = request.app.state.playground
    await brought_here(playground.living.rooms.bring(id))
    room = playground.rooms.get(id)
    if room is None:
        raise NotAllowed(404, CloseCode.NO_SUCH_ROOM.sentence)
    role = room.role_of(token_of(request))
    if role is None:
        raise NotAllowed(403, CloseCode.BAD_TOKEN.sentence)
    return room, role


async def brought_here(bringing: Awaitable[None]) -> None:
    """Waits until what is asked for is here. Raises `NotAllowed` where another replica is to be asked, any if
    it is not known which one."""
    try:
        await bringing
    except Refused as refusal:
        raise NotAllowed(WRONG_REPLICA, refusal.sentence, replica=refusal.replica) from None


async def room_to_change(request: Request, id: str) -> Room:
    """The room whose controls the request's token opens, if too much does not wait. Raises `NotAllowed`."""
    room, role = await room_of(request, id)
    if role != "host":
        raise NotAllowed(403, ERROR_SENTENCES["forbidden"])
    check_turn(room)
    return room


def check_turn(room: Room) -> None:
    """Raises `NotAllowed` while too much waits for a room's trainer."""
    if len(room.work) >= MOST_WORK:
        raise NotAllowed(429, "Too much waits for this room's training; try again in a moment.")


def token_of(request: Request) -> str:
    """The token that a request carries; empty if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def body_of(request: Request, most: int, too_large: Callable[[int, int], Reason]) -> bytes:
    """The file that a request brings, as long as it has at most so many bytes. Raises `NotAllowed`, with the
    reason that `too_large` makes of how many KB there may be and how many there are."""
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > most:
                raise because(413, too_large(most // 1000, -(-size // 1000)))
            pieces.append(piece)
    except ClientDisconnect:  # nobody hears the answer, and the log need not hear of it
        raise NotAllowed(400, "The file did not come whole.") from None
    return b"".join(pieces)


async def worked(wake: Callable[[], None], ask: Callable[[Callable[[Any], object]], object]) -> Any:
    """What a work of a room's trainer delivers, which `ask` leaves with the room. Raises `NotAllowed`, also
    where it delivers why it could not be done."""
    loop = asyncio.get_running_loop()
    delivered: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any) -> None:
        if not delivered.done():
            delivered.set_result(result)

    ask(lambda result: loop.call_soon_threadsafe(settle, result))
    wake()
    try:
        async with asyncio.timeout(SECONDS):
            result = await delivered
    except TimeoutError:
        raise NotAllowed(504, "The room did not come to it in time; try again in a moment.") from None
    if isinstance(result, ReasonError):
        raise refused(result)
    return result


def refused(error: ReasonError) -> NotAllowed:
    """What a request gets that is refused for a reason."""
    return because(409, error.reason)


def because(status: int, reason: Reason, replica: str = "") -> NotAllowed:
    """What a request gets for a reason, and the replica to ask instead, if there is one."""
    return NotAllowed(status, str(reason), reason_shown(reason).model_dump(), replica)


def answered(error: NotAllowed | ReasonError) -> Response:
    """The answer to what cannot be done."""
    return (refused(error) if isinstance(error, ReasonError) else error).answer()


def playground_of(request: Request) -> Playground:
    """The playground that a request is for."""
    playground: Playground = request.app.state.playground
    return playground
