"""Sweeps over HTTP: ordered, looked at by who knows where they are, led by who has their secret. The secret
stands in a header, so that no log has it.

    POST /sweeps/checked       what an order comes to; begins to start what trains
    POST /sweeps               begins a sweep; answers id, secret and status
    GET /sweeps/ID             its status
    GET /sweeps/ID/rows        its status and the rows after a number, or what is new since a version of it
    GET /sweeps/ID/csv         all rows, as `playground sweep --out` writes them
    POST /sweeps/ID/pause      it stands still when the networks that train are done
    POST /sweeps/ID/go_on      it is trained again
    POST /sweeps/ID/stop       it ends, for good
    POST /sweeps/ID/more_seeds repeats each setting some times more
    DELETE /sweeps/ID          deletes it
"""

import asyncio
import gzip
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from engine.experiment.links import Link, write_link
from engine.experiment.view import View
from engine.reasons import Reason, ReasonError
from server.sweeps.live.orders import MOST_BYTES, n_epochs, read_order, read_seeds
from server.sweeps.live.reasons import ServedReason
from server.sweeps.live.sweep import LiveSweep
from server.sweeps.live.sweeps import LiveSweeps, check_leads
from server.sweeps.live.told import rows_text, unpacked_rows
from server.sweeps.plan import SweepPlan
from server.sweeps.rows import SweepRow, as_csv
from server.sweeps.running import best_first, last_rows
from server.web.addresses import network_of
from server.web.of_rooms.by_http import (
    NOT_STORED,
    NotAllowed,
    because,
    body_of,
    playground_of,
    token_of,
)
from server.web.replicas import WRONG_REPLICA

WAIT_SECONDS = 10.0
"""How long an answer waits for news at most."""
GZIP_LEVEL = 1
"""64 rows become a third in 2 ms; the usual level takes five times as long for a tenth less."""
READ_AT_ONCE = 250
"""Rows that are had from the database at once."""
MOST_TABLES = 16
"""Tables that wait to be written, for all who ask: one is written at a time, which takes seconds for the
largest."""
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "The secret does not lead the sweep."},
    404: {"description": "There is no such sweep, or no longer."},
    409: {"description": "It cannot be done; the answer says why."},
    413: {"description": "The order is too large."},
    421: {"description": "Another replica trains the sweep; the answer says which."},
    429: {"description": "Too many others have tables written, or networks trained again."},
}
Number = Annotated[int, Query(ge=0, lt=2**53)]
Version = Annotated[int | None, Query(ge=0, lt=2**53)]


def add_routes(app: FastAPI) -> None:
    """Adds the routes."""
    writing, waiting = asyncio.Semaphore(1), set[object]()

    @app.post("/sweeps/checked", responses=REFUSALS)
    async def check(request: Request) -> Response:
        try:
            order = read_order(await order_of(request))
            await playground_of(request).living.tables.bring(order.link)
            order, plan = sweeps_of(request).planned(order)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        playground_of(request).workers.ready(order.device)
        told = {
            "n_settings": plan.n_settings,
            "n_trials": plan.n_trials,
            "n_epochs": n_epochs(plan),
            "what_stays": write_link(Link(plan.experiment, View())),
            "experiment": plan.experiment.shown(),
        }
        return JSONResponse(told, headers=NOT_STORED)

    @app.post("/sweeps", responses=REFUSALS, status_code=201)
    async def begin(request: Request) -> Response:
        address = network_of(request.client.host if request.client else "")
        try:
            order = read_order(await order_of(request))
            await playground_of(request).living.tables.bring(order.link)
            sweep, secret = await sweeps_of(request).begin(order, address)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        told = {"id": sweep.id, "secret": secret, "status": status_of(request, sweep)}
        return JSONResponse(told, 201, headers=NOT_STORED)

    @app.get("/sweeps/{id}", responses=REFUSALS)
    async def status(request: Request, id: str) -> Response:
        try:
            return JSONResponse(status_of(request, await sweeps_of(request).get(id)), headers=NOT_STORED)
        except ReasonError as error:
            return answered(error)

    @app.get("/sweeps/{id}/rows", responses=REFUSALS)
    async def rows(request: Request, id: str, after: Number = 0, seen: Version = None) -> Response:
        try:
            sweep = await sweeps_of(request).get(id)
            found = await sweeps_of(request).page(sweep, after)
            if not found:
                await sweeps_of(request).news(sweep, seen, WAIT_SECONDS)
                found = await sweeps_of(request).page(sweep, after)
        except ReasonError as error:
            return answered(error)
        next = found[-1][0] if found else after
        told = json.dumps(status_of(request, sweep), separators=(",", ":"), allow_nan=False)
        is_small = "gzip" in request.headers.get("accept-encoding", "")
        body = await asyncio.to_thread(body_of_rows, told, found, next, is_small)
        headers = {**NOT_STORED, "Vary": "Accept-Encoding"}
        if is_small:
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type="application/json", headers=headers)

    @app.get("/sweeps/{id}/csv", responses=REFUSALS)
    async def table(request: Request, id: str) -> Response:
        turn = object()
        try:
            sweep = await sweeps_of(request).get(id)
            if len(waiting) >= MOST_TABLES:
                raise NotAllowed(429, "Other tables are being written; try again in a moment.")
            waiting.add(turn)
            async with writing:
                rows = await all_rows(sweeps_of(request), sweep)
                text = await asyncio.to_thread(csv_of, sweep.plan, rows)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        finally:
            waiting.discard(turn)
        headers = {"Content-Disposition": 'attachment; filename="sweep.csv"', **NOT_STORED}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    _add_leading(app)


