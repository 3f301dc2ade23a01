"""Why there is nothing to see."""

from collections.abc import Mapping
from typing import ClassVar

from engine.network.deep import Model
from engine.network.network import all_finite
from engine.reasons import Reason, ReasonError


class InsideReason(Reason):
    """A reason why a view of the inside cannot be drawn; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        "no_hidden_layer": "this network has no hidden layer: the output sees the inputs as they are",
        "no_such_layer": "layer must be between 0, the inputs, and {most}, got {got}",
        "one_neuron": "layer {layer} has one neuron only: what it says is a line and no plane",
        "neurons_chosen": "choose two or three different neurons of the {n} in layer {layer}, got {got}",
        "not_finite": "the numbers of this network have run away: there is nothing that could be drawn",
        "no_line": "lines are for two inputs, x₁ and x₂; this network has {got}",
        "no_straight_layer": (
            "layer normalisation bends what a layer computes, so that its neurons have no straight lines"
        ),
        "line_of_normalised": "a line cannot be moved where the layer is normalised",
        "no_neuron_of_line": "neuron must be between 0 and {most}, got {got}",
        "no_pieces": "linear regions are of straight pieces: {allowed}; layer {layer} has {got}",
        "too_many_regions": "there are more than {most} regions, which are not drawn any more",
        "line_of_one_point": "a line needs two different points",
        "too_few": "{thing} must be at least {least}, got {got}",
        "too_many": "{thing} must be at most {most}, got {got}",
        "not_two_classes": "there must be points of two classes to be told apart, got {got}",
        "boxes_of_classes": "boxes add up to one number; this network has {got} outputs",
        "not_classes": "one neuron that says yes or no needs two classes; here a number is learnt",
        "no_plane": "this picture is of the plane of two inputs; these points have {got}",
        "path_too_short": (
            "the plane of a run's path needs three places that are not on one line; so far it has {got}"
        ),
        "parameters_chosen": "choose two different parameters between 0 and {most}, got {one} and {other}",
        "flat": "the loss is flat here, so that there is no sharpest direction",
        "shapes_differ": "the two networks must have one shape, got {one} and {other}",
        "no_classes": "nothing is right or wrong where a number is learnt: choose points of two classes",
        "kinds_differ": "the two networks must compute in the same way, got {one} and {other}",
        "empty_tower": "a tower must be wider than nothing, got from {low} to {high}",
        "no_step": "steps must be made of one of {allowed}, got {got}",
        "not_one_function": "a function of x must be finite between {low} and {high}",
    }


def refuse(code: str, **values: str | int | float) -> ReasonError:
    """The error that says so."""
    return ReasonError(InsideReason(code, **values))


def checked_finite(model: Model) -> None:
    """Raises `ReasonError` where a number of a network is infinite or NaN."""
    if not all(map(all_finite, model)):
        raise refuse("not_finite")


def checked_number(thing: str, value: int, least: int, most: int) -> int:
    """A number of things within bounds, or `ReasonError`."""
    if value < least:
        raise refuse("too_few", thing=thing, least=least, got=value)
    if value > most:
        raise refuse("too_many", thing=thing, most=most, got=value)
    return value
