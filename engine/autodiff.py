"""Automatic differentiation: the chain rule, operation by operation, exact but for rounding.

A function that is written with the operations below takes NumPy arrays, and as well two kinds of number
that know more than their value. Each operation y = f(x₁, x₂, …) has two rules for each of its inputs:

    forward, a dual number:   ẏ = Σ ∂y/∂xᵢ · ẋᵢ     the derivative travels along with the value
    backward, on a tape:      x̄ᵢ += ȳ · ∂y/∂xᵢ      what was done is written down, then read from the end

with ẋ the change of x along that direction, and x̄ = ∂result/∂x. A forward pass has the derivatives of all
results by one direction of the inputs, a backward pass those of one result by all inputs. The kinds lie in
each other: a backward pass on dual numbers has second derivatives.

Sources: A. Baydin and others, Automatic Differentiation in Machine Learning: a Survey, 2018; B. Pearlmutter,
Fast Exact Multiplication by the Hessian, 1994; R. Wengert, A Simple Automatic Derivative Evaluation Program,
1964, for the forward way; S. Linnainmaa, 1970, for the way back.
"""

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, ClassVar, NamedTuple

import numpy as np

from engine.formulas.functions import NUMPY, Functions

Function = Callable[..., Any]


class Rule(NamedTuple):
    """What one input of an operation has to do with its result: `push`(ẋ, y, *x) is its part of ẏ and
    `pull`(ȳ, y, *x) its x̄. Options of the operation, such as a shape, are passed on by name."""

    push: Function
    pull: Function


class Primitive(NamedTuple):
    """y = `of`(*x) on arrays, and the rule of each input; there are none where y is flat everywhere."""

    name: str
    of: Function
    rules: tuple[Rule, ...] = ()

    def __call__(self, *x: Any, **options: Any) -> Any:
        """y, of the outermost kind that is among the x."""
        kinds = {type(each) for each in x if isinstance(each, Tracked)}
        if not kinds:
            return self.of(*x, **options)
        return max(kinds, key=lambda kind: kind.depth).through(self, x, options)


