"""What a host does to the network by hand: weights, biases, neurons off, parameters frozen."""

from server.frames.members import Member
from server.requests.request import Index, RunRequest
from server.rooms import travel
from server.rooms.room import Room
from server.training.jobs import Work
from server.training.work import Edit


class SetWeight(RunRequest):
    """Sets one weight: layer 1 is the first hidden layer, `source` is the neuron or feature it comes from."""

    layer: Index
    neuron: Index
    source: Index
    value: float

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.go_on(room, ("weight", self.layer, self.neuron, self.source))
        room.run.diverged = False
        return Edit(
            lambda trainer: trainer.set_weight(self.layer, self.neuron, self.source, self.value), entry=entry
        )


class SetBias(RunRequest):
    """Sets one bias: layer 1 is the first hidden layer, the last layer is the output."""

    layer: Index
    neuron: Index
    value: float

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.go_on(room, ("bias", self.layer, self.neuron))
        room.run.diverged = False
        return Edit(lambda trainer: trainer.set_bias(self.layer, self.neuron, self.value), entry=entry)


class SwitchNeuron(RunRequest):
    """Switches a hidden neuron off, so that its output is 0 and it learns nothing, or on again as it was."""

    layer: Index
    neuron: Index
    on: bool

    def handle(self, room: Room, member: Member) -> Work:
        entry = travel.go_on(room)
        return Edit(lambda trainer: trainer.switch_neuron(self.layer, self.neuron, self.on), entry=entry)


class Freeze(RunRequest):
    """Freezes one weight, or (source null) a bias, so that training does not change it; or frees it."""

    layer: Index
    neuron: Index
    source: Index | None
    frozen: bool

    def handle(self, room: Room, member: Member) -> Work:
        layer, neuron, source = self.layer, self.neuron, self.source
        entry = travel.go_on(room)
        if source is None:
            return Edit(lambda trainer: trainer.freeze_bias(layer, neuron, self.frozen), entry=entry)
        return Edit(lambda trainer: trainer.freeze_weight(layer, neuron, source, self.frozen), entry=entry)
