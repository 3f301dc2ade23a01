"""Saved states over HTTP: a room's run is kept under an address of its own, or taken away whole as a file;
both are opened again in a room. The page that `…/s/ID` leads to opens it as a new room (room_socket.py).

    GET /rooms/ROOM/saved         for how many days a run would be kept
    POST /rooms/ROOM/saved        keeps the run; answers id, secret and until when
    GET /rooms/ROOM/state         the same as a file
    POST /rooms/ROOM/state        opens a file in the room
    POST /rooms/ROOM/state/room   a room of one's own that goes on from the run, for who may only watch it
    POST /rooms/ROOM/saved/ID     opens what is kept in the room
    GET /saved/ID                 what is kept, as a file
    DELETE /saved/ID              deletes it, with its secret
    GET /s/ID                     leads to the page
"""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from engine.reasons import Reason, ReasonError
from server.messages import Refused
from server.messages.reasons import RoomReason
from server.playground import Playground
from server.rooms.room import Room
from server.saved.links import KEPT
from server.saved.opening import SaveRun, new_room, noted, open_in
from server.saved.state import MOST_BYTES
from server.web.addresses import network_of
from server.web.of_rooms.by_http import (
    NOT_STORED,
    REFUSALS,
    NotAllowed,
    answered,
    body_of,
    playground_of,
    room_of,
    room_to_change,
    token_of,
    worked,
)

MEDIA_TYPE = "application/octet-stream"
SUFFIX = "nnp"
UNKNOWN: dict[int | str, dict[str, Any]] = {409: {"description": "Nothing like that is kept, or not now."}}


def add_routes(app: FastAPI) -> None:
    """Adds the routes. Tokens and secrets stand in a header, so that no log has them."""

    @app.get("/rooms/{room}/saved", responses=REFUSALS)
    async def terms(request: Request, room: str) -> Response:
        try:
            await room_of(request, room)
        except NotAllowed as error:
            return error.answer()
        return JSONResponse({"days": playground_of(request).settings.saved_days}, headers=NOT_STORED)

    @app.post("/rooms/{room}/saved", responses=REFUSALS, status_code=201)
    async def save(request: Request, room: str) -> Response:
        try:
            playground = playground_of(request)
            content = await content_of(playground, (await room_of(request, room))[0])
            kept = await playground.shelf.add(
                content, network_of(request.client.host if request.client else "")
            )
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({**kept._asdict(), "n_bytes": len(content)}, 201, headers=NOT_STORED)

    @app.get("/rooms/{room}/state", responses=REFUSALS)
    async def take_away(request: Request, room: str) -> Response:
        try:
            found = (await room_of(request, room))[0]
            content = await content_of(playground_of(request), found)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        name = f"{found.run.experiment.active_dataset}_epoch_{found.run.epoch}.{SUFFIX}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', **NOT_STORED}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    @app.post("/rooms/{room}/state", responses=REFUSALS)
    async def bring(request: Request, room: str) -> Response:
        try:
            found = await room_to_change(request, room)
            await opened(request, found, await body_of(request, MOST_BYTES, too_large))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({"status": "done"}, headers=NOT_STORED)

    @app.post("/rooms/{room}/state/room", responses=REFUSALS, status_code=201)
    async def go_on(request: Request, room: str) -> Response:
        try:
            playground = playground_of(request)
            content = await content_of(playground, (await room_of(request, room))[0])
            made = await room_from(request, content)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({"room": made.id, "token": made.host_token}, 201, headers=NOT_STORED)

    @app.post("/rooms/{room}/saved/{id}", responses=REFUSALS)
    async def open_kept(request: Request, room: str, id: str) -> Response:
        try:
            found = await room_to_change(request, room)
            await opened(request, found, await playground_of(request).shelf.get(id))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({"status": "done"}, headers=NOT_STORED)

    @app.get("/saved/{id}", responses=UNKNOWN)
    async def download(request: Request, id: str) -> Response:
        try:
            content = await playground_of(request).shelf.get(id)
        except ReasonError as error:
            return answered(error)
        headers = {"Content-Disposition": f'attachment; filename="run.{SUFFIX}"', **NOT_STORED}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    @app.delete("/saved/{id}", responses=UNKNOWN)
    async def delete(request: Request, id: str) -> Response:
        try:
            await playground_of(request).shelf.remove(id, token_of(request))
        except ReasonError as error:
            return answered(error)
        return JSONResponse({"status": "done"}, headers=NOT_STORED)

    @app.head("/s/{id}", include_in_schema=False)
    @app.get("/s/{id}", status_code=303, response_class=Response)
    async def lead(id: str) -> Response:
        address = f"../#{KEPT}{quote(id)}"
        return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-cache"})


def too_large(most: int, got: int) -> Reason:
    """Why a saved state is not read: both are in KB."""
    return RoomReason("saved_too_large", most=most, got=got)


async def content_of(playground: Playground, room: Room) -> bytes:
    """The run of a room as a saved state. Raises `NotAllowed` or ReasonError."""
    if any(isinstance(work, SaveRun) for work in room.work):
        raise NotAllowed(429, "This room is being saved already; try again in a moment.")
    made = noted(room)
    states = await worked(playground.runner.wake, lambda deliver: room.work.append(SaveRun(deliver)))
    return await playground.shelf.write(made(states))


async def room_from(request: Request, content: bytes) -> Room:
    """A new room that goes on from a saved state. Raises `NotAllowed` or ReasonError."""
    playground = playground_of(request)
    state, trainer = await playground.shelf.read(content)
    address = network_of(request.client.host if request.client else "")
    try:
        return new_room(playground.rooms, state, trainer, address)
    except Refused as refusal:
        raise NotAllowed(429, refusal.sentence) from None


async def opened(request: Request, room: Room, content: bytes) -> None:
    """Goes on in a room from a saved state. Raises ReasonError."""
    playground = playground_of(request)
    state, trainer = await playground.shelf.read(content)
    open_in(room, state, trainer)
    playground.rooms.attend(room)
    playground.runner.wake()
