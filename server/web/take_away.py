"""The network of a room as a file to take away: `/rooms/ROOM/network/TARGET`, for who may see the room."""

import asyncio
import importlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from engine.export.table import TARGETS, ExportedFile
from engine.reasons import ReasonError
from server.messages import CloseCode, reason_shown
from server.playground import Playground
from server.rooms.room import Room
from server.training.work import TakeAway

SECONDS = 10.0
"""A file that takes longer is given up."""

NOT_STORED = {"Cache-Control": "no-store"}
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "The token does not open the room."},
    404: {"description": "There is no such room, or nothing of that kind to take away."},
    409: {"description": "It cannot be done; the answer says why."},
    429: {"description": "Another file of this room is being written."},
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
    """Adds the route. The token of the room stands in a header, so that no log has it."""

    @app.get("/rooms/{room}/network/{target}", responses=REFUSALS)
    async def take_away(request: Request, room: str, target: str) -> Response:
        try:
            playground: Playground = request.app.state.playground
            found = room_of(request, room)
            file = await file_of(found, target, playground.runner.wake)
        except NotAllowed as error:
            return error.answer()
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', **NOT_STORED}
        return Response(file.content, media_type=file.media_type, headers=headers)


def room_of(request: Request, id: str) -> Room:
    """The room that the request's token opens. Raises `NotAllowed`."""
    playground: Playground = request.app.state.playground
    room = playground.rooms.get(id)
    if room is None:
        raise NotAllowed(404, CloseCode.NO_SUCH_ROOM.sentence)
    if room.role_of(token_of(request)) is None:
        raise NotAllowed(403, CloseCode.BAD_TOKEN.sentence)
    return room


def token_of(request: Request) -> str:
    """The token that a request carries; empty if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def file_of(room: Room, target: str, wake: Callable[[], None]) -> ExportedFile:
    """The present network of a room as a file, written by the thread that trains, whose time it takes is the
    room's. Raises `NotAllowed`."""
    if target not in TARGETS:
        raise NotAllowed(404, f"a network can be taken away as {', '.join(TARGETS)}, not as {target!r:.60}")
    if any(isinstance(work, TakeAway) for work in room.work):
        raise NotAllowed(429, "Another file of this room is being written; try again in a moment.")
    if library := TARGETS[target].library:
        with suppress(ImportError):  # then there is a reason, not a file
            await asyncio.to_thread(importlib.import_module, library)
    loop = asyncio.get_running_loop()
    written: asyncio.Future[ExportedFile | ReasonError] = loop.create_future()

    def settle(result: ExportedFile | ReasonError) -> None:
        if not written.done():
            written.set_result(result)

    room.work.append(TakeAway(target, lambda result: loop.call_soon_threadsafe(settle, result)))
    wake()
    try:
        async with asyncio.timeout(SECONDS):
            result = await written
    except TimeoutError:
        raise NotAllowed(504, "The file could not be written in time; try again in a moment.") from None
    if isinstance(result, ReasonError):
        raise NotAllowed(409, str(result), reason_shown(result.reason).model_dump())
    return result
