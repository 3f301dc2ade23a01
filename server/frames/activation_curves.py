"""The activations as curves for the page to draw, from the engine's own formulas."""

from types import SimpleNamespace
from typing import Any

from engine.formulas.activations import ACTIVATIONS, activation_curve

REACH = 5.0  # curves go from -REACH to REACH
POINTS = 101
DIGITS = 4


def activation_curves(steepness: float) -> dict[str, Any]:
    """Returns value and slope of every activation at evenly spread z; `steepness` is the sigmoid's."""
    return {"reach": REACH, "curves": {name: _curve(name, steepness) for name in ACTIVATIONS}}


def _curve(name: str, steepness: float) -> dict[str, Any]:
    _, value, slope = activation_curve(name, SimpleNamespace(steepness=steepness), REACH, POINTS)
    rounded = {"value": value, "slope": slope}
    return {
        **{key: [round(float(each), DIGITS) for each in of] for key, of in rounded.items()},
        "surrogate": bool(ACTIVATIONS[name].surrogate),
    }
