"""Classes that their teachers keep, over HTTP: the archive that the teacher's browser has made, for a while
in the database. What opens it is a secret, which stands in a header, so that no log has it; the page has it
behind the `#` of `teach#kept=SECRET`. What is kept may be anything: the page that opens it checks it.

    GET /classes/CLASS/kept    whether the class would be kept, for how many days, how many bytes it may have
    POST /classes/CLASS/kept   keeps an archive; answers with its secret and until when
    GET /kept                  how many bytes are kept, in pieces of how many, and until when
    GET /kept/NUMBER           a piece of the archive, the first is 0
    DELETE /kept               deletes it
"""

from typing import Annotated

from fastapi import FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse

from engine.reasons import Reason, ReasonError
from server.classes.reasons import ClassReason
from server.classes.roles import KEEP
from server.saved.values import PIECE_BYTES
from server.web.addresses import network_of
from server.web.of_rooms.by_http import (
    NOT_STORED,
    REFUSALS,
    NotAllowed,
    answered,
    because,
    body_of,
    brought_here,
    playground_of,
    token_of,
)
from server.web.of_rooms.large_bodies import Busy, LargeBodies
from server.web.of_rooms.saved_states import UNKNOWN

MEGABYTE = 1_000_000
MEDIA_TYPE = "application/zip"
MOST_PIECES = 64  # of the largest class that a server may keep
Number = Annotated[int, Path(ge=0, lt=MOST_PIECES)]


def add_routes(app: FastAPI) -> None:
    """Adds the routes. Nothing that is kept at a secret gets the same answer as nothing any more."""
    bodies = LargeBodies()

    @app.get("/classes/{school_class}/kept", responses=REFUSALS)
    async def terms(request: Request, school_class: str) -> Response:
        try:
            await check_may_keep(request, school_class)
        except NotAllowed as error:
            return error.answer()
        playground = playground_of(request)
        told = {"keeps": playground.shelf.keeps, "days": playground.settings.kept_days}
        return JSONResponse({**told, "most_bytes": most_bytes(request)}, headers=NOT_STORED)

    @app.post("/classes/{school_class}/kept", responses=REFUSALS, status_code=201)
    async def keep(request: Request, school_class: str) -> Response:
        address = network_of(request.client.host if request.client else "")
        try:
            await check_may_keep(request, school_class)
            playground_of(request).shelf.check_keeps_classes()
            check_length(request)
            async with bodies.turn(address):
                content = await body_of(request, most_bytes(request), too_large)
                made = await playground_of(request).shelf.keep_class(content, address)
        except Busy:
            return because(429, ClassReason("kept_busy")).answer()
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({**made._asdict(), "n_bytes": len(content)}, 201, headers=NOT_STORED)

    @app.get("/kept", responses=UNKNOWN)
    async def find(request: Request) -> Response:
        try:
            found = await playground_of(request).shelf.kept_class(token_of(request))
        except ReasonError as error:
            return answered(error)
        return JSONResponse({**found._asdict(), "piece_bytes": PIECE_BYTES}, headers=NOT_STORED)

    @app.get("/kept/{number}", responses=UNKNOWN)
    async def piece(request: Request, number: Number) -> Response:
        try:
            content = await playground_of(request).shelf.piece_of_class(token_of(request), number)
        except ReasonError as error:
            return answered(error)
        return Response(content, media_type=MEDIA_TYPE, headers=NOT_STORED)

    @app.delete("/kept", responses=UNKNOWN)
    async def delete(request: Request) -> Response:
        try:
            await playground_of(request).shelf.remove_class(token_of(request))
        except ReasonError as error:
            return answered(error)
        return JSONResponse({"status": "done"}, headers=NOT_STORED)


async def check_may_keep(request: Request, id: str) -> None:
    """Raises `NotAllowed` unless the request's token may keep this class: the same for a class that there is
    not."""
    await brought_here(playground_of(request).living.classes.bring(id))
    opened = playground_of(request).classes.opened(id, token_of(request))
    if opened is None or opened[1] not in KEEP:
        raise NotAllowed(403, "This link may not keep the class.")


def check_length(request: Request) -> None:
    """Raises `NotAllowed` for a body that says itself that it is too large."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most_bytes(request):
        raise because(413, too_large(most_bytes(request) // 1000, int(length) // 1000))


def most_bytes(request: Request) -> int:
    """How many bytes a class may have that is kept."""
    return playground_of(request).settings.max_kept_class_mb * MEGABYTE


def too_large(most: int, got: int) -> Reason:
    """Why a class is not kept: `most` is in KB."""
    return ClassReason("kept_too_large", most=most // 1000)
