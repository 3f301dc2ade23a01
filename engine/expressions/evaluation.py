"""The value of an expression, over whole arrays at once."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.expressions.grammar import CONSTANTS, FUNCTIONS, INFIX, PREFIX
from engine.expressions.tree import Call, Constant, Tree, Variable


def evaluate(tree: Tree, values: Mapping[str, ArrayLike]) -> NDArray[np.generic]:
    """Numbers, or truths, of the shape of the variables' values, which are floating-point.

    What is too large is infinite and what has no value is NaN, as IEEE 754 has it; nothing is raised but
    KeyError for a variable without a value. `x^2` is `x*x` to the bit.
    """
    with np.errstate(all="ignore"):
        return np.asarray(_value(tree, values))


def _value(tree: Tree, values: Mapping[str, ArrayLike]) -> ArrayLike:
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Variable):
        return CONSTANTS[tree.name] if tree.name in CONSTANTS else values[tree.name]
    if _is_square(tree):
        return np.square(_value(tree.operands[0], values))
    operands = [_value(each, values) for each in tree.operands]
    function = FUNCTIONS.get(tree.sign) or (PREFIX if len(operands) == 1 else INFIX)[tree.sign]
    result: ArrayLike = function.of(*operands)
    return result


def _is_square(tree: Call) -> bool:
    return tree.sign == "^" and tree.operands[1] == Constant(2.0)
