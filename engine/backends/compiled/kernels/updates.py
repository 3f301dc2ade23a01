"""One update of all parameters, as descent.py and optimizers.py say it, with lanes over the parameters."""

from collections.abc import Callable
from functools import partial
from typing import Any

from llvmlite import ir
from numba.core import types

from engine.backends.compiled.bundles import N_TOLD, Told
from engine.backends.compiled.kernels.lanes import (
    as_lanes,
    load,
    load_value,
    spread,
    store,
    store_value,
    total,
    width,
)
from engine.backends.compiled.kernels.maths import sign
from engine.backends.compiled.kernels.rows import called, inlined, intrinsic
from engine.backends.compiled.kernels.values import Value, chosen
from engine.backends.flat import BETA1, BETA2, CLIP_NORM, PENALTY_RATE, RMS_DECAY, SHARP, SMOOTH, code

SGD = code("optimizer", "sgd")

Moved = tuple[Value, Value, Value]


def _momentum(g: Value, v: Value, s: Value, told: Told) -> Moved:
    v = told.momentum * v + g
    return v, v, s


def _nesterov(g: Value, v: Value, s: Value, told: Told) -> Moved:
    v = told.momentum * v + g
    return g + told.momentum * v, v, s


def _rmsprop(g: Value, s: Value, unused: Value, told: Told) -> Moved:
    s = told.rms_decay * s + told.rms_rest * g * g
    return g / (s.by_llvm("sqrt") + told.epsilon), s, unused


def _adam(g: Value, m: Value, s: Value, told: Told) -> Moved:
    m = told.beta1 * m + told.rest_1 * g
    s = told.beta2 * s + told.rest_2 * g * g
    root = (s / told.unbiased_2).by_llvm("sqrt")
    return (m / told.unbiased_1) / (root + told.epsilon), m, s


DIRECTIONS: dict[str, Callable[[Value, Value, Value, Told], Moved]] = {
    "sgd": lambda g, first, second, told: (g, first, second),
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adam,
}
"""The direction and the new moments for each name, from the gradient, both moments and the numbers."""


@intrinsic
def _step_lanes(typing: Any, like: Any, plan: Any, state: Any, told: Any, k: Any) -> Any:
    """The parameters from k on one step further, with everything; their gradients are 0 then."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        def member(bundle: Any, of: Any, name: str) -> Any:
            return builder.extract_value(bundle, of.fields.index(name))

        rows = {
            name: member(args[2], state, name)
            for name in ("parameters", "gradients", "first", "second", "alive")
        } | {name: member(args[1], plan, name) for name in ("is_weight", "free")}
        optimizer = member(args[1], plan, "optimizer")

        def fetch(name: str) -> Value:
            return Value(builder, load_value(context, builder, rows[name], args[4], like))

        def put(name: str, value: Value) -> None:
            store_value(context, builder, rows[name], args[4], like, value.ir)

        numbers = []
        for place in range(N_TOLD):
            number = builder.load(builder.gep(args[3], [ir.IntType(64)(place)]))
            numbers.append(Value(builder, as_lanes(context, builder, number, types.float64, like)))
        after = _after_step(builder, fetch, optimizer, Told(*numbers))
        for name, value in after.items():
            put(name, value)
        return context.get_dummy_value()

    return types.none(like, plan, state, told, types.intp), generate


def _after_step(builder: Any, fetch: Callable[[str], Value], optimizer: Any, told: Told) -> dict[str, Value]:
    """Parameters, moments, gradients and who is alive after a step."""
    w, is_weight, free, alive = fetch("parameters"), fetch("is_weight"), fetch("free"), fetch("alive")
    first, second = fetch("first"), fetch("second")
    smooth = is_weight * told.smooth * w
    g = free.where_more(0.0, fetch("gradients") * told.share, 0.0)

    def moved(name: str) -> tuple[Value, Value, Value, Value]:
        """Direction and moments, and what of L2 is not in the direction: with plain SGD all of it."""
        if name == "sgd":
            return *DIRECTIONS[name](g, first, second, told), smooth
        return *DIRECTIONS[name](g + smooth, first, second, told), smooth.of(0.0)

    d, new_first, new_second, left_over = chosen(
        builder, optimizer, {code("optimizer", name): partial(moved, name) for name in DIRECTIONS}
    )
    down = w - told.rate * (d + is_weight * told.weight_decay * w)
    new = down - told.rate * (left_over + is_weight * told.sharp * sign(w))
    crossed = (down * new).where_less(0.0, is_weight * told.kills, 0.0)
    left = crossed.where_more(0.0, 0.0, alive)
    new = told.kills.where_more(0.0, left.where_more(0.0, new, 0.0), new)
    return {
        "parameters": free.where_more(0.0, new, w),
        "first": free.where_more(0.0, new_first, first),
        "second": free.where_more(0.0, new_second, second),
        "alive": free.where_more(0.0, left, alive),
        "gradients": g.of(0.0),
    }


@inlined
def update(like, plan, state, told, rate, n_accumulated, step):
    """The optimizer's step number `step` with the mean of the accumulated gradients, which are 0 afterwards.
    `told` has room for the numbers of the step."""
    n_parameters = plan.n_parameters
    if plan.is_plain:
        _descend(like, state.parameters, state.gradients, n_parameters, rate / n_accumulated)
        return
    numbers = plan.numbers
    share = 1.0 / n_accumulated
    if numbers[CLIP_NORM] > 0:
        length = _norm(like, state.gradients, plan.free, n_parameters) * share
        if length > numbers[CLIP_NORM]:
            share *= numbers[CLIP_NORM] / length
    told[0] = share
    told[1] = rate
    told[2] = numbers[PENALTY_RATE] * numbers[SMOOTH]
    told[3] = numbers[PENALTY_RATE] * numbers[SHARP]
    told[4] = 1.0 if numbers[SHARP] > 0 else 0.0
    told[5] = 1.0 - numbers[BETA1] ** step
    told[6] = 1.0 - numbers[BETA2] ** step
    told[7] = 1.0 - numbers[RMS_DECAY]
    told[8] = 1.0 - numbers[BETA1]
    told[9] = 1.0 - numbers[BETA2]
    for k in range(6):
        told[10 + k] = numbers[k]
    for k in range(0, n_parameters, width(like)):
        _step_lanes(like, plan, state, told, k)


@inlined
def _descend(like, parameters, gradients, n_parameters, rate):
    """w ← w − rate · g, and nothing else."""
    for k in range(0, n_parameters, width(like)):
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
