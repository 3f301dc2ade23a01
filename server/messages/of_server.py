"""What the server sends: answers to requests, which repeat their `id`, and events, which have none."""

import json
from typing import Annotated, Any, Literal

from engine.data.table import ShownTable
from engine.evaluation.inspection import Histogram
from engine.evaluation.metrics import LayerCount, Metrics
from engine.experiment.experiment import Experiment
from engine.experiment.view import View
from engine.reasons import Reason, ReasonError
from server.messages.codes import BadMessage, ErrorCode
from server.messages.parts import Panel, Part, Role, Shape, Unit


class MarkShown(Part):
    """What was changed after so many whole epochs: field → [from, to]."""

    epoch: int
    changes: dict[str, tuple[Any, Any]]


class ReasonShown(Part):
    """Why something cannot be: a code, and the values for the sentence that the page makes of it."""

    code: str
    values: dict[str, "str | int | float | ReasonShown"]


class Stopped(Part):
    """Why training has stopped by itself, and after which epoch, whose weights these are; or those of another
    epoch have a smaller test loss, and `use_best` puts them back."""

    epoch: int
    reason: ReasonShown
    better_epoch: int | None


class LostDevice(Part):
    """A device that computed here and does not any more, and why."""

    device: str
    reason: ReasonShown


class RoomState(Part):
    """A room as everybody in it may see it."""

    generation: int
    run: int
    playing: bool
    diverged: bool
    speed: float | None
    speed_unit: Unit
    last_epoch: int | None
    moment_interval: int
    marks: list[MarkShown]
    can_undo: bool
    can_redo: bool
    experiment: Annotated[dict[str, Any], Shape(Experiment)]
    view: Annotated[dict[str, Any], Shape(View)]
    link: str
    watchers: int
    parameter_count: int
    n_outputs: int
    n_classes: int | None
    table: Annotated[dict[str, Any], Shape(ShownTable)] | None
    unkept: bool
    stopped: Stopped | None
    stuck: ReasonShown | None
    remedies: dict[str, float]
    off: list[tuple[int, int]]
    frozen: list[tuple[int, int, int | None]]
    device: str
    computing: str
    device_lost: LostDevice | None


class ServerMessage(Part):
    """What the server may send."""

    type: str


class Welcome(ServerMessage):
    """The answer to hello. `replica` is the one of the server's replicas that has the room, empty where there
    is one server alone."""

    type: Literal["welcome"] = "welcome"
    id: int | None = None
    version: str
    replica: str
    room: str
    role: Role
    token: str
    watch: str
    state: RoomState


class StateChanged(RoomState, ServerMessage):
    """Sent to everybody in a room after anything in its state changed."""

    type: Literal["state"] = "state"


class LaserShown(ServerMessage):
    """Where another host points; all null: the dot is gone."""

    type: Literal["laser"] = "laser"
    panel: Panel | None
    x: float | None
    y: float | None


class Acknowledge(ServerMessage):
    """From now on one `ack` for every so many STATE frames is enough, half a second after the first of them
    at the latest; what has come until now is acknowledged at once. Without this message it is one for each.
    """

    type: Literal["acknowledge"] = "acknowledge"
    every: int


class Done(ServerMessage):
    """The request with this id was carried out."""

    type: Literal["done"] = "done"
    id: int


class ErrorMessage(ServerMessage):
    """A request was refused; the connection lives on. `message` is for programs and logs, in English."""

    type: Literal["error"] = "error"
    id: int | None = None
    code: ErrorCode
    message: str
    field: str | None = None
    reason: ReasonShown | None = None


class Goodbye(ServerMessage):
    """The last message before the server closes the connection by itself. `replica` is where what has moved
    is (4011); where that is not known, and for any other code, it is empty."""

    type: Literal["goodbye"] = "goodbye"
    code: int
    message: str
    replica: str = ""


class ScheduleCurve(Part):
    """The learning rate at some epochs."""

    epochs: list[float]
    rates: list[float]


class LayerMetrics(Part):
    """A layer: its activation, its parameters, and how values are spread in it, over the training points."""

    activation: str
    parameters: Annotated[dict[str, Any], Shape(LayerCount)]
    weights: Annotated[dict[str, Any], Shape(Histogram)]
    pre_activations: Annotated[dict[str, Any], Shape(Histogram)]
    activations: Annotated[dict[str, Any], Shape(Histogram)]
    gradients: Annotated[dict[str, Any], Shape(Histogram)]
    gradient_norm: float | None


class MetricsMessage(ServerMessage):
    """How good the network is and what its layers look like (numbers.py)."""

    type: Literal["metrics"] = "metrics"
    generation: int
    epoch: int
    learning_rate: float
    schedule: ScheduleCurve | None
    best_epoch: int | None
    metrics: Annotated[dict[str, Any], Shape(Metrics)]
    layers: list[LayerMetrics]


class ConditionPart(Part):
    """Whether a part of a condition holds now, and the present value that it is about."""

    holds: bool
    value: float | None


class StandingMessage(ServerMessage):
    """How far the run has come with what this browser follows: of each condition the parts that `and` joins.
    A value is null where the run has none."""

    type: Literal["standing"] = "standing"
    generation: int
    epoch: int
    conditions: list[list[ConditionPart]]
    outcome: float | None


class DeviceShown(Part):
    """A device of the server; `unavailable_reason` is null where it can be chosen."""

    name: str
    label: str
    unavailable_reason: ReasonShown | None
    is_ready: bool
    is_auto: bool
    epochs_per_second: float | None


class DevicesMessage(ServerMessage):
    """The devices of the server, and how fast each one trains the room's network."""

    type: Literal["devices"] = "devices"
    devices: list[DeviceShown]


SERVER_MESSAGES: dict[str, type[ServerMessage]] = {
    each.model_fields["type"].default: each for each in ServerMessage.__subclasses__()
}


def reason_shown(reason: Reason) -> ReasonShown:
    """Returns a reason as the page gets it."""
    values = {n: reason_shown(v) if isinstance(v, Reason) else v for n, v in reason.values.items()}
    return ReasonShown(code=reason.code, values=values)


def error_message(id: int | None, error: ValueError) -> ErrorMessage:
    """Returns the answer to a request that was refused with this error."""
    if isinstance(error, BadMessage):
        return ErrorMessage(id=id, code=error.code, message=error.sentence, field=error.field)
    if isinstance(error, ReasonError):
        reason = reason_shown(error.reason)
        return ErrorMessage(id=id, code="invalid", message=str(error), field=error.field, reason=reason)
    return ErrorMessage(id=id, code="invalid", message=str(error))


def write_message(message: ServerMessage) -> str:
    """Returns a message as JSON in ASCII, so that nothing anybody typed can break the text around it."""
    return json.dumps({"type": message.type, **message.model_dump()}, separators=(",", ":"), allow_nan=False)


def done(id: int | None) -> str | None:
    """Returns the answer to a request that was carried out as it is sent, if the request has an id."""
    return None if id is None else write_message(Done(id=id))
