"""The formulas of engine/formulas/ traced for the kernels, and the numbers in them: a row for each network.

Whatever in a formula hangs on the experiment's numbers alone, such as 1 − β₁, is worked out here in double
precision, since it would lose most of its digits in single precision. Whatever hangs on the step t too, such
as 1 − β₁ᵗ, is worked out by the kernel at each step, in double precision as well; it keeps powers such as β₁ᵗ
up to date by one product. Plain NumPy.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from engine.backends import codes, flat
from engine.backends.flat import Floats
from engine.backends.formulas import CHANGED, GIVEN, activated, loss_delta, step_of
from engine.backends.tracing import Expression, evaluated, hangs_on, traced_together
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES
from engine.formulas.optimizers import OPTIMIZERS
from engine.network.network import Array


def _loss(name: str) -> Callable[..., Any]:
    of, delta = LOSSES[name].of, loss_delta(name)
    return lambda f, z, a, y, slope, n: (of(f, z, a, y, n), delta(f, a, y, slope, n))


MOMENTS = tuple(f"moment{number}" for number in range(codes.N_MOMENTS))

ACTIVATION_SCALARS, ACTIVATION = traced_together({name: activated(name) for name in ACTIVATIONS}, ["z"])
"""φ(z) and φ'(z)."""
LOSS_SCALARS, LOSS = traced_together({name: _loss(name) for name in LOSSES}, ["z", "a", "y", "slope"])
"""The loss and δ of an output, whose activation has this slope."""
STEP_SCALARS, STEPS = traced_together(
    {name: step_of(name) for name in OPTIMIZERS}, [*CHANGED, *GIVEN, *MOMENTS, "t"]
)
"""What a step changes, and the new moments."""


class StepScalars:
    """The scalars of optimizers that hang on the step. In `scalars`, "exact[i]" has taken the place of
    whatever does not, which is listed in `exact`, and "powers[i]" that of a power bᵗ, whose base is
    `exact[bases[i]]`."""

    def __init__(self) -> None:
        self.exact: list[Expression] = []
        self.bases: list[int] = []
        self.scalars = [self._rewritten(each) for each in STEP_SCALARS if hangs_on(each, "t")]

    def _rewritten(self, each: Expression) -> Expression:
        if each.operation == "constant":
            return each
        if not hangs_on(each, "t"):
            return Expression("input", f"exact[{_place(self.exact, each)}]")
        if each.is_leaf:
            return Expression("input", "t")
        if each.operation == "**" and each.arguments[1].is_leaf and not hangs_on(each.arguments[0], "t"):
            base = _place(self.exact, each.arguments[0])
            return Expression("input", f"powers[{_place(self.bases, base)}]")
        return Expression(each.operation, *map(self._rewritten, each.arguments))


def _place(known: list[Any], each: Any) -> int:
    """Where something stands in a list, at whose end it is put if it is new."""
    if each not in known:
        known.append(each)
    return known.index(each)


STEP = StepScalars()
PLAIN_SCALARS = tuple(each for each in STEP_SCALARS if not hangs_on(each, "t"))

CLIP_NORM, SHARP, KEPT, UPDATE_AT = range(4)
LOSS_AT = UPDATE_AT + len(PLAIN_SCALARS)
HIDDEN_AT = LOSS_AT + len(LOSS_SCALARS)
OUTPUT_AT = HIDDEN_AT + len(ACTIVATION_SCALARS)
GATES = OUTPUT_AT + len(ACTIVATION_SCALARS)
"""The places in a network's row: numbers of every update, as `codes.NUMBERS` has them; the gate of a neuron
that is not dropped; where the scalars begin, those of activations twice, since the output's has its numbers
at their defaults. The gates of hidden neurons follow: 0 for what is off."""

DROPOUT = len(STEP.exact)
"""The place of the probability of dropout in a network's row of numbers that stay in double precision."""


def numbers_of(experiment: Experiment) -> Floats:
    """A network's row without the gates, (GATES,)."""
    own = dict(zip(codes.NUMBERS, flat.numbers_of(experiment).tolist(), strict=True))
    return np.array(
        [
            *(own["clip_norm"], own["sharp"], 1 / (1 - own["dropout"])),
            *_values((*PLAIN_SCALARS, *LOSS_SCALARS, *ACTIVATION_SCALARS), own),
            *_values(ACTIVATION_SCALARS, vars(PLAIN)),
        ]
    )


def exact_of(experiment: Experiment) -> Floats:
    """A network's numbers that stay in double precision: `STEP.exact`, then the probability of dropout."""
    own = dict(zip(codes.NUMBERS, flat.numbers_of(experiment).tolist(), strict=True))
    return np.array([*_values(STEP.exact, own), own["dropout"]])


def powers_after(exact: Floats, steps: int) -> Floats:
    """The powers bᵗ after so many steps, (len(STEP.bases),)."""
    return np.array([exact[base] ** steps for base in STEP.bases])


def in_precision(numbers: Floats, dtype: DTypeLike) -> Array:
    """Numbers in a precision, of which none becomes 0 that is not: clipping and penalties ask for it."""
    low = np.where(numbers != 0, np.finfo(dtype).tiny, 0)
    kept: Array = np.copysign(np.maximum(np.abs(numbers), low), numbers).astype(dtype)
    return kept


def _values(scalars: Iterable[Expression], own: Mapping[str, float]) -> tuple[float, ...]:
    """What scalars come to, in double precision."""

    def leaf(operation: str, name_or_value: Any) -> np.float64:
        return np.float64(own[name_or_value] if operation == "number" else name_or_value)

    return evaluated(tuple(scalars), NUMPY, leaf)
