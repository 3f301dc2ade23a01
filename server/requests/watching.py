"""What a client wants to see for itself: a neuron, a point, metrics, the size of pictures."""

from typing import Annotated

from pydantic import Field

from engine.data.table import LARGEST, MOST_INPUTS
from engine.evaluation.probe import SetName
from engine.experiment.checks import ExperimentError
from engine.reasons import ReasonError
from server.frames.members import SHOWN, Member, Neuron
from server.frames.probes import ProbePoint, is_there
from server.messages import BadMessage, GridSize
from server.messages.reasons import RoomReason
from server.requests.request import Answer, Index, Request
from server.rooms.room import Room

Coordinate = Annotated[float, Field(ge=-100, le=100)]
OwnUnits = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class InspectNeuron(Request):
    """A NEURON frame at once and with every STATE, with one neuron in full (layer 0: a feature; null: none).

    There is none for a curve, whose STATE has all neurons in full.
    """

    layer: Index | None
    neuron: Index | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        member.looking_at = self._neuron(room)
        member.outbox.forget("neuron")
        member.wants.add("neuron")
        return Answer.DONE

    def _neuron(self, room: Room) -> Neuron | None:
        if self.layer is None:
            return None
        if self.neuron is None:
            raise BadMessage("bad_message", "neuron must be a whole number when layer is one", "neuron")
        wanted = Neuron(self.layer, self.neuron)
        if not room.run.has_neuron(wanted):
            raise ReasonError(RoomReason("no_neuron", **wanted._asdict()), "neuron")
        return wanted


class Probe(Request):
    """A PROBE frame at once and with every STATE, with all numbers of one point: of a set, any, or none.

    Any is a place x of the plane, or inputs that somebody made, as many as points have, in their table's own
    units. It ends when the point is no more, or points have other inputs.
    """

    set: SetName | None = None
    index: Index | None = None
    x: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] | None = None
    inputs: Annotated[list[OwnUnits], Field(min_length=1, max_length=MOST_INPUTS)] | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        member.probing = self._point(room)
        member.outbox.forget("probe")
        member.wants.add("probe")
        return Answer.DONE

    def _point(self, room: Room) -> ProbePoint | None:
        if self.x is not None or self.inputs is not None:
            return self._anywhere(room)
        if self.set is None:
            if self.index is not None:
                raise BadMessage("bad_message", "set must be train or test when index is given", "set")
            return None
        if self.index is None:
            raise BadMessage("bad_message", "index must be a whole number when set is given", "index")
        point = ProbePoint(self.set, self.index)
        if not is_there(point, room.run.n_points, 0):
            last = room.run.n_points[self.set] - 1
            raise ExperimentError("index", "out_of_range", low=0, high=last, got=self.index)
        return point

    def _anywhere(self, room: Room) -> ProbePoint:
        if [self.set, self.index, self.x, self.inputs].count(None) < 3:
            field = "x" if self.inputs is None else "inputs"
            raise BadMessage(
                "bad_message", "probe must name a point of a set, x or inputs, one of them", field
            )
        if self.x is not None:
            return ProbePoint(None, x=(self.x[0], self.x[1]))
        inputs, wanted = tuple(self.inputs or ()), len(room.run.experiment.variables)
        if len(inputs) != wanted:
            raise ReasonError(RoomReason("inputs_of_others", wanted=wanted, got=len(inputs)), "inputs")
        return ProbePoint(None, inputs=inputs)


class SetGridSize(Request):
    """How large the pictures of the neurons shall be for this browser."""

    size: GridSize

    def handle(self, room: Room, member: Member) -> Answer:
        member.grids = self.size
        member.wants.add("state")
        return Answer.DONE


class SetVisible(Request):
    """Whether this browser shows the page: a hidden tab gets no frames, visible again the present ones."""

    visible: bool

    def handle(self, room: Room, member: Member) -> Answer:
        member.visible = self.visible
        if self.visible:
            member.wants |= {"history", *SHOWN}
            room.due.add("numbers")
        return Answer.DONE


class SubscribeMetrics(Request):
    """Whether this browser wants `metrics`: now, and at most four times a second while they change."""

    wanted: bool

    def handle(self, room: Room, member: Member) -> Answer:
        member.numbers = self.wanted
        member.outbox.forget("numbers")
        room.due.add("numbers")
        return Answer.DONE


class Ack(Request):
    """The STATE frame with this sequence number has arrived; gets no answer."""

    sequence: Annotated[int, Field(ge=0, lt=2**32)]

    def handle(self, room: Room, member: Member) -> Answer:
        member.outbox.acknowledge(self.sequence)
        return Answer.NONE


class GetHistory(Request):
    """Asks for the whole history of the losses as a HISTORY frame."""

    def handle(self, room: Room, member: Member) -> Answer:
        member.wants.add("history")
        return Answer.DONE
