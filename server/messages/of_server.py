"""What the server sends: answers to requests, which repeat their `id`, and events, which have none."""

import json
from typing import Any, Literal, get_args

from server.messages.codes import ErrorCode
from server.messages.parts import Panel, Part, Role, Unit


class MarkShown(Part):
    """What was changed after so many whole epochs: field → [from, to]."""

    epoch: int
    changes: dict[str, list[Any]]


class Stopped(Part):
    """Why training has stopped by itself, after which epoch; `best_epoch` is early stopping's, else null."""

    reason: str
    epoch: int
    best_epoch: int | None
    sentence: str


class DeviceLost(Part):
    """A device that computed here and does not any more, and the sentence that says why."""

    device: str
    sentence: str


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
    experiment: dict[str, Any]
    view: dict[str, Any]
    link: str
    watchers: int
    parameter_count: int
    n_outputs: int
    n_classes: int | None
    unkept: bool
    stopped: Stopped | None
    off: list[list[int]]
    frozen: list[list[int | None]]
    device: str
    computing: str
    device_lost: DeviceLost | None


class Welcome(Part):
    """The answer to hello."""

    type: Literal["welcome"] = "welcome"
    id: int | None = None
    room: str
    role: Role
    token: str
    watch: str
    state: RoomState


class StateChanged(RoomState):
    """Sent to everybody in a room after anything in its state changed."""

    type: Literal["state"] = "state"


class LaserShown(Part):
    """Where another host points; all null: the dot is gone."""

    type: Literal["laser"] = "laser"
    panel: Panel | None
    x: float | None
    y: float | None


class Done(Part):
    """The request with this id was carried out."""

    type: Literal["done"] = "done"
    id: int


class ErrorMessage(Part):
    """A request was refused; the connection lives on."""

    type: Literal["error"] = "error"
    id: int | None = None
    code: ErrorCode
    message: str
    field: str | None = None


class Goodbye(Part):
    """The last message before the server closes the connection by itself."""

    type: Literal["goodbye"] = "goodbye"
    code: int
    message: str


class NumbersMessage(Part):
    """How good the network is and what its layers look like (numbers.py)."""

    type: Literal["numbers"] = "numbers"
    generation: int
    epoch: int
    learning_rate: float
    schedule: dict[str, list[float]] | None
    best_epoch: int | None
    metrics: dict[str, Any]
    layers: list[dict[str, Any]]


class DeviceShown(Part):
    """A device of the server; `unavailable_reason` says why it cannot be chosen; empty where it can."""

    name: str
    label: str
    unavailable_reason: str
    is_ready: bool
    is_auto: bool
    epochs_per_second: float | None


class DevicesMessage(Part):
    """The devices of the server, and how fast each one trains the room's network."""

    type: Literal["devices"] = "devices"
    devices: list[DeviceShown]


ServerMessage = (
    Welcome | StateChanged | LaserShown | Done | ErrorMessage | Goodbye | NumbersMessage | DevicesMessage
)  # fmt: skip

SERVER_MESSAGES: dict[str, type[Part]] = {
    each.model_fields["type"].default: each for each in get_args(ServerMessage)
}


def write_message(message: ServerMessage) -> str:
    """Returns a message as JSON in ASCII, so that nothing anybody typed can break the text around it."""
    return json.dumps({"type": message.type, **message.model_dump()}, separators=(",", ":"), allow_nan=False)
