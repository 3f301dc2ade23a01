"""The formulas of engine/formulas/ as functions for kernels, made from their traces (numbers.py).

A kernel in single precision must not meet a number in double precision, or it computes with that; so the
functions are made for one precision each, with all their constants in it. A kernel learns by a code (flat.py)
which entry of a table is meant, when it is launched.
"""

import math
from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any

import numpy as np
from numba import cuda

from engine.backends.codes import code
from engine.backends.cuda import numbers
from engine.backends.cuda.numbers import STEP
from engine.backends.formulas import CHANGED, GIVEN, moments_of
from engine.backends.tracing import Expression, hangs_on, source
from engine.formulas.losses import LOSSES, SOFTMAX


@cache
def formulas_in(real: Any) -> Any:
    """A tuple with names of functions in one precision, np.float32 or np.float64, for a `Block`. `row` is the
    network's row of numbers, `code` the entry's.

    `activated`(code, scalars, z) → (φ(z), φ'(z)), with scalars that `hidden_scalars`(row) and
    `output_scalars`(row) find. `loss`(code, row, z, a, y) of an output, or `softmax_loss` for one of a
    softmax, and `delta`(code, row, a, y, slope). `step`(block, k, alive, is_weight, free, rate, share, steps)
    → alive takes a step with parameter k, its gradient and its moments; `steps` are the `step_scalars`(exact,
    powers, t) of the step number t, worked out in double precision. The powers of numbers.py are a tuple:
    `load_powers`(row), `store_powers`(row, powers), and `next_powers`(exact, powers) for the next step.
    """
    functions = _Functions(real)
    parts = _activations(functions) | _outputs(functions) | _optimizers(functions) | _steps(functions)
    return namedtuple("Formulas", parts)(**parts)


def _activations(functions: "_Functions") -> dict[str, Any]:
    places = range(len(numbers.ACTIVATION_SCALARS))
    codes = {code("activation", name): both for name, both in numbers.ACTIVATION.items()}
    hidden, output = (
        [_tuple(f"row[{first + place}]" for place in places)]
        for first in (numbers.HIDDEN_AT, numbers.OUTPUT_AT)
    )
    return {
        "activated": functions.choice(("scalars", "z"), codes, [f"scalars[{place}]" for place in places]),
        "hidden_scalars": functions.function("row", hidden),
        "output_scalars": functions.function("row", output),
    }


def _outputs(functions: "_Functions") -> dict[str, Any]:
    results = numbers.LOSS
    found = [f"row[{numbers.LOSS_AT + place}]" for place in range(len(numbers.LOSS_SCALARS))]

    def chosen(which: int, losses: Iterable[str], *inputs: str) -> Any:
        codes = {code("loss", name): results[name][which : which + 1] for name in losses}
        return functions.choice(("row", *inputs), codes, found)

    of_softmax = [name for name in results if LOSSES[name].output == SOFTMAX]
    return {
        "loss": chosen(0, [name for name in results if name not in of_softmax], "z", "a", "y"),
        "softmax_loss": chosen(0, of_softmax, "z", "a", "y"),
        "delta": chosen(1, results, "a", "y", "slope"),
    }


def _optimizers(functions: "_Functions") -> dict[str, Any]:
    from_row, from_step = count(numbers.UPDATE_AT), count()
    found = [
        f"steps[{next(from_step)}]" if hangs_on(scalar, "t") else f"row[{next(from_row)}]"
        for scalar in numbers.STEP_SCALARS
    ]
    bodies = {}
    for name, results in numbers.STEPS.items():
        names = moments_of(name)
        moments = [f"s[moment{' + facts.n_parameters' * n}]" for n in range(len(names))]
        formula = functions.formula(("row", "steps", *CHANGED, *GIVEN, *names), results, found)
        changed = ("s[k]", "s[gradient]", "alive", *moments)
        given = ", ".join(("row", "steps", *changed[:3], *GIVEN, *moments))
        bodies[code("optimizer", name)] = f"{', '.join(changed)} = {formula}({given})\nreturn alive"
    head = "s, facts, row, code = block.shared, block.facts, block.numbers, block.facts.optimizer"
    places = "gradient, moment = facts.gradients + k, facts.moments + k"
    lines = [head, places, *_branches(bodies), "return nan"]
    return {"step": functions.function("block, k, alive, is_weight, free, rate, share, steps", lines)}


def _steps(functions: "_Functions") -> dict[str, Any]:
    in_double, powers = _Functions(np.float64), range(len(STEP.bases))
    for n, scalar in enumerate(STEP.scalars):
        formula = in_double.formula(("exact", "powers", "t"), [scalar], ())
        functions.names[f"step{n}"] = in_double.names[formula]
    steps = (f"real(step{n}(exact, powers, t))" for n in range(len(STEP.scalars)))
    products = (f"powers[{n}] * exact[{base}]" for n, base in enumerate(STEP.bases))
    return {
        "step_scalars": functions.function("exact, powers, t", [_tuple(steps)]),
        "load_powers": functions.function("row", [_tuple(f"row[{n}]" for n in powers)]),
        "store_powers": functions.function("row, powers", [f"row[{n}] = powers[{n}]" for n in powers]),
        "next_powers": functions.function("exact, powers", [_tuple(products)]),
    }


class _Functions:
    """Makes device functions of one precision from Python source; `names` are what the source may call."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.names: dict[str, Any] = _library(real)
        self._formulas: dict[str, str] = {}
        self._constants: dict[float, str] = {}

    def choice(
        self, arguments: Sequence[str], codes: Mapping[int, Sequence[Expression]], scalars: Sequence[str]
    ) -> Any:
        """A function of a code and arguments that returns what the formula of this code does, or else NaN."""
        given = ", ".join(arguments)
        bodies = {
            number: f"return {self.formula(arguments, results, scalars)}({given})"
            for number, results in codes.items()
        }
        nothing = "return " + ", ".join(["nan"] * len(next(iter(codes.values()))))
        return self.function(f"code, {given}", [*_branches(bodies), nothing])

    def formula(self, arguments: Sequence[str], results: Sequence[Expression], scalars: Sequence[str]) -> str:
        """The name of a function of these arguments that returns the results; `scalars` are the texts of the
        scalars in them."""

        def leaf(operation: str, value: Any) -> str:
            if operation == "constant":
                return self._constant(value)
            text: str = scalars[value] if operation == "scalar" else value
            return text

        text = source("formula", arguments, results, leaf)
        if text not in self._formulas:
            name = self._formulas[text] = f"formula{len(self._formulas)}"
            self.names[name] = self._compiled("formula", text)
        return self._formulas[text]

    def function(self, arguments: str, lines: Iterable[str]) -> Any:
        """A function with these lines."""
        return self._compiled("function", "\n    ".join([f"def function({arguments}):", *lines]))

    def _compiled(self, name: str, text: str) -> Any:
        exec(text, self.names)
        return cuda.jit(device=True)(self.names.pop(name))

    def _constant(self, value: float) -> str:
        name = self._constants.setdefault(value, f"constant{len(self._constants)}")
        self.names[name] = self._real(value)
        return name


def _branches(bodies: Mapping[int, str]) -> list[str]:
    """Lines that choose the body of a code; codes with the same body, such as Adam and AdamW, share one."""
    lines = []
    for body in dict.fromkeys(bodies.values()):
        codes = " or ".join(f"code == {number}" for number, each in bodies.items() if each == body)
        lines += [f"if {codes}:", *(f"    {line}" for line in body.split("\n"))]
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