def _add_leading(app: FastAPI) -> None:
    """Adds what needs the secret."""

    def add(name: str, act: Callable[[LiveSweeps, LiveSweep], None]) -> None:
        @app.post(f"/sweeps/{{id}}/{name}", responses=REFUSALS, name=f"{name} a sweep")
        async def lead(request: Request, id: str) -> Response:
            try:
                sweep = await led(request, id)
                act(sweeps_of(request), sweep)
            except (NotAllowed, ReasonError) as error:
                return answered(error)
            return JSONResponse(status_of(request, sweep), headers=NOT_STORED)

    add("pause", LiveSweeps.pause)
    add("go_on", LiveSweeps.go_on)
    add("stop", LiveSweeps.stop)

    @app.post("/sweeps/{id}/more_seeds", responses=REFUSALS)
    async def add_seeds(request: Request, id: str) -> Response:
        try:
            order = await order_of(request)  # before it is looked for: it may be gone when that has come
            sweep = await led(request, id)
            sweeps_of(request).add_seeds(sweep, read_seeds(order))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse(status_of(request, sweep), headers=NOT_STORED)

    @app.delete("/sweeps/{id}", responses=REFUSALS)
    async def delete(request: Request, id: str) -> Response:
        try:
            await sweeps_of(request).remove(await led(request, id))
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        return JSONResponse({"status": "done"}, headers=NOT_STORED)


async def led(request: Request, id: str) -> LiveSweep:
    """The sweep that the request's secret leads. Raises ReasonError."""
    sweep = await sweeps_of(request).get(id)
    check_leads(sweep, token_of(request))
    return sweep


async def order_of(request: Request) -> bytes:
    """What a request brings. Raises `NotAllowed`."""
    return await body_of(request, MOST_BYTES, too_large)


def too_large(most: int, got: int) -> Reason:
    """Why an order is not read: `most` is in KB."""
    return ServedReason("order_too_large", most=most)


def body_of_rows(status: str, rows: Sequence[tuple[int, bytes]], next: int, is_small: bool) -> bytes:
    """The answer with rows. Not on the event loop, which compressing them would hold for milliseconds."""
    body = f'{{"status":{status},"rows":{rows_text(rows)},"next":{next}}}'.encode()
    return gzip.compress(body, GZIP_LEVEL) if is_small else body


async def all_rows(sweeps: LiveSweeps, sweep: LiveSweep) -> list[SweepRow]:
    """All rows without their curves and pictures, which take the most room. Raises ReasonError."""
    found: list[SweepRow] = []
    after = 0
    while part := await sweeps.contents(sweep, after, READ_AT_ONCE):
        after = part[-1][0]
        found += await asyncio.to_thread(rows_of_table, [content for _, content in part])
    return found


def rows_of_table(contents: Sequence[bytes]) -> list[SweepRow]:
    """These rows, with what a table tells of them alone."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("looks", "train_curve", "test_curve", "picture_epochs", "pictures"), ()
    )
    return [row._replace(**nothing) for row in unpacked_rows(contents)]


def csv_of(plan: SweepPlan, rows: Sequence[SweepRow]) -> str:
    """All rows that count, the best setting first."""
    return as_csv(plan, best_first(plan, last_rows(rows)))


def status_of(request: Request, sweep: LiveSweep) -> Any:
    """What is told of a sweep, and by which replica."""
    told = sweep.status(sweeps_of(request).is_kept)
    return {**told, "replica": playground_of(request).settings.replica}


def sweeps_of(request: Request) -> LiveSweeps:
    """The sweeps of the server that a request is for."""
    return playground_of(request).sweeps


STATUSES = {"sweep_unknown": 404, "sweep_of_others": 403}


def answered(error: NotAllowed | ReasonError) -> Response:
    """The answer to what cannot be done."""
    if isinstance(error, NotAllowed):
        return error.answer()
    replica = str(error.reason.values.get("replica", ""))
    status = WRONG_REPLICA if replica else STATUSES.get(error.reason.code, 409)
    return because(status, error.reason, replica).answer()
