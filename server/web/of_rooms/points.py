"""Painted points as a whole: told to who may see the room, `GET /rooms/ROOM/points`, and put in the place of
what it learns from by who holds its controls, `POST /rooms/ROOM/points`. Single ones come by the socket."""

import asyncio
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError

from engine.data.painting import Edits, edited, painted_rows
from engine.data.table import MOST_CLASSES, MOST_ROWS, Table, TableError
from engine.reasons import ReasonError
from server.messages.parts import Part
from server.requests.painting import Label, Name, Place, stroke_key
from server.requests.request import Id
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

MOST_BYTES = 500_000  # 5,000 rows take a quarter of that
Row = tuple[Place, Place, Label, bool]
Stroke = Annotated[Id | None, Query()]
"""What has the same number as the edit before is undone with it, as in `Paint`."""


class PaintedPoints(Part):
    """Places, labels (the index of a class, or a value from -1 to 1 without classes), and whether they are to
    test with."""

    title: Name
    classes: list[Name] = Field(max_length=MOST_CLASSES)
    rows: Annotated[list[Row], Field(max_length=MOST_ROWS)]

    def table(self) -> Table:
        """The table of these points. Raises `TableError`."""
        return edited(None, Edits(title=self.title, classes=tuple(self.classes), add=self.rows))


def add_routes(app: FastAPI) -> None:
    """Adds the routes."""

    @app.get("/rooms/{room}/points", responses=REFUSALS)
    async def tell(request: Request, room: str) -> Response:
        try:
            found, _ = await room_of(request, room)
            table = found.run.experiment.table
            if table is None or not table.is_on_plane:
                raise NotAllowed(404, "No points are painted in this room.")
        except NotAllowed as error:
            return error.answer()
        return JSONResponse({"digest": table.digest, **shown(table)}, headers=NOT_STORED)

    @app.post("/rooms/{room}/points", responses=REFUSALS)
    async def put(request: Request, room: str, stroke: Stroke = None) -> Response:
        try:
            found = await room_to_change(request, room)
            table = await asyncio.to_thread(read_points, await body_of(request, MOST_BYTES, table_too_large))
            found.ask(change_to(found, found.run.experiment.fitting(table=table), stroke_key(stroke)))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        playground_of(request).runner.wake()
        return JSONResponse({"digest": table.digest}, headers=NOT_STORED)


def read_points(content: bytes) -> Table:
    """The table of a request's points. Raises `TableError`."""
    try:
        return PaintedPoints.model_validate_json(content).table()
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "points"
        raise TableError("not_points", field=where[:60]) from None


def shown(table: Table) -> dict[str, object]:
    """Painted points as `PaintedPoints` has them."""
    return {"title": table.title, "classes": list(table.classes), "rows": painted_rows(table)}
