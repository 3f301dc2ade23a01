"""The network of a room as a file: taken away by who may see the room, `GET /rooms/ROOM/network/TARGET`, and
brought back by who holds its controls, `POST /rooms/ROOM/network`, or as another room of the file's shape,
`POST /rooms/ROOM/network/room`."""

import asyncio
import importlib
from collections.abc import Callable
from contextlib import suppress

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from engine.experiment.links import Link
from engine.experiment.view import View
from engine.export.fitting import experiment_for
from engine.export.table import MOST_BYTES, TARGETS, ExportedFile
from engine.export.weights import Weights, check_fits, read_weights
from engine.reasons import Reason, ReasonError
from server.messages import Refused
from server.rooms import travel
from server.rooms.room import Room
from server.runs.learnt import Learnt
from server.training.work import BringBack, TakeAway
from server.web.addresses import network_of
from server.web.of_rooms.by_http import (
    NOT_STORED,
    REFUSALS,
    NotAllowed,
    body_of,
    check_turn,
    playground_of,
    refused,
    room_of,
    room_to_change,
    worked,
)


def add_routes(app: FastAPI) -> None:
    """Adds the routes. The token of the room stands in a header, so that no log has it."""

    @app.get("/rooms/{room}/network/{target}", responses=REFUSALS)
    async def take_away(request: Request, room: str, target: str) -> Response:
        try:
            found, _ = await room_of(request, room)
            file = await file_of(found, target, playground_of(request).runner.wake)
        except NotAllowed as error:
            return error.answer()
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"', **NOT_STORED}
        return Response(file.content, media_type=file.media_type, headers=headers)

    @app.post("/rooms/{room}/network", responses=REFUSALS)
    async def take_back(request: Request, room: str) -> Response:
        try:
            found = await room_to_change(request, room)
            weights = await read_in_thread(await body_of(request, MOST_BYTES, weights_too_large))
            await put_into(found, weights, playground_of(request).runner.wake)
        except NotAllowed as error:
            return error.answer()
        return JSONResponse({"status": "done"}, headers=NOT_STORED)

    @app.post("/rooms/{room}/network/room", responses=REFUSALS, status_code=201)
    async def open_room(request: Request, room: str) -> Response:
        try:
            found, _ = await room_of(request, room)
            content = await body_of(request, MOST_BYTES, weights_too_large)
            made = await room_from(request, content, found)
        except NotAllowed as error:
            return error.answer()
        return JSONResponse({"room": made.id, "token": made.host_token}, 201, headers=NOT_STORED)


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


def weights_too_large(most: int, got: int) -> Reason:
    """Why a file with weights is not read: both are in KB."""
    return Reason("file_too_large", most=most, got=got)


async def read_in_thread(content: bytes) -> Weights:
    """The weights in a file. Raises `NotAllowed`."""
    try:
        return await asyncio.to_thread(read_weights, content)
    except ReasonError as error:
        raise refused(error) from None


async def room_from(request: Request, content: bytes, like: Room) -> Room:
    """A new room whose network has the weights in a file; what the file does not say is as in another room.
    Raises `NotAllowed`."""
    playground, tables = playground_of(request), like.tables()
    weights = await read_in_thread(content)
    try:
        experiment = await asyncio.to_thread(
            experiment_for, content, weights, like.run.experiment, tables.get
        )
        address = network_of(request.client.host if request.client else "")
        room = playground.rooms.make(Link(experiment, View()), address)
    except ReasonError as misfit:
        raise refused(misfit) from None
    except Refused as refusal:
        raise NotAllowed(429, refusal.sentence) from None
    room.run.note(Learnt.ELSEWHERE)
    await worked(playground.runner.wake, lambda deliver: room.ask(BringBack(deliver, weights)))
    return room


async def put_into(room: Room, weights: Weights, wake: Callable[[], None]) -> None:
    """Puts weights into the network of a room, which can be undone. Raises `NotAllowed`."""
    check_turn(room)
    try:
        check_fits(weights, room.run.experiment)
        entry = travel.by_hand(room)
    except ReasonError as error:
        raise refused(error) from None
    room.run.diverged = False
    room.run.note(Learnt.ELSEWHERE)
    await worked(wake, lambda deliver: room.ask(BringBack(deliver, weights, entry=entry)))
