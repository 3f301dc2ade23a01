"""The features as formulas: what engine/data/features.py has for NumPy, for every target."""

from collections.abc import Callable
from typing import Any

from engine.backends.tracing import Expression, traced
from engine.experiment.experiment import Experiment
from engine.formulas.functions import Functions

INPUTS = ("x1", "x2")

FORMULAS: dict[str, Callable[[Functions, Any, Any], Any]] = {
    "x": lambda f, x1, x2: x1,
    "y": lambda f, x1, x2: x2,
    "xSquared": lambda f, x1, x2: x1 * x1,
    "ySquared": lambda f, x1, x2: x2 * x2,
    "xTimesY": lambda f, x1, x2: x1 * x2,
    "sinX": lambda f, x1, x2: f.sin(x1),
    "sinY": lambda f, x1, x2: f.sin(x2),
}


def raw_inputs(experiment: Experiment) -> tuple[str, ...]:
    """What a point consists of: its two coordinates, and that of a curve of x₁ alone."""
    return INPUTS[:1] if experiment.problem == "curve" else INPUTS


def feature_formulas(experiment: Experiment) -> tuple[Expression, ...]:
    """The formula of each feature of an experiment, of its raw inputs."""
    return tuple(map(_formula, experiment.features))


def _formula(name: str) -> Expression:
    (formula,) = traced(lambda f, x1, x2, n: FORMULAS[name](f, x1, x2), INPUTS).results
    return formula
