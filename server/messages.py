"""Every message, error code and close code of the protocol `nnp.v1`, once.

Messages are JSON objects with a `type`. Requests may carry an `id`, a whole number that rises within a
connection; the answer repeats it. What does not fit is refused with the name of the field at fault.
"""

import json
import math
from collections.abc import Mapping
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from engine.probe import SetName

PROTOCOL = "nnp.v1"

GridSize = Literal["large", "small"]
Role = Literal["host", "watcher"]
Unit = Literal["epoch", "update"]
Panel = Literal["plane", "network"]
Share = Annotated[float, Field(ge=0, le=1)]
Coordinate = Annotated[float, Field(ge=-100, le=100)]
FirstWeights = Literal["new", "same"]
PerSecond = Annotated[float, Field(ge=1, le=10_000)]
ErrorCode = Literal["bad_message", "unknown_type", "forbidden", "invalid", "too_fast", "internal"]
Id = Annotated[int, Field(ge=0, le=2**53)]
Index = Annotated[int, Field(ge=0, le=10_000)]


class CloseCode(IntEnum):
    """Why the server closes a connection. Below 4500 the page may try again, from 4500 on it must not."""

    STOPPING = 4001
    TOO_SLOW = 4002
    FULL = 4003
    INTERNAL = 4004
    NO_HELLO = 4005
    TOO_MANY_MESSAGES = 4008
    TOO_MANY_CONNECTIONS = 4009
    BAD_HELLO = 4500
    UNKNOWN_VERSION = 4501
    NO_SUCH_ROOM = 4502
    BAD_TOKEN = 4503
    FOREIGN_ORIGIN = 4504
    TOO_LARGE = 4506


CLOSE_SENTENCES: dict[CloseCode, str] = {
    CloseCode.STOPPING: "The server is stopping; it may be back in a moment.",
    CloseCode.TOO_SLOW: "This connection was too slow to keep up.",
    CloseCode.FULL: "The server is full; please try again later.",
    CloseCode.INTERNAL: "Something went wrong in the server.",
    CloseCode.NO_HELLO: "No hello came in time.",
    CloseCode.TOO_MANY_MESSAGES: "Too many messages came from this connection.",
    CloseCode.TOO_MANY_CONNECTIONS: "Too many connections come from this address; try again in a moment.",
    CloseCode.BAD_HELLO: "The first message was not a proper hello.",
    CloseCode.UNKNOWN_VERSION: "Page and server are of different versions; please reload the page.",
    CloseCode.NO_SUCH_ROOM: "This room does not exist any more.",
    CloseCode.BAD_TOKEN: "This link does not open the room.",
    CloseCode.FOREIGN_ORIGIN: "Pages of other sites may not connect here.",
    CloseCode.TOO_LARGE: "A message was too large.",
}

ERROR_SENTENCES: dict[ErrorCode, str] = {
    "bad_message": "The message cannot be read, or a field is missing, of the wrong kind or too much.",
    "unknown_type": "There is no message of this type.",
    "forbidden": "Only who holds the controls of the room may do this.",
    "invalid": "The message was read, but what it asks for is not possible.",
    "too_fast": "More messages came than are allowed; this one was not carried out.",
    "internal": "Something went wrong in the server, and training in this room was paused.",
}


class Refused(Exception):
    """A connection that may not go on; `code` says why, `sentence` is for the person."""

    def __init__(self, code: CloseCode, sentence: str | None = None) -> None:
        self.code = code
        self.sentence = sentence or CLOSE_SENTENCES[code]
        super().__init__(self.sentence)


