"""The features in the terms of formulas: what engine/data/features.py has for NumPy, for every target."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from engine.backends.tracing import TRACED, Expression
from engine.data.features import feature_of
from engine.data.units import Units
from engine.experiment.experiment import Experiment
from engine.expressions.evaluation import evaluate
from engine.expressions.tree import Call, Constant, Tree, Variable, names_in


def feature_formulas(experiment: Experiment, units: Units | None) -> tuple[Expression, ...]:
    """The formula of each feature of an experiment, of its raw inputs; a table has `units`."""
    coordinates = {}
    for i, name in enumerate(experiment.variables):
        raw: Any = Expression("input", name)
        coordinates[name] = raw if units is None else (raw - float(units.x.shift[i])) / float(units.x.unit[i])
    return tuple(_followed(feature_of(name).tree, coordinates) for name in experiment.features)


def _followed(tree: Tree, coordinates: Mapping[str, Expression]) -> Expression:
    """An expression that people typed as a formula of these coordinates. What is constant in it is worked
    out."""
    if isinstance(tree, Variable) and tree.name in coordinates:
        return coordinates[tree.name]
    if not isinstance(tree, Call) or names_in(tree).isdisjoint(coordinates):
        return Expression("constant", float(np.nan_to_num(evaluate(tree, {}))))
    if len(tree.operands) == 1 and tree.sign == "-":
        return -_followed(tree.operands[0], coordinates)
    if tree.sign == "^" and tree.operands[1] == Constant(2.0) and _is_leaf(tree.operands[0]):
        operands = [_followed(tree.operands[0], coordinates)] * 2
        followed: Expression = MEANT["*"](*operands)
        return followed
    followed = MEANT[tree.sign](*(_followed(operand, coordinates) for operand in tree.operands))
    return followed


def _is_leaf(tree: Tree) -> bool:
    """Whether it may stand twice in a text that shall not grow."""
    return not isinstance(tree, Call)


MEANT: dict[str, Callable[..., Any]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": lambda x, y: x**y,
    **{name: getattr(TRACED, name) for name in ("sin", "cos", "tanh", "exp", "log", "sqrt", "abs", "sign")},
    "min": lambda *x: reduce(TRACED.minimum, x),
    "max": lambda *x: reduce(TRACED.maximum, x),
    "tan": lambda x: Expression("tan", x),
    "floor": lambda x: Expression("floor", x),
    "ceil": lambda x: -Expression("floor", -x),
}
"""The operators and functions of expressions by those that formulas have; every target has `FURTHER`, too."""

FURTHER = ("tan", "floor")
