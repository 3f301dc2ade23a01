"""The activations as curves for the page to draw, from the engine's own formulas."""

from typing import Any, get_args

from engine.experiment.options import ActivationName
from engine.formulas.activations import ACTIVATIONS, activation_curve

REACH = 5.0  # curves go from -REACH to REACH
POINTS = 101
DIGITS = 4


def activation_curves(steepness: float) -> dict[str, Any]:
    """Returns value and slope of every activation at evenly spread z; `steepness` is the sigmoid's."""
    return {"reach": REACH, "curves": {name: _curve(name, steepness) for name in get_args(ActivationName)}}


def _curve(name: ActivationName, steepness: float) -> dict[str, Any]:
    _, value, slope = activation_curve(name, steepness, REACH, POINTS)
    rounded = {"value": value, "slope": slope}
    return {
        **{key: [round(float(each), DIGITS) for each in of] for key, of in rounded.items()},
        "surrogate": bool(ACTIVATIONS[name].surrogate),
    }