class BadMessage(ValueError):
    """A message that makes no sense; `field` is the dotted name of what is at fault."""

    def __init__(
        self, code: ErrorCode, sentence: str, field: str | None = None, id: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.field, self.id = code, sentence, field, id


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Request(_Part):
    """What a browser may send."""

    host_only: ClassVar[bool] = False
    id: Id | None = None


class HostRequest(Request):
    """What only the host of a room may send."""

    host_only: ClassVar[bool] = True


class Hello(Request):
    """The first message: joins a room, or makes one from a link (or the default experiment)."""

    type: Literal["hello"] = "hello"
    room: Annotated[str, Field(max_length=64)] | None = None
    token: Annotated[str, Field(max_length=128)] | None = None
    link: str | None = None
    grids: GridSize = "large"


class Play(HostRequest):
    """Training goes on until somebody pauses it."""

    type: Literal["play"] = "play"


class Pause(HostRequest):
    """Training stops where it is."""

    type: Literal["pause"] = "pause"


class Step(HostRequest):
    """Trains to the end of one epoch, or by one batch, and pauses."""

    type: Literal["step"] = "step"
    unit: Unit = "epoch"


class Reset(HostRequest):
    """Begins again with the same points and new first weights, or the same as this run began with."""

    type: Literal["reset"] = "reset"
    weights: FirstWeights = "new"


class Regenerate(HostRequest):
    """Begins again with a new seed: new points, new weights."""

    type: Literal["regenerate"] = "regenerate"


class Speed(HostRequest):
    """How fast a playing room trains: one of the two; null epochs are as fast as the server can."""

    type: Literal["speed"] = "speed"
    epochs_per_second: PerSecond | None = None
    updates_per_second: PerSecond | None = None


class GoTo(HostRequest):
    """Pauses and shows the nearest kept moment at or before an epoch; the loss curve stays whole."""

    type: Literal["go_to"] = "go_to"
    epoch: Annotated[int, Field(ge=0, le=2**53)]


class BackToGood(HostRequest):
    """Pauses and shows the kept moment with the smallest training loss."""

    type: Literal["back_to_good"] = "back_to_good"


class Undo(HostRequest):
    """Takes back what the host did last."""

    type: Literal["undo"] = "undo"


class Redo(HostRequest):
    """Does again what was taken back last."""

    type: Literal["redo"] = "redo"


class Change(HostRequest):
    """Changes fields of the experiment; fields that cannot change while it trains begin it anew."""

    type: Literal["change"] = "change"
    changes: dict[str, Any]


class OpenLink(HostRequest):
    """Opens a link or its fragment in this room."""

    type: Literal["open_link"] = "open_link"
    link: str


class ViewChanges(_Part):
    """What changes in the way the room is shown; what is left out stays."""

    show_test_data: bool | None = None
    discretize: bool | None = None
    hide_text: bool | None = None
    hidden_controls: Annotated[list[str], Field(max_length=64)] | None = None


class ChangeView(HostRequest):
    """Changes how the room is shown to everybody in it."""

    type: Literal["view"] = "view"
    changes: ViewChanges


class SetWeight(HostRequest):
    """Sets one weight: layer 1 is the first hidden layer, `source` is the neuron or feature it comes from."""

    type: Literal["set_weight"] = "set_weight"
    layer: Index
    neuron: Index
    source: Index
    value: float


class SetBias(HostRequest):
    """Sets one bias: layer 1 is the first hidden layer, the last layer is the output."""

    type: Literal["set_bias"] = "set_bias"
    layer: Index
    neuron: Index
    value: float


class SwitchNeuron(HostRequest):
    """Switches a hidden neuron off, so that it says 0 and learns nothing, or on again as it was."""

    type: Literal["switch_neuron"] = "switch_neuron"
    layer: Index
    neuron: Index
    on: bool


class Freeze(HostRequest):
    """Freezes one weight, or (source null) a bias, so that training does not change it; or frees it."""

    type: Literal["freeze"] = "freeze"
    layer: Index
    neuron: Index
    source: Index | None
    frozen: bool


class Laser(HostRequest):
    """Points at something: a place of a panel, from its left and from its top; null: at nothing."""

    type: Literal["laser"] = "laser"
    panel: Panel | None
    x: Share | None = None
    y: Share | None = None


class Probe(Request):
    """This browser wants the numbers of one point with every frame, one of a set or any; or of none."""

    type: Literal["probe"] = "probe"
    set: SetName | None = None
    index: Index | None = None
    x: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] | None = None


class Look(Request):
    """This browser wants one neuron at full resolution with every frame (layer 0: a feature); null: none."""

    type: Literal["look"] = "look"
    layer: Index | None
    neuron: Index | None = None


class Grids(Request):
    """How large the pictures of the neurons shall be for this browser."""

    type: Literal["grids"] = "grids"
    size: GridSize


class Visible(Request):
    """Whether this browser shows the page: a hidden tab gets no frames."""

    type: Literal["visible"] = "visible"
    visible: bool


class Numbers(Request):
    """Whether this browser wants the numbers of the run, some times a second."""

    type: Literal["numbers"] = "numbers"
    wanted: bool


class Ack(Request):
    """The frame with this sequence number has arrived; gets no answer."""

    type: Literal["ack"] = "ack"
    sequence: Annotated[int, Field(ge=0, lt=2**32)]


class GetHistory(Request):
    """Asks for the whole history of the losses as a HISTORY frame."""

    type: Literal["get_history"] = "get_history"


ClientMessage = (
    Hello | Play | Pause | Step | Reset | Regenerate | Speed | Change | OpenLink | ChangeView
    | SetWeight | SetBias | SwitchNeuron | Freeze | GoTo | BackToGood | Undo | Redo | Laser
    | Look | Probe | Grids | Visible | Numbers | Ack | GetHistory
)  # fmt: skip


