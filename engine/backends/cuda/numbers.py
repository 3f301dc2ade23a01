"""The formulas of engine/formulas/ traced for the kernels, and the numbers in them: a row for each network.

Whatever in a formula hangs on the experiment's numbers alone, such as 1 − β₁, is worked out here in double
precision, since it would lose most of its digits in single precision. Whatever hangs on the step t too, such
as 1 − β₁ᵗ, is worked out by the kernel at each step, in double precision as well; it keeps powers such as β₁ᵗ
up to date by one product. Plain NumPy.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from engine.backends import codes, flat
from engine.backends.flat import Floats
from engine.backends.tracing import Expression, evaluated, traced
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, PLAIN, ActivationFormula
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES, LossFormula
from engine.formulas.optimizers import OPTIMIZERS, Optimizer
from engine.network.network import Array


class TracedFormulas(NamedTuple):
    """The formulas of a table: the scalars in them, and the results of each by its name."""

    scalars: tuple[Expression, ...]
    results: dict[str, tuple[Expression, ...]]


def _formulas(table: Mapping[str, Callable[..., Any]], n_results: int, *inputs: str) -> TracedFormulas:
    """Traces formulas together, so that they share their scalars; each has so many results."""
    scalars, results = traced(lambda *given: tuple(formula(*given) for formula in table.values()), inputs)
    firsts = range(0, len(results), n_results)
    return TracedFormulas(
        scalars, {n: results[i : i + n_results] for n, i in zip(table, firsts, strict=True)}
    )


def _activation(formula: ActivationFormula) -> Callable[..., Any]:
    def activation(f: Any, z: Any, n: Any) -> tuple[Any, Any]:
        a = formula.of(f, z, n)
        return a, formula.slope(f, z, a, n)

    return activation


def _loss(formula: LossFormula) -> Callable[..., Any]:
    def loss(f: Any, z: Any, a: Any, y: Any, slope: Any, n: Any) -> tuple[Any, Any]:
        delta = formula.slope(f, a, y, n)
        return formula.of(f, z, a, y, n), delta if formula.joined else delta * slope

    return loss


def _direction(formula: Optimizer) -> Callable[..., Any]:
    def direction(f: Any, g: Any, *given: Any) -> tuple[Any, ...]:
        *moments, t, n = given
        d, new = formula.direction(f, g, tuple(moments[: formula.n_moments]), t, n)
        return d, *new, *moments[formula.n_moments :]

    return direction


MOMENTS = tuple(f"moment{number}" for number in range(codes.N_MOMENTS))

ACTIVATION = _formulas({name: _activation(each) for name, each in ACTIVATIONS.items()}, 2, "z")
"""φ(z) and φ'(z)."""
LOSS = _formulas({name: _loss(each) for name, each in LOSSES.items()}, 2, "z", "a", "y", "slope")
"""The loss and δ of an output, whose activation has this slope."""
DIRECTION = _formulas(
    {name: _direction(each) for name, each in OPTIMIZERS.items()}, 1 + codes.N_MOMENTS, "g", *MOMENTS, "t"
)
"""The direction of a step and the new moments."""


def depends_on_step(scalar: Expression) -> bool:
    """Whether a scalar has the step in it."""
    if scalar.is_leaf:
        return bool(scalar.operation == "number" and scalar.arguments[0] == "t")
    return any(map(depends_on_step, scalar.arguments))


class StepScalars:
    """The scalars of optimizers that hang on the step. In `scalars`, "exact[i]" has taken the place of
    whatever does not, which is listed in `exact`, and "powers[i]" that of a power bᵗ, whose base is
    `exact[bases[i]]`."""

    def __init__(self) -> None:
        self.exact: list[Expression] = []
        self.bases: list[int] = []
        self.scalars = [self._rewritten(each) for each in DIRECTION.scalars if depends_on_step(each)]

    def _rewritten(self, each: Expression) -> Expression:
        if each.operation == "constant":
            return each
        if not depends_on_step(each):
            return Expression("input", f"exact[{_place(self.exact, each)}]")
        if each.is_leaf:
            return Expression("input", "t")
        if each.operation == "**" and each.arguments[1].is_leaf and not depends_on_step(each.arguments[0]):
            base = _place(self.exact, each.arguments[0])
            return Expression("input", f"powers[{_place(self.bases, base)}]")
        return Expression(each.operation, *map(self._rewritten, each.arguments))


def _place(known: list[Any], each: Any) -> int:
    """Where something stands in a list, at whose end it is put if it is new."""
    if each not in known:
        known.append(each)
    return known.index(each)


STEP = StepScalars()
PLAIN_SCALARS = tuple(each for each in DIRECTION.scalars if not depends_on_step(each))

CLIP_NORM, PENALTY_RATE, SMOOTH, SHARP, WEIGHT_DECAY, KEPT, DIRECTION_AT = range(7)
LOSS_AT = DIRECTION_AT + len(PLAIN_SCALARS)
HIDDEN_AT = LOSS_AT + len(LOSS.scalars)
OUTPUT_AT = HIDDEN_AT + len(ACTIVATION.scalars)
GATES = OUTPUT_AT + len(ACTIVATION.scalars)
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
            *(own[name] for name in ("clip_norm", "penalty_rate", "smooth", "sharp", "weight_decay")),
            1 / (1 - own["dropout"]),
            *_values((*PLAIN_SCALARS, *LOSS.scalars, *ACTIVATION.scalars), own),
            *_values(ACTIVATION.scalars, vars(PLAIN)),
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
