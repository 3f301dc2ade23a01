"""A table of somebody's own: read by `POST /rooms/ROOM/table/columns`, and made what the room learns from by
`POST /rooms/ROOM/table`. The file comes with both requests, so that nothing of it is kept between them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from engine.data.reading.cells import DecimalName, SeparatorName
from engine.data.reading.choices import ColumnChoice, GapsName, Made, TargetName
from engine.data.reading.columns import RoleName
from engine.data.reading.limits import MOST_BYTES, MOST_COLUMNS
from engine.data.reading.reading import Dialect
from engine.reasons import Reason, ReasonError
from server.requests.runs import change_to
from server.rooms.room import Room
from server.training.reading import MakeTable, ReadTable
from server.training.work import Delivery
from server.web.of_rooms.by_http import (
    NOT_STORED,
    REFUSALS,
    NotAllowed,
    answered,
    body_of,
    playground_of,
    room_to_change,
    worked,
)

MOST_TITLE = 1000  # letters of a file's name
Separator = Annotated[SeparatorName | None, Query()]
Decimal = Annotated[DecimalName | None, Query()]
Header = Annotated[bool | None, Query()]
Roles = Annotated[list[RoleName], Query(max_length=MOST_COLUMNS)]
Title = Annotated[str, Query(max_length=MOST_TITLE)]


def add_routes(app: FastAPI) -> None:
    """Adds the routes, which are for who holds the controls of the room."""

    @app.post("/rooms/{room}/table/columns", responses=REFUSALS)
    async def read(
        request: Request,
        room: str,
        separator: Separator = None,
        decimal: Decimal = None,
        header: Header = None,
    ) -> Response:
        dialect = Dialect(separator=separator, decimal=decimal, has_header=header)
        try:
            found = await room_to_change(request, room)
            content = await body_of(request, MOST_BYTES, table_too_large)
            shown = await brought(request, found, lambda deliver: ReadTable(deliver, content, dialect))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse(shown, headers=NOT_STORED)

    @app.post("/rooms/{room}/table", responses=REFUSALS)
    async def use(
        request: Request,
        room: str,
        roles: Roles,
        title: Title = "",
        gaps: GapsName = "leave",
        target_as: TargetName | None = None,
        separator: Separator = None,
        decimal: Decimal = None,
        header: Header = None,
    ) -> Response:
        dialect = Dialect(separator=separator, decimal=decimal, has_header=header)
        choice = ColumnChoice(roles=tuple(roles), gaps=gaps, target_as=target_as)
        try:
            found = await room_to_change(request, room)
            content = await body_of(request, MOST_BYTES, table_too_large)
            made: Made = await brought(
                request,
                found,
                lambda deliver: MakeTable(
                    deliver, content=content, title=title, choice=choice, dialect=dialect
                ),
            )
            found.ask(change_to(found, found.run.experiment.fitting(table=made.table)))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        playground_of(request).runner.wake()
        return JSONResponse({**made.table.shown(), "n_left_out": made.n_left_out}, headers=NOT_STORED)


def table_too_large(most: int, got: int) -> Reason:
    """Why a file with a table is not read: both are in KB."""
    return Reason("table_too_large", most=most, got=got)


def check_free(room: Room) -> None:
    """Raises `NotAllowed` while another table of the room is being read."""
    if any(isinstance(work, ReadTable | MakeTable) for work in room.work):
        raise NotAllowed(429, "Another table of this room is being read; try again in a moment.")


async def brought(
    request: Request, room: Room, work_for: Callable[[Callable[[Any], object]], Delivery]
) -> Any:
    """What the thread that trains makes of a file, whose time it takes is the room's. One file of a room at a
    time. Raises `NotAllowed`."""
    check_free(room)
    playground = playground_of(request)
    playground.rooms.attend(room)
    return await worked(playground.runner.wake, lambda deliver: room.work.append(work_for(deliver)))