class MarkShown(_Part):
    """What was changed after so many whole epochs: field → [from, to]."""

    epoch: int
    changes: dict[str, list[Any]]


class Stopped(_Part):
    """Why training has stopped by itself, after which epoch; `best_epoch` is early stopping's, else null."""

    reason: str
    epoch: int
    best_epoch: int | None
    sentence: str


class RoomState(_Part):
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


class Welcome(_Part):
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


class LaserShown(_Part):
    """Where another host points; all null: the dot is gone."""

    type: Literal["laser"] = "laser"
    panel: Panel | None
    x: float | None
    y: float | None


class Done(_Part):
    """The request with this id was carried out."""

    type: Literal["done"] = "done"
    id: int


class ErrorMessage(_Part):
    """A request was refused; the connection lives on."""

    type: Literal["error"] = "error"
    id: int | None = None
    code: ErrorCode
    message: str
    field: str | None = None


class Goodbye(_Part):
    """The last message before the server closes the connection by itself."""

    type: Literal["goodbye"] = "goodbye"
    code: int
    message: str


class NumbersMessage(_Part):
    """How good the network is and what its layers look like (numbers.py)."""

    type: Literal["numbers"] = "numbers"
    generation: int
    epoch: int
    learning_rate: float
    schedule: dict[str, list[float]] | None
    best_epoch: int | None
    metrics: dict[str, Any]
    layers: list[dict[str, Any]]


ServerMessage = Welcome | StateChanged | LaserShown | Done | ErrorMessage | Goodbye | NumbersMessage

CLIENT_MESSAGES: dict[str, type[Request]] = {
    each.model_fields["type"].default: each for each in get_args(ClientMessage)
}
SERVER_MESSAGES: dict[str, type[_Part]] = {
    each.model_fields["type"].default: each for each in get_args(ServerMessage)
}
_READER: TypeAdapter[ClientMessage] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="type")])


def write_message(message: ServerMessage) -> str:
    """Returns a message as JSON in ASCII, so that nothing anybody typed can break the text around it."""
    return json.dumps({"type": message.type, **message.model_dump()}, separators=(",", ":"), allow_nan=False)


def read_message(text: str) -> ClientMessage:
    """Returns the message in a text, or raises BadMessage with the field at fault."""
    data = _read_json(text)
    if not isinstance(data, dict):
        raise BadMessage("bad_message", "a message must be a JSON object")
    id = data.get("id")
    id = id if isinstance(id, int) and not isinstance(id, bool) and 0 <= id <= 2**53 else None
    try:
        field = _find_bad_number(data, "")
    except RecursionError:
        raise BadMessage("bad_message", "the message is nested too deeply", None, id) from None
    if field is not None:
        raise BadMessage("bad_message", f"{field} must be a plain finite number", field, id)
    name = data.get("type")
    if not isinstance(name, str):
        raise BadMessage("bad_message", "type must be a text", "type", id)
    if name not in CLIENT_MESSAGES:
        raise BadMessage("unknown_type", f"type must be one of {', '.join(CLIENT_MESSAGES)}", "type", id)
    try:
        return _READER.validate_python(data)
    except ValidationError as error:
        raise _explain(error, id) from None


def _read_json(text: str) -> Any:
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates, parse_int=_read_int)
        if "\\u" in text:
            json.dumps(data, ensure_ascii=False).encode()
        return data
    except BadMessage:
        raise
    except UnicodeEncodeError:
        raise BadMessage("bad_message", "the message has half a character in it") from None
    except (ValueError, RecursionError):
        raise BadMessage("bad_message", "the message is not proper JSON") from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise BadMessage("bad_message", f"{_short(twice)} must come once only", _short(twice))
    return names


def _read_int(text: str) -> int | float:
    return -0.0 if text == "-0" else int(text)


def _find_bad_number(value: Any, name: str) -> str | None:
    """Returns where NaN, an infinity or a negative zero stands: "changes.noise"; None when there is none."""
    if isinstance(value, float):
        negative_zero = value == 0 and math.copysign(1, value) < 0
        return name if negative_zero or not math.isfinite(value) else None
    inside: Mapping[Any, Any] = {}
    if isinstance(value, dict):
        inside = value
    elif isinstance(value, list):
        inside = dict(enumerate(value))
    for key, each in inside.items():
        found = _find_bad_number(each, f"{name}.{_short(key)}" if name else _short(key))
        if found is not None:
            return found
    return None


def _explain(error: ValidationError, id: int | None) -> BadMessage:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(_short(part) for part in first["loc"][1:])
    said = first["msg"][0].lower() + first["msg"][1:]
    return BadMessage("bad_message", f"{field}: {said}", field, id)


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= 40 else text[:40] + "..."
