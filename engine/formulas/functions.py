"""What formulas are written with: the functions of an array library, and the numbers they leave to people.

A formula is a Python function of a namespace `f` of functions, of arrays, and of `n`, the numbers of the
experiment by their names: `lambda f, z, n: f.sigmoid(n.steepness * z)`. It has no `if` on arrays and no loop,
so that every backend makes its own of the one text: NumPy calls it, the others follow it with values of their
own. A number that a formula has is named in its entry, and so becomes an option, with limits and a key.
"""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


class Functions(NamedTuple):
    """The functions that a formula may use, each element by element, beside + − · / and comparisons."""

    exp: Callable[..., Any]
    expm1: Callable[..., Any]
    log: Callable[..., Any]
    log1p: Callable[..., Any]
    sqrt: Callable[..., Any]
    tanh: Callable[..., Any]
    sin: Callable[..., Any]
    cos: Callable[..., Any]
    abs: Callable[..., Any]
    sign: Callable[..., Any]
    maximum: Callable[..., Any]
    minimum: Callable[..., Any]
    where: Callable[..., Any]
    """where(condition, x, y): x where the condition holds, else y."""
    step: Callable[..., Any]
    """1 where x > 0, else 0."""
    ones_like: Callable[..., Any]
    sigmoid: Callable[..., Any]
    """1 / (1 + exp(−x)), and no x overflows."""
    softplus: Callable[..., Any]
    """ln(1 + exp(x)), and no x overflows."""


class Number(NamedTuple):
    """A number that a formula has: an option of every experiment, under a key of its own in links."""

    name: str
    default: float
    low: float
    high: float
    link: str
    is_whole: bool = False


class Entry(Protocol):
    """What every table of formulas consists of."""

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that the formulas of this entry have."""
        ...


def numbers_in(table: Mapping[str, Entry]) -> dict[Number, tuple[str, ...]]:
    """The numbers that a table's formulas have, each with the names of the entries that have it."""
    found: dict[Number, tuple[str, ...]] = {}
    for name, entry in table.items():
        for number in entry.numbers:
            found[number] = (*found.pop(number, ()), name)  # by the last entry that has it
    return found


def defaults_of(numbers: Iterable[Number]) -> Any:
    """The numbers at their defaults, by name."""
    return SimpleNamespace(**{number.name: number.default for number in numbers})


def _sigmoid(x: Array) -> Array:
    a: Array = 0.5 * (1 + np.tanh(0.5 * x))
    return a


def _softplus(x: Array) -> Array:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


NUMPY = Functions(
    exp=np.exp,
    expm1=np.expm1,
    log=np.log,
    log1p=np.log1p,
    sqrt=np.sqrt,
    tanh=np.tanh,
    sin=np.sin,
    cos=np.cos,
    abs=np.abs,
    sign=np.sign,
    maximum=np.maximum,
    minimum=np.minimum,
    where=np.where,
    step=lambda x: (x > 0).astype(x.dtype),
    ones_like=np.ones_like,
    sigmoid=_sigmoid,
    softplus=_softplus,
)
