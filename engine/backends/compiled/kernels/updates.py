"""One update of all parameters, as descent.py has it, with lanes over the parameters."""

from functools import partial
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from engine.backends.codes import NUMBERS, code
from engine.backends.compiled.lanes.formulas import Formula
from engine.backends.compiled.lanes.operations import instructions, load, spread, store, total, width
from engine.backends.compiled.lanes.rows import called, inlined
from engine.backends.compiled.lanes.values import Value, chosen
from engine.backends.tracing import Traced, traced
from engine.formulas.functions import Functions
from engine.formulas.optimizers import OPTIMIZERS

CLIP_NORM = NUMBERS.index("clip_norm")

WORD = ir.IntType(64)

CHANGED = ("parameters", "gradients", "alive")
"""The rows of the state, beside the moments, that a step reads and writes."""
MASKS = ("is_weight", "free")
"""The rows of the plan that it reads."""


def _step(name: str) -> Traced:
    """A step of this optimizer, from what is `CHANGED`, the `MASKS`, the moments and the number of the step,
    to what is changed and the moments. Its numbers are those of an experiment, the learning `rate`, and the
    `share` of one point in the mean gradient."""
    optimizer = OPTIMIZERS[name]

    def formula(f: Functions, w: Any, g: Any, alive: Any, is_weight: Any, free: Any, *more: Any) -> Any:
        *moments, t, n = more
        g = f.where(free > 0, n.share * g, 0)
        smooth = n.penalty_rate * n.smooth * is_weight * w
        penalty = n.penalty_rate * n.sharp * is_weight * f.sign(w)
        if name == "sgd":  # takes the whole penalty as a step of its own
            penalty = penalty + smooth
        else:
            g = g + smooth
        d, new_moments = optimizer.direction(f, g, tuple(moments), t, n)
        if optimizer.decays:
            d = d + n.weight_decay * is_weight * w
        down = w - n.rate * d
        new = down - n.rate * penalty
        crossed = f.where(down * new < 0, f.step(n.sharp) * is_weight, 0)
        left = f.where(crossed > 0, 0, alive)
        new = f.where(n.sharp > 0, f.where(left > 0, new, 0), new)
        kept = tuple(f.where(free > 0, *pair) for pair in zip(new_moments, moments, strict=True))
        return f.where(free > 0, new, w), 0.0, f.where(free > 0, left, alive), kept

    return traced(formula, [*CHANGED, *MASKS, *_moments(name), "t"])


def _moments(name: str) -> list[str]:
    """What the moments of an optimizer are called here."""
    return [f"moment {number}" for number in range(OPTIMIZERS[name].n_moments)]


STEPS = {name: _step(name) for name in OPTIMIZERS}


@instructions(lambda like, plan, state, *numbers: types.none(like, plan, state, *[types.float64] * 3))
def _step_all(put: Any, like: Any, plan: Any, state: Any, share: Any, rate: Any, t: Any) -> None:
    """All parameters one step of the plan's optimizer further, its number `t`; their gradients are 0 then."""
    builder, (lanes, plan_type, state_type, *_) = put.builder, put.types

    def planned(name: str) -> Any:
        return builder.extract_value(plan, plan_type.fields.index(name))

    def row(name: str) -> Any:
        return builder.extract_value(state, state_type.fields.index(name))

    def loop(name: str) -> tuple[Value, ...]:
        names = [*CHANGED, *MASKS, *_moments(name)]
        begins = [builder.mul(planned("n_padded"), WORD(number)) for number in range(len(_moments(name)))]
        moments = [builder.gep(row("moments"), [begin]) for begin in begins]
        rows = [*map(row, CHANGED), *map(planned, MASKS), *moments]
        formula = Formula(builder, STEPS[name], like.type, planned("numbers"), share=share, rate=rate, t=t)
        end = planned("n_parameters")
        with cgutils.for_range_slice(builder, WORD(0), end, WORD(lanes.n), WORD) as (at, _):
            values = (Value(builder, put.load(each, at, lanes)) for each in rows)
            results = formula(**dict(zip(names, values, strict=True)))
            for each, result in zip([*rows[: len(CHANGED)], *moments], results, strict=True):
                put.store(each, at, lanes, result.ir)
        return ()

    cases = {code("optimizer", name): partial(loop, name) for name in OPTIMIZERS}
    chosen(builder, planned("optimizer"), cases)


@inlined
def update(like, plan, state, rate, n_accumulated, step):
    """The optimizer's step number `step` with the mean of the accumulated gradients, which are 0
    afterwards."""
    n_parameters = plan.n_parameters
    if plan.is_plain:
        descend(like, state.parameters, state.gradients, n_parameters, rate / n_accumulated)
        return
    share, longest = 1.0 / n_accumulated, plan.numbers[CLIP_NORM]
    if longest > 0:
        length = _norm(like, state.gradients, plan.free, n_parameters) * share
        if length > longest:
            share *= longest / length
    _step_all(like, plan, state, share, rate, step)


@inlined
def descend(like, parameters, gradients, n, rate):
    """w ← w − rate · g for the first n parameters, and nothing else; their gradients are 0 then."""
    for k in range(0, n, width(like)):
        store(parameters, k, load(like, parameters, k) - rate * load(like, gradients, k))
        store(gradients, k, spread(like, 0.0))


@called
def _norm(like, gradients, free, n_parameters):
    """The length of a gradient, without what is frozen."""
    squares = spread(like, 0.0)
    for k in range(0, n_parameters, width(like)):
        g = load(like, gradients, k) * load(like, free, k)
        squares = squares + g * g
    return total(squares) ** 0.5
