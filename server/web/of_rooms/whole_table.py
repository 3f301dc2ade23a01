"""The table that a room learns from as a whole, for programs: told to who may see the room,
`GET /rooms/ROOM/table`, and put in its place by who holds the controls, `POST /rooms/ROOM/table/whole`. Both
as JSON, as `Table.as_dict` has it."""

import asyncio
import json

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from engine.data.features import VARIABLES
from engine.data.painting import Edits, edited, painted_rows
from engine.data.table import MOST_INPUTS, MOST_ROWS, Table
from engine.reasons import ReasonError
from server.requests.runs import change_to
from server.web.of_rooms.bring import table_too_large
from server.web.of_rooms.by_http import (
    NOT_STORED,
    REFUSALS,
    NotAllowed,
    answered,
    body_of,
    playground_of,
    room_of,
    room_to_change,
)

NUMBER_BYTES = 24  # of a float64, with what divides it from the next
MOST_BYTES = NUMBER_BYTES * MOST_ROWS * (MOST_INPUTS + 2) + 100_000
NO_TABLE = "A table must be an object with title, names, x, label, classes, test, side and is_on_plane."


def add_routes(app: FastAPI) -> None:
    """Adds the routes."""

    @app.get("/rooms/{room}/table", responses=REFUSALS)
    async def tell(request: Request, room: str) -> Response:
        try:
            found, _ = await room_of(request, room)
            table = found.run.experiment.table
            if table is None:
                raise NotAllowed(404, "This room has no data of its own.")
        except NotAllowed as error:
            return error.answer()
        content = await asyncio.to_thread(lambda: json.dumps(table.as_dict(), allow_nan=False))
        return Response(content, media_type="application/json", headers=NOT_STORED)

    @app.post("/rooms/{room}/table/whole", responses=REFUSALS)
    async def put(request: Request, room: str) -> Response:
        try:
            found = await room_to_change(request, room)
            table = await asyncio.to_thread(read_table, await body_of(request, MOST_BYTES, table_too_large))
            found.ask(change_to(found, found.run.experiment.fitting(table=table)))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        playground_of(request).runner.wake()
        return JSONResponse(table.shown(), headers=NOT_STORED)


def read_table(content: bytes) -> Table:
    """The table of a request. What is on the plane is made as painted points are. Raises `NotAllowed` for
    what is none, and `TableError` for what no table can be."""
    try:
        table = Table.from_dict(json.loads(content))
        table.digest  # noqa: B018  # which takes a while, and is kept
    except ReasonError:
        raise
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        raise NotAllowed(422, NO_TABLE) from None
    if not table.is_on_plane:
        return table
    if table.names != VARIABLES:
        raise NotAllowed(422, f"Points on the plane must have the inputs {' and '.join(VARIABLES)}.")
    return edited(None, Edits(title=table.title, classes=table.classes, add=painted_rows(table)))