class Tracked:
    """A number that knows more than its `value`, an array or a number of a kind that lies deeper."""

    __array_ufunc__ = None  # so that NumPy leaves operators to this class
    depth: ClassVar[int]
    """Which kind lies within which: that of the greater depth is outside."""
    value: Any

    @classmethod
    def through(cls, operation: Primitive, x: Sequence[Any], options: dict[str, Any]) -> Any:
        """The result of an operation, as this kind of number."""
        raise NotImplementedError

    @classmethod
    def values(cls, x: Sequence[Any]) -> list[Any]:
        """What lies within the numbers of this kind; others as they are."""
        return [each.value if isinstance(each, cls) else each for each in x]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array within."""
        return tuple(np.shape(plain(self)))

    @property
    def T(self) -> Any:
        """Rows as columns."""
        return transpose(self)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """The sum along an axis, or of everything."""
        kept = tuple(
            1 if axis is None or i == axis % len(self.shape) else n for i, n in enumerate(self.shape)
        )
        total = fit(self, shape=kept)
        if keepdims:
            return total
        return reshape(total, shape=() if axis is None else np.delete(self.shape, axis).tolist())

    def mean(self, axis: int, keepdims: bool = False) -> Any:
        """The mean along an axis."""
        return self.sum(axis, keepdims) / self.shape[axis]

    # fmt: off
    def __add__(self, other: Any) -> Any: return add(self, other)
    def __radd__(self, other: Any) -> Any: return add(other, self)
    def __sub__(self, other: Any) -> Any: return subtract(self, other)
    def __rsub__(self, other: Any) -> Any: return subtract(other, self)
    def __mul__(self, other: Any) -> Any: return multiply(self, other)
    def __rmul__(self, other: Any) -> Any: return multiply(other, self)
    def __truediv__(self, other: Any) -> Any: return divide(self, other)
    def __rtruediv__(self, other: Any) -> Any: return divide(other, self)
    def __matmul__(self, other: Any) -> Any: return matmul(self, other)
    def __rmatmul__(self, other: Any) -> Any: return matmul(other, self)
    def __neg__(self) -> Any: return negative(self)
    def __pow__(self, exponent: float) -> Any: return power(self, exponent=exponent)
    def __gt__(self, other: Any) -> Any: return greater(self, other)
    def __lt__(self, other: Any) -> Any: return greater(other, self)
    def __le__(self, other: Any) -> Any: return less_equal(self, other)
    # fmt: on


class Dual(Tracked):
    """`value` + `tangent` · ε with ε² = 0: a number and its change along one direction of the inputs."""

    depth = 0

    def __init__(self, value: Any, tangent: Any) -> None:
        self.value, self.tangent = value, tangent

    @classmethod
    def through(cls, operation: Primitive, x: Sequence[Any], options: dict[str, Any]) -> Any:
        values = cls.values(x)
        y = operation(*values, **options)
        parts = [
            rule.push(each.tangent, y, *values, **options)
            for each, rule in zip(x, operation.rules, strict=False)
            if isinstance(each, cls)
        ]
        if not parts:
            return y
        tangent, shape = reduce(operator.add, parts), _shape(y)
        return Dual(y, tangent if _shape(tangent) == shape else spread(tangent, shape=shape))


class Taped(Tracked):
    """A number whose way is written on a `tape`, at line `index`."""

    depth = 1

    def __init__(self, value: Any, tape: "Tape", index: int) -> None:
        self.value, self.tape, self.index = value, tape, index

    @classmethod
    def through(cls, operation: Primitive, x: Sequence[Any], options: dict[str, Any]) -> Any:
        y = operation(*cls.values(x), **options)
        if not operation.rules:
            return y
        return next(each.tape for each in x if isinstance(each, cls)).write(y, operation, x, options)


class TapeLine(NamedTuple):
    """What was done: y = operation(*x); an input of the function has no operation."""

    y: Any
    operation: Primitive | None = None
    x: Sequence[Any] = ()
    options: dict[str, Any] = {}  # noqa: RUF012 (a default that nobody changes)


class Tape:
    """The operations of a function in the order in which they were done."""

    def __init__(self) -> None:
        self.lines: list[TapeLine] = []

    def write(self, y: Any, *done: Any) -> Taped:
        """Writes down a number that comes from nowhere, or from an operation with its inputs and options."""
        self.lines.append(TapeLine(y, *done))
        return Taped(y, self, len(self.lines) - 1)

    def back(self, result: Taped, seed: Any = 1.0) -> dict[int, Any]:
        """x̄ = Σ `seed` · ∂result/∂x of every number on the way that matters, by its line; the lines of the
        inputs of the function come first."""
        bars = {result.index: seed}
        for index in range(result.index, -1, -1):
            y, operation, x, options = self.lines[index]
            if operation is None or index not in bars:
                continue
            y_bar, values = bars[index], Taped.values(x)
            for each, rule in zip(x, operation.rules, strict=False):
                if isinstance(each, Taped):
                    x_bar, shape = rule.pull(y_bar, y, *values, **options), each.shape
                    x_bar = x_bar if _shape(x_bar) == shape else fit(x_bar, shape=shape)
                    bars[each.index] = bars[each.index] + x_bar if each.index in bars else x_bar
        return bars


def along(function: Function, inputs: Sequence[Any], directions: Sequence[Any]) -> tuple[Any, Any]:
    """Forward: (y, ẏ) of y = function(*inputs), as the inputs change along `directions` of their shapes."""
    y = function(*map(Dual, inputs, directions))
    return (y.value, y.tangent) if isinstance(y, Dual) else (y, np.zeros(_shape(y)))


def gradient(function: Function, inputs: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Backward: y = function(*inputs), a single number, and ∂y/∂input for each, of their shapes."""
    tape = Tape()
    taped = [tape.write(each) for each in inputs]
    y = function(*taped)
    bars = tape.back(y) if isinstance(y, Taped) else {}
    slopes = [bars.get(index, np.zeros(each.shape)) for index, each in enumerate(taped)]
    return (y.value if isinstance(y, Taped) else y), slopes


def hessian_along(function: Function, inputs: Sequence[Any], directions: Sequence[Any]) -> list[Any]:
    """H v for the Hessian H of function(*inputs), a single number, and v = `directions`: the change of the
    gradient along v, from a backward pass of dual numbers; one array for each input, of its shape."""
    _, slopes = gradient(function, list(map(Dual, inputs, directions)))
    return [g.tangent if isinstance(g, Dual) else np.zeros(_shape(g)) for g in slopes]


def plain(x: Any) -> Any:
    """The array that lies within a number of any kind."""
    return plain(x.value) if isinstance(x, Tracked) else x


