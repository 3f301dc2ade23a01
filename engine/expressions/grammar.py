"""What an expression may be made of: signs, words, functions and constants; each stands here, once."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, Literal, NamedTuple

import numpy as np

MAX_LENGTH = 200  # characters but spaces, as typed and as written back
MAX_DEPTH = 32  # parentheses, functions, signs in front and powers inside each other

Kind = Literal["number", "truth"]
"""What a part of an expression comes to: a number, or whether something is true."""


class Operator(NamedTuple):
    """A sign or word between two parts, or in front of one. The higher its `power`, the tighter it binds."""

    power: int
    takes: Kind
    gives: Kind
    of: Callable[..., Any]


class Function(NamedTuple):
    """A function of `least` to `most` numbers."""

    of: Callable[..., Any]
    least: int = 1
    most: int = 1


INFIX: dict[str, Operator] = {
    "or": Operator(1, "truth", "truth", np.logical_or),
    "and": Operator(2, "truth", "truth", np.logical_and),
    "<": Operator(4, "number", "truth", np.less),
    "<=": Operator(4, "number", "truth", np.less_equal),
    ">": Operator(4, "number", "truth", np.greater),
    ">=": Operator(4, "number", "truth", np.greater_equal),
    "==": Operator(4, "number", "truth", np.equal),
    "!=": Operator(4, "number", "truth", np.not_equal),
    "+": Operator(5, "number", "number", np.add),
    "-": Operator(5, "number", "number", np.subtract),
    "*": Operator(6, "number", "number", np.multiply),
    "/": Operator(6, "number", "number", np.true_divide),
    "^": Operator(8, "number", "number", np.power),
}
"""What stands between two parts. Equal powers go from left to right, but `^` from right to left."""

PREFIX: dict[str, Operator] = {
    "not": Operator(3, "truth", "truth", np.logical_not),
    "-": Operator(7, "number", "number", np.negative),
}
"""What stands in front of a part: -x^2 is -(x^2)."""

COMPARISONS: tuple[str, ...] = tuple(
    sign for sign, each in INFIX.items() if (each.takes, each.gives) == ("number", "truth")
)
"""These do not stand in a row: what 1 < x < 2 means is said by `and`."""

MANY = MAX_LENGTH  # arguments: as many as the length allows

FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin),
    "cos": Function(np.cos),
    "tan": Function(np.tan),
    "tanh": Function(np.tanh),
    "exp": Function(np.exp),
    "log": Function(np.log),
    "sqrt": Function(np.sqrt),
    "abs": Function(np.abs),
    "sign": Function(np.sign),
    "floor": Function(np.floor),
    "ceil": Function(np.ceil),
    "min": Function(lambda *x: reduce(np.minimum, x), 2, MANY),
    "max": Function(lambda *x: reduce(np.maximum, x), 2, MANY),
}
"""`log` is the natural logarithm."""

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}

RESERVED: frozenset[str] = frozenset((*INFIX, *PREFIX, *FUNCTIONS, *CONSTANTS))
"""Words that cannot be names."""
