"""The formulas of engine/formulas/ as functions for kernels, made from their traces (numbers.py).

A kernel in single precision must not meet a number in double precision, or it computes with that; so the
functions are made for one precision each, with all their constants in it. A kernel learns by a code (flat.py)
which entry of a table is meant, when it is launched.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.cuda import numbers
from engine.backends.cuda.numbers import MOMENTS, STEP, depends_on_step
from engine.backends.flat import code
from engine.backends.tracing import Expression, source
from engine.formulas.losses import LOSSES, SOFTMAX
from engine.formulas.optimizers import OPTIMIZERS


class Activations(NamedTuple):
    """`activated`(code, scalars, z) → (φ(z), φ'(z)), with scalars that `hidden_scalars`(row) and
    `output_scalars`(row) find in the network's row of numbers."""

    activated: Callable[..., Any]
    hidden_scalars: Callable[..., Any]
    output_scalars: Callable[..., Any]


@cache
def activations_in(real: Any) -> Activations:
    """The activations in one precision, np.float32 or np.float64."""
    functions, (scalars, results) = _Functions(real), numbers.ACTIVATION
    places = range(len(scalars))
    found = [f"scalars[{place}]" for place in places]
    hidden, output = (
        functions.function(name, "row", [_tuple(f"row[{first + place}]" for place in places)])
        for name, first in (("hidden_scalars", numbers.HIDDEN_AT), ("output_scalars", numbers.OUTPUT_AT))
    )
    codes = {code("activation", name): both for name, both in results.items()}
    return Activations(functions.choice("activated", ("scalars", "z"), codes, found), hidden, output)


class Outputs(NamedTuple):
    """For an output, with the network's row of numbers: `loss`(code, row, z, a, y), or `softmax_loss` for one
    of a softmax, and `delta`(code, row, a, y, slope)."""

    loss: Callable[..., Any]
    softmax_loss: Callable[..., Any]
    delta: Callable[..., Any]


@cache
def outputs_in(real: Any) -> Outputs:
    """The losses in one precision, np.float32 or np.float64."""
    functions, (scalars, results) = _Functions(real), numbers.LOSS
    found = [f"row[{numbers.LOSS_AT + place}]" for place in range(len(scalars))]

    def chosen(name: str, which: int, losses: Iterable[str], *inputs: str) -> Any:
        codes = {code("loss", each): results[each][which : which + 1] for each in losses}
        return functions.choice(name, ("row", *inputs), codes, found)

    of_softmax = [name for name in results if LOSSES[name].output == SOFTMAX]
    return Outputs(
        chosen("loss", 0, [name for name in results if name not in of_softmax], "z", "a", "y"),
        chosen("softmax_loss", 0, of_softmax, "z", "a", "y"),
        chosen("delta", 1, results, "a", "y", "slope"),
    )


class Optimizers(NamedTuple):
    """`direction`(block, k, g, steps) is that of parameter k with gradient g; it updates the moments. `steps`
    are the `step_scalars`(exact, powers, t) of the step number t. The powers of numbers.py are a tuple:
    `load_powers`(row), `store_powers`(row, powers), and `next_powers`(exact, powers) for the next step."""

    direction: Callable[..., Any]
    step_scalars: Callable[..., Any]
    load_powers: Callable[..., Any]
    store_powers: Callable[..., Any]
    next_powers: Callable[..., Any]


@cache
def optimizers_in(real: Any) -> Optimizers:
    """The optimizers in one precision, np.float32 or np.float64; what hangs on the step is in double."""
    functions, in_double, powers = _Functions(real), _Functions(np.float64), range(len(STEP.bases))
    for n, scalar in enumerate(STEP.scalars):
        formula = in_double.formula(("exact", "powers", "t"), [scalar], ())
        functions.names[f"step{n}"] = in_double.names[formula]
    steps = (f"real(step{n}(exact, powers, t))" for n in range(len(STEP.scalars)))
    products = (f"powers[{n}] * exact[{base}]" for n, base in enumerate(STEP.bases))
    return Optimizers(
        functions.function("direction", "block, k, g, steps", _direction(functions)),
        functions.function("step_scalars", "exact, powers, t", [_tuple(steps)]),
        functions.function("load_powers", "row", [_tuple(f"row[{n}]" for n in powers)]),
        functions.function("store_powers", "row, powers", [f"row[{n}] = powers[{n}]" for n in powers]),
        functions.function("next_powers", "exact, powers", [_tuple(products)]),
    )


def _direction(functions: "_Functions") -> list[str]:
    """The lines of `Optimizers.direction`."""
    from_row, from_step = count(numbers.DIRECTION_AT), count()
    found = [
        f"steps[{next(from_step)}]" if depends_on_step(scalar) else f"row[{next(from_row)}]"
        for scalar in numbers.DIRECTION.scalars
    ]
    bodies = {}
    for name, results in numbers.DIRECTION.results.items():
        n_moments = OPTIMIZERS[name].n_moments
        moments = [f"s[moment{' + facts.n_parameters' * n}]" for n in range(n_moments)]
        arguments = "row", "steps", "g", *MOMENTS[:n_moments]
        formula = functions.formula(arguments, results[: 1 + n_moments], found)
        call = f"{formula}({', '.join(('row', 'steps', 'g', *moments))})"
        bodies[code("optimizer", name)] = f"{', '.join(('d', *moments))} = {call}\n    return d"
    head = "s, facts, row = block.shared, block.facts, block.numbers"
    return [head, "code, moment = facts.optimizer, facts.moments + k", *_branches(bodies), "return nan"]


class _Functions:
    """Makes device functions of one precision from Python source; `names` are what the source may call."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.names: dict[str, Any] = _library(real)
        self._formulas: dict[str, str] = {}
        self._constants: dict[float, str] = {}

    def choice(
        self,
        name: str,
        arguments: Sequence[str],
        codes: Mapping[int, Sequence[Expression]],
        scalars: Sequence[str],
    ) -> Any:
        """A function of a code and arguments that returns what the formula of this code does, or else NaN."""
        given = ", ".join(arguments)
        bodies = {
            number: f"return {self.formula(arguments, results, scalars)}({given})"
            for number, results in codes.items()
        }
        nothing = "return " + ", ".join(["nan"] * len(next(iter(codes.values()))))
        return self.function(name, f"code, {given}", [*_branches(bodies), nothing])

    def formula(self, arguments: Sequence[str], results: Sequence[Expression], scalars: Sequence[str]) -> str:
        """The name of a function of these arguments that returns the results; `scalars` are the texts of the
        scalars in them."""

        def leaf(operation: str, value: Any) -> str:
            if operation == "constant":
                return self._constant(value)
            text: str = scalars[value] if operation == "scalar" else value
            return text

        name = f"formula{len(self._formulas)}"
        _, body = source("formula", arguments, results, leaf).split("\n", 1)
        if body not in self._formulas:
            self._formulas[body] = name
            self._make(name, f"def {name}({', '.join(arguments)}):\n{body}")
        return self._formulas[body]

    def function(self, name: str, arguments: str, lines: Iterable[str]) -> Any:
        """A function with these lines."""
        return self._make(name, "\n    ".join([f"def {name}({arguments}):", *lines]))

    def _make(self, name: str, text: str) -> Any:
        exec(text, self.names)
        self.names[name] = cuda.jit(device=True)(self.names[name])
        return self.names[name]

    def _constant(self, value: float) -> str:
        name = self._constants.setdefault(value, f"constant{len(self._constants)}")
        self.names[name] = self._real(value)
        return name


def _branches(bodies: Mapping[int, str]) -> list[str]:
    """Lines that choose the body of a code; codes with the same body, such as Adam and AdamW, share one."""
    lines = []
    for body in dict.fromkeys(bodies.values()):
        codes = " or ".join(f"code == {number}" for number, each in bodies.items() if each == body)
        lines += [f"if {codes}:", f"    {body}"]
    return lines


def _tuple(items: Iterable[str]) -> str:
    """The line that returns these as a tuple."""
    return f"return ({''.join(f'{item}, ' for item in items)})"


def _library(real: Any) -> dict[str, Any]:
    """What the source of formulas calls: `Functions` of single numbers in one precision, but for `where`."""
    zero, half, one = real(0), real(0.5), real(1)

    @cuda.jit(device=True)
    def maximum(x, y):
        return x if x >= y or x != x else y

    @cuda.jit(device=True)
    def minimum(x, y):
        return x if x <= y or x != x else y

    @cuda.jit(device=True)
    def sign(x):
        return one if x > zero else -one if x < zero else x

    @cuda.jit(device=True)
    def step(x):
        return one if x > zero else zero

    @cuda.jit(device=True)
    def ones_like(x):
        return one

    @cuda.jit(device=True)
    def sigmoid(x):
        return half * (one + math.tanh(half * x))

    @cuda.jit(device=True)
    def softplus(x):
        positive = zero if x < zero else x
        return positive + math.log1p(math.exp(-abs(x)))

    made = (maximum, minimum, sign, step, ones_like, sigmoid, softplus)
    plain = (math.exp, math.expm1, math.log, math.log1p, math.sqrt, math.tanh, math.sin, math.cos, abs)
    return {"real": real, "nan": real(math.nan), **{each.__name__: each for each in (*made, *plain)}}