def by_element(name: str, of: Function, *slopes: Function) -> Primitive:
    """An operation element by element, with ∂y/∂xᵢ = slopeᵢ(y, *x)."""

    def rule(slope: Function) -> Rule:
        def chain(d: Any, y: Any, *x: Any, **options: Any) -> Any:
            return d * slope(y, *x, **options)

        return Rule(chain, chain)

    return Primitive(name, of, tuple(map(rule, slopes)))


def linear(name: str, of: Function, push: Function, pull: Function) -> Primitive:
    """An operation of one x with ẏ = `push`(ẋ) and x̄ = `pull`(ȳ, x)."""
    return Primitive(
        name,
        of,
        (Rule(lambda d, y, x, **options: push(d, **options), lambda d, y, x, **options: pull(d, x)),),
    )


def _shape(x: Any) -> tuple[int, ...]:
    return tuple(np.shape(plain(x)))


def _fitted(x: Any, shape: Sequence[int]) -> Any:
    """x summed over the axes along which an array of this shape was repeated."""
    ahead = np.ndim(x) - len(shape)
    axes = [i for i, n in enumerate(np.shape(x)) if i < ahead or (shape[i - ahead] == 1 and n > 1)]
    return np.reshape(np.sum(x, axis=tuple(axes)), shape)


SAME = Rule(lambda d, y, *x: d, lambda d, y, *x: d)
OPPOSITE = Rule(lambda d, y, *x: -d, lambda d, y, *x: -d)

add = Primitive("add", np.add, (SAME, SAME))
subtract = Primitive("subtract", np.subtract, (SAME, OPPOSITE))
negative = Primitive("negative", np.negative, (OPPOSITE,))
multiply = by_element("multiply", np.multiply, lambda y, a, b: b, lambda y, a, b: a)
divide = by_element("divide", np.divide, lambda y, a, b: 1 / b, lambda y, a, b: -y / b)
power = by_element(
    "power", lambda x, exponent: x**exponent, lambda y, x, exponent: exponent * x ** (exponent - 1)
)
greater = Primitive("greater", np.greater)
less_equal = Primitive("less_equal", np.less_equal)

# What is linear does to ẋ what it does to x, and x̄ comes by the reverse: what was repeated is summed.
transpose: Primitive = linear("transpose", np.transpose, lambda d: transpose(d), lambda d, x: transpose(d))
reshape: Primitive = linear(
    "reshape", np.reshape, lambda d, shape: reshape(d, shape=shape), lambda d, x: reshape(d, shape=_shape(x))
)
spread: Primitive = linear(
    "spread", np.broadcast_to, lambda d, shape: spread(d, shape=shape), lambda d, x: fit(d, shape=_shape(x))
)
fit: Primitive = linear(
    "sum", _fitted, lambda d, shape: fit(d, shape=shape), lambda d, x: spread(d, shape=_shape(x))
)
matmul = Primitive(  # of two matrices
    "matmul",
    np.matmul,
    (
        Rule(lambda d, y, a, b: d @ b, lambda d, y, a, b: d @ transpose(b)),
        Rule(lambda d, y, a, b: a @ d, lambda d, y, a, b: transpose(a) @ d),
    ),
)

SLOPES: dict[str, tuple[Function, ...]] = {
    "exp": (lambda y, x: y,),
    "expm1": (lambda y, x: y + 1,),
    "log": (lambda y, x: 1 / x,),
    "log1p": (lambda y, x: 1 / (1 + x),),
    "sqrt": (lambda y, x: 0.5 / y,),
    "tanh": (lambda y, x: 1 - y * y,),
    "sin": (lambda y, x: F.cos(x),),
    "cos": (lambda y, x: -F.sin(x),),
    "abs": (lambda y, x: F.sign(x),),
    "sigmoid": (lambda y, x: y * (1 - y),),
    "softplus": (lambda y, x: F.sigmoid(x),),
    "maximum": (lambda y, a, b: F.step(a - b), lambda y, a, b: 1 - F.step(a - b)),
    "minimum": (lambda y, a, b: F.step(b - a), lambda y, a, b: 1 - F.step(b - a)),
    "where": (lambda y, c, a, b: 0, lambda y, c, a, b: F.where(c, 1, 0), lambda y, c, a, b: F.where(c, 0, 1)),
}
"""∂y/∂x of the functions that formulas are written with; sign and step, which are missing, are flat."""

_of_formulas: list[Any] = [
    by_element(name, of, *SLOPES.get(name, ())) for name, of in NUMPY._asdict().items()
]
F: Functions = Functions(*_of_formulas)
"""The functions of formulas, for every kind of number."""
