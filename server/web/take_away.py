"""The network of a room as a file: taken away by who may see the room, `GET /rooms/ROOM/network/TARGET`, and
brought back by who holds its controls, `POST /rooms/ROOM/network`."""

import asyncio
import importlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from engine.export.table import MOST_BYTES, TARGETS, ExportedFile
from engine.export.weights import Weights, check_fits, read_weights
from engine.reasons import Reason, ReasonError
from server.messages import ERROR_SENTENCES, CloseCode, Role, reason_shown
from server.playground import Playground
from server.requests.request import MOST_WORK
from server.rooms import travel
from server.rooms.room import Room
from server.training.work import BringBack, TakeAway

SECONDS = 10.0
"""What takes longer is given up."""

NOT_STORED = {"Cache-Control": "no-store"}
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "The token does not open the room."},
    404: {"description": "There is no such room, or nothing of that kind to take away."},
    409: {"description": "It cannot be done; the answer says why."},
    413: {"description": "The file is too large."},
    429: {"description": "Another file of this room is being written, or too much waits for its trainer."},
    504: {"description": "It took too long."},
}


class NotAllowed(Exception):
    """A request that gets an error: its status, its sentence and perhaps the reason as the page shows it."""

    def __init__(self, status: int, sentence: str, reason: Any = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.reason = status, sentence, reason

    def answer(self) -> Response:
        """The error as JSON."""
        content = {"error": self.sentence, "reason": self.reason}
        return JSONResponse(content, self.status, headers=NOT_STORED)


def add_routes(app: FastAPI) -> None:
    """Adds the routes. The token of the room stands in a header, so that no log has it."""

    @app.get("/rooms/{room}/network/{target}", responses=REFUSALS)
    async def take_away(request: Request, room: str, target: str) -> Response:
        try:
            playground: Playground = request.app.state.playground
            found, _ = room_of(request, room)
            file = await file_of(found, target, playground.runner.wake)
        except NotAllowed as error:
            return error.answer()
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', **NOT_STORED}
        return Response(file.content, media_type=file.media_type, headers=headers)

    @app.post("/rooms/{room}/network", responses=REFUSALS)
    async def take_back(request: Request, room: str) -> Response:
        try:
            playground: Playground = request.app.state.playground
            found, role = room_of(request, room)
            if role != "host":
                raise NotAllowed(403, ERROR_SENTENCES["forbidden"])
            weights = await read_in_thread(await body_of(request))
            await put_into(found, weights, playground.runner.wake)
        except NotAllowed as error:
            return error.answer()
        return JSONResponse({"status": "done"}, headers=NOT_STORED)


def room_of(request: Request, id: str) -> tuple[Room, Role]:
    """The room that the request's token opens, and as what. Raises `NotAllowed`."""
    playground: Playground = request.app.state.playground
    room = playground.rooms.get(id)
    if room is None:
        raise NotAllowed(404, CloseCode.NO_SUCH_ROOM.sentence)
    role = room.role_of(token_of(request))
    if role is None:
        raise NotAllowed(403, CloseCode.BAD_TOKEN.sentence)
    return room, role


def token_of(request: Request) -> str:
    """The token that a request carries; empty if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def file_of(room: Room, target: str, wake: Callable[[], None]) -> ExportedFile:
    """The present network of a room as a file, written by the thread that trains, whose time it takes is the
    room's. Raises `NotAllowed`."""
    if target not in TARGETS:
        raise NotAllowed(404, f"a network can be taken away as {', '.join(TARGETS)}, not as {target!r:.60}")
    if library := TARGETS[target].library:
        with suppress(ImportError):  # then there is a reason, not a file
            await asyncio.to_thread(importlib.import_module, library)
    if any(isinstance(work, TakeAway) for work in room.work):
        raise NotAllowed(429, "Another file of this room is being written; try again in a moment.")
    file: ExportedFile = await worked(wake, lambda deliver: room.work.append(TakeAway(deliver, target)))
    return file


async def body_of(request: Request) -> bytes:
    """The file that a request brings, as long as it is no larger than any may be. Raises `NotAllowed`."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            reason = Reason("file_too_large", most=MOST_BYTES // 1000, got=size // 1000)
            raise NotAllowed(413, str(reason), reason_shown(reason).model_dump())
        pieces.append(piece)
    return b"".join(pieces)


async def read_in_thread(content: bytes) -> Weights:
    """The weights in a file. Raises `NotAllowed`."""
    try:
        return await asyncio.to_thread(read_weights, content)
    except ReasonError as error:
        raise refused(error) from None


async def put_into(room: Room, weights: Weights, wake: Callable[[], None]) -> None:
    """Puts weights into the network of a room, which can be undone. Raises `NotAllowed`."""
    if len(room.work) >= MOST_WORK:
        raise NotAllowed(429, "Too much waits for this room's training; try again in a moment.")
    try:
        check_fits(weights, room.run.experiment)
    except ReasonError as misfit:
        raise refused(misfit) from None
    entry = travel.go_on(room)
    room.run.diverged = False
    await worked(wake, lambda deliver: room.ask(BringBack(deliver, weights, entry=entry)))


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
    return NotAllowed(409, str(error), reason_shown(error.reason).model_dump())
