"""Why there is no such sweep."""

from collections.abc import Mapping
from typing import ClassVar

from engine.reasons import Reason, ReasonError


class SweepReason(Reason):
    """A reason why nothing can be varied so; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        "no_vary": (
            "what varies must be a field and its values, as learning_rate=0.001..1:log:7 or hidden=2|4|8,4; "
            "got {got}"
        ),
        "cannot_vary": "{got} cannot vary; one of these can: {allowed}",
        "cannot_vary_like": "{got} cannot vary; perhaps {allowed} is meant",
        "varied_twice": "{field} varies twice; all its values must stand together",
        "too_many_varied": "at most {high} fields can vary, got {got}",
        "nothing_varied": "at least one field must vary",
        "too_many_values": "{field} can have at most {high} values in a sweep, got {got}",
        "bad_value": "{field} in the sweep: {reason}",
        "no_range": "{field} has no range of numbers; its values must be told, with | between them",
        "range_backwards": "{field} must go from a number to a larger one, got {low} to {high}",
        "range_of_log": "{field} can go by factors (log) from a number above 0 only, got {low}",
        "range_count": "{field} must have a whole number of values from 2 to {high}, got {got}",
        "no_trial": "these do not go together: {values}; {reason}",
        "trials_out_of_range": "the number of trials must be between {low} and {high}, got {got}",
        "seeds_out_of_range": "the number of seeds must be between {low} and {high}, got {got}",
        "epochs_out_of_range": "the number of epochs must be between {low} and {high}, got {got}",
        "pictures_out_of_range": "the number of pictures must be between {low} and {high}, got {got}",
        "unknown_strategy": "the strategy must be one of {allowed}, got {got}",
        "unknown_measure": "the measure must be one of {allowed}, got {got}",
        "trials_of_grid": "a grid has every combination, here {n}; the number of trials was {got}",
        "measure_of_classes": "{got} needs classes, and a number is learnt here; there is {allowed}",
        "width_without_layers": "width must be of hidden layers, and there is none",
        "no_cluster": "there is no cluster at {address}: {error}",
        "cluster_lost": "the cluster at {address} does not answer any more",
        "worker_died": "what trains this was lost {n} times; it may need more memory than there is: {error}",
        "other_worker": (
            "the worker {worker} would give other bits: of {what} it has {got}, and here it is {wanted}"
        ),
        "layers_named_twice": "hidden cannot vary together with width or depth, which are made of it",
    }


def refuse(code: str, **values: str | int | float | Reason) -> ReasonError:
    """The error that says so."""
    return ReasonError(SweepReason(code, **values))
