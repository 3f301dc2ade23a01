"""Why a room does not do what it is asked for."""

from collections.abc import Mapping
from typing import ClassVar

from engine.reasons import Reason


class RoomReason(Reason):
    """A reason that is about a room and not about a value; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        "diverged": (
            "training ran away to infinity; go back to the last good moment, "
            "or lower the learning rate and press reset"
        ),
        "no_initial_weights": "the initial weights of this run are not known any more",
        "no_moment": "no earlier moment of this run is kept",
        "moment_gone": "this moment is not known any more",
        "no_memory": "all rooms together may take {most} MB of memory; there is none left for this network",
        "nothing_to_undo": "there is nothing to undo",
        "nothing_to_redo": "there is nothing to redo",
        "no_neuron": "there is no neuron {neuron} in layer {layer}",
        "training_failed": "training stopped because of an error in the server; press reset",
    }
