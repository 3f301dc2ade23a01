"""The features in the terms of formulas: what engine/data/features.py has for NumPy, for every target."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine.backends.tracing import TRACED, Expression
from engine.data.features import VARIABLES, feature_of
from engine.experiment.experiment import Experiment
from engine.expressions.evaluation import evaluate
from engine.expressions.tree import Call, Constant, Tree, Variable, names_in


def raw_inputs(experiment: Experiment) -> tuple[str, ...]:
    """What a point consists of: its two coordinates, and that of a curve of x₁ alone."""
    return VARIABLES[:1] if experiment.problem == "curve" else VARIABLES


def feature_formulas(experiment: Experiment) -> tuple[Expression, ...]:
    """The formula of each feature of an experiment, of its raw inputs."""
    return tuple(_followed(feature_of(name).tree) for name in experiment.features)


def _followed(tree: Tree) -> Expression:
    """An expression that people typed as a formula. What is constant in it is worked out."""
    if isinstance(tree, Variable) and tree.name in VARIABLES:
        return Expression("input", tree.name)
    if not isinstance(tree, Call) or names_in(tree).isdisjoint(VARIABLES):
        return Expression("constant", float(np.nan_to_num(evaluate(tree, {}))))
    if len(tree.operands) == 1 and tree.sign == "-":
        return -_followed(tree.operands[0])
    if tree.sign == "^" and tree.operands[1] == Constant(2.0) and _is_leaf(tree.operands[0]):
        operands = [_followed(tree.operands[0])] * 2
        followed: Expression = MEANT["*"](*operands)
        return followed
    followed = MEANT[tree.sign](*map(_followed, tree.operands))
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
