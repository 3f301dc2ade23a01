"""Experiments of every kind, for hypothesis to draw from."""

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from engine.data.datasets import LEAST_POINTS, table_behind
from engine.data.features import feature_of
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.fitting import ACTIVE, REGRESSION_LOSSES, variables_of
from engine.experiment.options import Option
from tests.engine import tables


def experiments(
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda fields: {},
) -> st.SearchStrategy[Experiment]:
    """Any experiment; `change` returns values to put in the place of those drawn."""
    fields = st.fixed_dictionaries({field: values(field, option) for field, option in OPTIONS.items()})
    return fields.map(lambda drawn: fitting(drawn | change(drawn)))


def numbers(name: str) -> st.SearchStrategy[float]:
    """Any number within a limit, and often a plain one."""
    low, high = LIMITS[name]
    return st.floats(low, high) | st.integers(math.ceil(low), math.floor(high)).map(float)


SEEDS = st.text("0123456789.%+azAZ-_~$!'()*,;:@/?[]^{|}\\", min_size=1, max_size=64)


FORMULAS = ("x1^3/36", "x1^2 - x2", "sin(3*x1)", "max(x1, -x2, 0)", "exp(-(x1^2 + x2^2)/8)", "floor(x1)")


EXPRESSIONS = {
    "rule": ("x2 > 2*sin(x1)", "x1*x2 > 1 or not x1 < 3", "x1^2 + x2^2 <= 9 and x1 != 0"),
    "function": ("x1/6", "exp(-x1^2)", "sign(sin(x1))"),
}


def values(field: str, option: Option) -> st.SearchStrategy[Any]:
    """Any value that a field may have."""
    match option.kind:
        case "choice":
            return st.sampled_from(option.names)
        case "number":
            return numbers(field)
        case "whole":
            n_points = st.just(0) | st.integers(LEAST_POINTS, 700)
            return n_points if field == "n_points" else st.integers(*map(int, LIMITS[field]))
        case "expression":
            return st.sampled_from(EXPRESSIONS[field])
        case "flag":
            return st.booleans()
        case "seed":
            return SEEDS if field == "seed" else st.just("") | SEEDS
        case "features":
            return st.sets(st.sampled_from((*option.names, *FORMULAS))).map(tuple)
        case "sizes":
            return st.lists(st.integers(1, 32), max_size=10).map(tuple)
        case "table":
            return st.sampled_from((None, tables.CLASSES, tables.NUMBERS, tables.PAINTED))
        case "activations":
            return st.lists(st.sampled_from(option.names), max_size=3).map(tuple)


def fitting(fields: dict[str, Any]) -> Experiment:
    """The experiment with these fields, those that do not go together made to."""
    regression = fields["problem"] != "classification"
    if regression and fields["loss"] not in REGRESSION_LOSSES:
        fields["loss"] = "huber"
    if fields["problem"] == "classification" and fields["dataset"] == "own":
        if fields["table"] in (None, tables.NUMBERS):
            fields["table"] = tables.CLASSES
    elif fields["problem"] == "regression" and fields["regression_dataset"] == "reg-own":
        fields["table"] = tables.NUMBERS
    table = table_behind(fields[ACTIVE[fields["problem"]]], fields["table"])
    there = set(variables_of(fields["problem"], table))
    further = tuple(name for name in ("x3", "x1*x3") if "x3" in there)
    fields["features"] = tuple(
        name for name in (*fields["features"], *further) if feature_of(name).variables <= there
    )
    if fields["normalization"] == "batch":
        fields["batch_size"] = max(2, fields["batch_size"])
    if fields["normalization"] == "layer":
        fields["hidden"] = tuple(max(2, n) for n in fields["hidden"])
    fields["layer_activations"] = fields["layer_activations"][: len(fields["hidden"])]
    fields["stop_accuracy"] = 0.0 if regression else fields["stop_accuracy"]
    return Experiment(**fields)
