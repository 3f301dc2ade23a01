"""One update of all parameters, as descent.py has it, with lanes over the parameters."""

from functools import partial
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from engine.backends.codes import NUMBERS, code
from engine.backends.compiled.lanes.formulas import Formula
from engine.backends.compiled.lanes.operations import instructions, load, spread, store, total, width
from engine.backends.compiled.lanes.rows import inlined
from engine.backends.compiled.lanes.values import Value, chosen, spread_value
from engine.backends.formulas import inputs_of, step_of
from engine.backends.tracing import traced
from engine.formulas.optimizers import OPTIMIZERS

PENALTY_RATE, SMOOTH = NUMBERS.index("penalty_rate"), NUMBERS.index("smooth")
CLIP_NORM = NUMBERS.index("clip_norm")

WORD = ir.IntType(64)

STEPS = {name: traced(step_of(name), inputs_of(name)) for name in OPTIMIZERS}


@instructions(lambda like, plan, state, *numbers: types.none(like, plan, state, *[types.float64] * 3))
def _step_all(put: Any, like: Any, plan: Any, state: Any, share: Any, rate: Any, t: Any) -> None:
    """All parameters one step of the plan's optimizer further, its number `t`; their gradients are 0 then."""
    _put_step(put, like, plan, state, share, spread_value(put.builder, rate, 1), t)


@instructions(
    lambda like, plan, state, share, rate, t: types.none(
        like, plan, state, types.float64, like, types.float64
    )
)
def step_each(put: Any, like: Any, plan: Any, state: Any, share: Any, rate: Any, t: Any) -> None:
    """The same of many networks, each with its own `rate`."""
    _put_step(put, like, plan, state, share, rate, t)


def _put_step(put: Any, like: Any, plan: Any, state: Any, share: Any, rate: Any, t: Any) -> None:
    builder, (lanes, plan_type, state_type, *_) = put.builder, put.types
    numbers_type = plan_type.types[plan_type.fields.index("numbers")]
    n_networks = WORD(numbers_type.n)

    def planned(name: str) -> Any:
        return builder.extract_value(plan, plan_type.fields.index(name))

    def row(name: str) -> Any:
        return builder.extract_value(state, state_type.fields.index(name))

    def loop(name: str) -> tuple[Value, ...]:
        numbers = range(OPTIMIZERS[name].n_moments)
        length = builder.mul(planned("n_padded"), n_networks)
        begins = (builder.mul(length, WORD(number)) for number in numbers)
        moments = [builder.gep(row("moments"), [begin]) for begin in begins]
        changed = [*map(row, ("parameters", "gradients", "alive")), *moments]
        masks = planned("is_weight"), planned("free")
        formula = Formula(builder, STEPS[name], like.type, planned("numbers"), numbers_type.n, t=t)
        given = (
            formula.spread(Value(builder, rate)),
            formula.spread(Value(builder, spread_value(builder, share, 1))),
        )
        end = builder.mul(planned("n_parameters"), n_networks)
        with cgutils.for_range_slice(builder, WORD(0), end, WORD(lanes.n), WORD) as (at, _):
            values = [Value(builder, put.load(each, at, lanes)) for each in (*changed[:3], *masks, *moments)]
            inputs: Any = zip(inputs_of(name), (*values[:5], *given, *values[5:]), strict=False)
            for each, result in zip(changed, formula(**dict(inputs)), strict=True):
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
        _descend_with_decay(like, plan, state, rate, rate / n_accumulated)
        return
    share, longest = 1.0 / n_accumulated, plan.numbers[CLIP_NORM]
    if longest > 0:
        length = _norm(like, state.gradients, plan.free, n_parameters) * share
        if length > longest:
            share *= longest / length
    _step_all(like, plan, state, share, rate, step)


@inlined
def decay_of(plan, rate):
    """The share of a weight that L2 takes from it in a step of SGD."""
    return rate * plan.numbers[PENALTY_RATE] * plan.numbers[SMOOTH]


@inlined
def _descend_with_decay(like, plan, state, rate, share):
    """A step of SGD, with L2 or without: w ← w − share · g, and as far as w is a weight − rate · penalty ·
    w."""
    decay = decay_of(plan, rate)
    for k in range(0, plan.n_parameters, width(like)):
        w = load(like, state.parameters, k)
        down = w - share * load(like, state.gradients, k)
        store(state.parameters, k, down - decay * load(like, plan.is_weight, k) * w)
        store(state.gradients, k, spread(like, 0.0))


@inlined
def descend(like, parameters, gradients, n, rate):
    """w ← w − rate · g for the first n parameters, and nothing else; their gradients are 0 then."""
    for k in range(0, n, width(like)):
        store(parameters, k, load(like, parameters, k) - rate * load(like, gradients, k))
        store(gradients, k, spread(like, 0.0))


@inlined
def _norm(like, gradients, free, n_parameters):
    """The length of a gradient, without what is frozen."""
    squares = spread(like, 0.0)
    for k in range(0, n_parameters, width(like)):
        g = load(like, gradients, k) * load(like, free, k)
        squares = squares + g * g
    return total(squares) ** 0.5
