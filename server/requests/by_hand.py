"""What a host does to the network by hand: weights, biases, neurons off, parameters frozen."""

from typing import Annotated, Literal

from pydantic import Field

from engine.experiment.options import NEURONS
from engine.inside.building import experiment_of, put_in
from engine.inside.lines import move_line
from server.frames.members import Member
from server.requests.request import Index, RunRequest
from server.requests.runs import change_to
from server.rooms import travel
from server.rooms.room import Room
from server.runs.learnt import Learnt
from server.training.jobs import Work
from server.training.work import Edit

Coordinate = Annotated[float, Field(ge=-24, le=24)]
Place = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


class SetWeight(RunRequest):
    """Sets one weight: layer 1 is the first hidden layer, `source` is the neuron or feature it comes from."""

    layer: Index
    neuron: Index
    source: Index
    value: float

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.by_hand(room, ("weight", self.layer, self.neuron, self.source))
        room.run.diverged = False
        room.run.note(Learnt.BY_HAND)
        return Edit(
            lambda trainer: trainer.set_weight(self.layer, self.neuron, self.source, self.value), entry=entry
        )


class MoveLine(RunRequest):
    """Moves the line of a neuron of the first hidden layer, so that it runs through two places of the plane:
    its weights and its bias follow, and it stays as steep as it is."""

    neuron: Index
    one: Place
    other: Place

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.by_hand(room, ("line", self.neuron))
        room.run.diverged = False
        room.run.note(Learnt.BY_HAND)
        return Edit(lambda trainer: move_line(trainer, self.neuron, self.one, self.other), entry=entry)


class BuildBoxes(RunRequest):
    """Puts a network built by hand of n boxes, pieces or towers in the place of the room's, whose layers,
    activation and inputs go along: of a curve boxes of steps or sigmoids, or straight pieces of ReLUs; in the
    plane towers. Of more than there may be as many as may."""

    activation: Literal["step", "sigmoid", "relu"]
    n: Annotated[int, Field(ge=1, le=int(NEURONS.high))]

    def handle(self, room: Room, member: Member) -> Work:
        new = experiment_of(room.run.experiment, self.activation, self.n)
        room.grow(new)
        together = object()  # the new layers and what is in them are one step of the undo
        entry = travel.by_hand(room, together)
        there = change_to(room, new, together)
        there.continues = False
        room.ask(there)
        room.run.diverged = False
        room.run.note(Learnt.BY_HAND)
        return Edit(lambda trainer: put_in(trainer, self.activation, self.n), entry=entry)


class SetBias(RunRequest):
    """Sets one bias: layer 1 is the first hidden layer, the last layer is the output."""

    layer: Index
    neuron: Index
    value: float

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.by_hand(room, ("bias", self.layer, self.neuron))
        room.run.diverged = False
        room.run.note(Learnt.BY_HAND)
        return Edit(lambda trainer: trainer.set_bias(self.layer, self.neuron, self.value), entry=entry)


class SwitchNeuron(RunRequest):
    """Switches a hidden neuron off, so that its output is 0 and it learns nothing, or on again as it was."""

    layer: Index
    neuron: Index
    on: bool

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.by_hand(room)
        return Edit(lambda trainer: trainer.switch_neuron(self.layer, self.neuron, self.on), entry=entry)


class Freeze(RunRequest):
    """Freezes one weight, or (source null) a bias, so that training does not change it; or frees it."""

    layer: Index
    neuron: Index
    source: Index | None
    frozen: bool

    def handle(self, room: Room, member: Member) -> Work:
        layer, neuron, source = self.layer, self.neuron, self.source
        entry = travel.by_hand(room)
        if source is None:
            return Edit(lambda trainer: trainer.freeze_bias(layer, neuron, self.frozen), entry=entry)
        return Edit(lambda trainer: trainer.freeze_weight(layer, neuron, source, self.frozen), entry=entry)
