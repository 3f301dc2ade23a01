"""What a browser may send. Requests may carry an `id`; the answer repeats it."""

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field

from engine.evaluation.probe import SetName
from server.messages.parts import GridSize, Panel, Part, Unit

Id = Annotated[int, Field(ge=0, le=2**53)]
Index = Annotated[int, Field(ge=0, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Coordinate = Annotated[float, Field(ge=-100, le=100)]
PerSecond = Annotated[float, Field(ge=1, le=10_000)]
FirstWeights = Literal["new", "same"]


class Request(Part):
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
    """Opens a link or its fragment in this room.

    `run`, as a state says it, names an earlier run of the room: the new one begins with its first weights, if
    the room still knows them. Else they are those of the link's seed.
    """

    type: Literal["open_link"] = "open_link"
    link: str
    run: int | None = None


class ViewChanges(Part):
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


class SetDevice(HostRequest):
    """Chooses the device that computes, or leaves the choice to the server ("auto"); training goes on."""

    type: Literal["set_device"] = "set_device"
    device: Annotated[str, Field(max_length=32)]


class MeasureDevices(HostRequest):
    """Asks which devices there are, and how fast each one trains a copy of the room's network: `devices`."""

    type: Literal["measure_devices"] = "measure_devices"


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
    | SetDevice | MeasureDevices | Look | Probe | Grids | Visible | Numbers | Ack | GetHistory
)  # fmt: skip

CLIENT_MESSAGES: dict[str, type[Request]] = {
    each.model_fields["type"].default: each for each in get_args(ClientMessage)
}
