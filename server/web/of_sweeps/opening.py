"""A network of a sweep as a room: it is trained again, which gives the same bits, and opened with its
weights, its curve and its first weights, as a saved run is.

    POST /sweeps/ID/trials/SETTING/REPEAT/room   a room that goes on from it; answers its id and its token
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse

from engine.experiment.experiment import Experiment
from engine.experiment.view import View
from engine.reasons import ReasonError
from engine.training.trainer_state import TrainerState
from server.keeping.checks import trainer_of
from server.messages import Refused
from server.rooms.room import Room
from server.runs.states import without_curve
from server.saved.opening import new_room
from server.saved.state import SavedState
from server.sweeps.live.told import experiment_of
from server.sweeps.pool import abandon
from server.sweeps.working import train_again
from server.web.addresses import network_of
from server.web.of_rooms.by_http import NOT_STORED, NotAllowed, playground_of
from server.web.of_sweeps.sweeps import REFUSALS, answered

SECONDS = 60.0
"""What takes longer to be trained again is given up."""
MOST_AT_ONCE = 8
"""Networks that are trained again at the same time, for all who ask."""
Place = Annotated[int, Path(ge=0, lt=2**31)]


def add_routes(app: FastAPI) -> None:
    """Adds the route. Who may look at a sweep may open its networks."""
    waiting: set[object] = set()
    finding = asyncio.Lock()

    @app.post("/sweeps/{id}/trials/{setting}/{repeat}/room", responses=REFUSALS, status_code=201)
    async def open_network(request: Request, id: str, setting: Place, repeat: Place) -> Response:
        turn = object()
        try:
            if len(waiting) >= MOST_AT_ONCE:
                raise NotAllowed(429, "Other networks are being trained again; try again in a moment.")
            waiting.add(turn)
            playground = playground_of(request)
            sweep = await playground.sweeps.get(id)
            epochs, content = await playground.sweeps.network(sweep, setting, repeat)
            experiment = experiment_of(content, sweep.plan)
            async with finding:  # which may wait for a cluster: of all threads it keeps one
                place = await asyncio.to_thread(playground.workers.executor, sweep.origin.order.device)
            states = await trained_again(place.executor, experiment, epochs, sweep.origin.order.device)
            room = room_of_states(request, states)
        except (NotAllowed, ReasonError) as error:
            return answered(error)
        finally:
            waiting.discard(turn)
        return JSONResponse({"room": room.id, "token": room.host_token}, 201, headers=NOT_STORED)


async def trained_again(
    executor: Executor, experiment: Experiment, epochs: int, device: str
) -> Sequence[TrainerState]:
    """What a network has come to, and how it began. Raises `NotAllowed` or ReasonError."""
    future: Future[Any] = executor.submit(train_again, experiment, epochs, device)
    try:
        async with asyncio.timeout(SECONDS):
            states: Sequence[TrainerState] = await asyncio.wrap_future(future)
    except TimeoutError:
        raise NotAllowed(504, "It was not trained again in time; try again in a moment.") from None
    finally:
        abandon(future)
    return states


def room_of_states(request: Request, states: Sequence[TrainerState]) -> Room:
    """A new room with these weights. Raises `NotAllowed`."""
    now, first = states[0], without_curve(states[1])
    state = SavedState(view=View(), trainer=now, first=first)
    address = network_of(request.client.host if request.client else "")
    try:
        return new_room(playground_of(request).rooms, state, trainer_of(now, [first]), address)
    except Refused as refusal:
        raise NotAllowed(429, refusal.sentence) from None
