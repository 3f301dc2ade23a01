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
        "run_gone": "how this run ended is not known any more; it can be started again",
        "no_moment": "no earlier moment of this run is kept",
        "moment_gone": "this moment is not known any more",
        "waits_for_pause": "this network is too large for that while it trains: it is drawn on a pause",
        "no_memory": "all rooms together may take {most} MB of memory; there is none left for this network",
        "nothing_to_undo": "there is nothing to undo",
        "nothing_to_redo": "there is nothing to redo",
        "no_neuron": "there is no neuron {neuron} in layer {layer}",
        "inputs_of_others": "inputs must be {wanted} numbers, as many as points have here, got {got}",
        "saved_unknown": "nothing is saved at this address, or no longer",
        "saved_damaged": "this is no saved state of the playground, or a damaged one",
        "saved_newer": "this state was saved by a newer version of the playground, which reads it",
        "saved_too_large": "a saved state may have at most {most} KB, this one has {got} KB",
        "saved_of_address": (
            "at most {most} states are kept for one address; delete one of yours, or save into a file"
        ),
        "saved_in_all": (
            "the server keeps at most {most} MB of saved states, and they are used; save into a file"
        ),
        "saved_not_kept": "this server keeps no saved states; save into a file",
        "saved_unreachable": (
            "nothing can be saved or opened at the moment: the database does not answer, or its disk is "
            "full; training goes on. Save into a file, or try again later"
        ),
        "address_too_long": "an address may have at most {most} characters",
        "class_held": "the teacher has paused the class",
        "class_paused": "the teacher has paused the class: {sentence}",
        "class_pace": "the teacher has closed {field} for now",
        "class_by_hand": "the teacher has closed weights and neurons by hand for now",
        "class_example": "the teacher has closed this example for now",
        "training_failed": "training stopped because of an error in the server; press reset",
    }
