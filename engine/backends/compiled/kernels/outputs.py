"""Outputs and their losses for lanes: how wrong the outputs are, and δ = ∂loss/∂z."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numba.core import cgutils, types

from engine.backends.codes import SOFTMAX, code
from engine.backends.compiled.kernels.activations import OUTPUTS, activate_output
from engine.backends.compiled.lanes import maths
from engine.backends.compiled.lanes.formulas import Formula
from engine.backends.compiled.lanes.operations import (
    first_lanes,
    first_of,
    function_of_lanes,
    instructions,
    load,
    spread,
    store,
    total,
    width,
)
from engine.backends.compiled.lanes.rows import called, inlined
from engine.backends.compiled.lanes.values import Value, chosen, where
from engine.backends.formulas import activated, loss_delta
from engine.backends.tracing import Traced, traced
from engine.formulas import losses as formulas
from engine.formulas.activations import ACTIVATIONS, PLAIN
from engine.formulas.functions import Functions
from engine.formulas.losses import LOSSES


def _loss(loss: str, output: str) -> Traced:
    """The loss of an output from its pre-activation z and its target y."""

    def formula(f: Functions, z: Any, y: Any, n: Any) -> Any:
        a = None if output == formulas.SOFTMAX else ACTIVATIONS[output].of(f, z, PLAIN)
        return LOSSES[loss].of(f, z, a, y, n)

    return traced(formula, ["x", "y"])


def _delta(loss: str, output: str) -> Traced:
    """δ of an output from its pre-activation z, or its share of a softmax, and its target y."""

    def formula(f: Functions, x: Any, y: Any, n: Any) -> Any:
        is_softmax = output == formulas.SOFTMAX
        a, slope = (x, None) if is_softmax else activated(output)(f, x, PLAIN)
        return loss_delta(loss)(f, a, y, slope, n)

    return traced(formula, ["x", "y"])


_DELTAS = {loss: {phi: _delta(loss, phi) for phi in outputs} for loss, outputs in OUTPUTS.items()}
_LOSSES = {loss: {phi: _loss(loss, phi) for phi in outputs} for loss, outputs in OUTPUTS.items()}


def _by_loss(builder: Any, loss: Any, phi: Any, table: Any, loop: Callable[[Traced], None]) -> None:
    """Puts down a loop for each formula in a `table`, of a loss and an activation that goes with it; the one
    that is asked for is run. So both are looked up once for all points."""

    def put_loop(each: Traced) -> tuple[Value, ...]:
        loop(each)
        return ()

    def by_activation(name: str) -> tuple[Value, ...]:
        cases = {code("activation", output): partial(put_loop, each) for output, each in table[name].items()}
        return chosen(builder, phi, cases)

    chosen(builder, loss, {code("loss", name): partial(by_activation, name) for name in table})


@instructions(
    lambda like, loss, phi, numbers, z, at, end, y, y_at: types.none(
        like, types.intp, types.intp, numbers, z, types.intp, types.intp, y, types.intp
    )
)
def put_losses(
    put: Any, like: Any, loss: Any, phi: Any, numbers: Any, z: Any, at: Any, end: Any, y: Any, y_at: Any
) -> None:
    """Puts the loss of an output for all points, see `_loss`, in the place of its pre-activations z."""
    builder, lanes, n = put.builder, put.types[0], put.types[3].n
    ahead = builder.sub(y_at, at)

    def loop(each: Traced) -> None:
        formula = Formula(builder, each, like.type, numbers, n)
        with cgutils.for_range_slice(builder, at, end, at.type(lanes.n), at.type) as (index, _):
            x = Value(builder, put.load(z, index, lanes))
            target = Value(builder, put.load(y, builder.add(index, ahead), lanes))
            put.store(z, index, lanes, formula(x=x, y=target)[0].ir)

    _by_loss(builder, loss, phi, _LOSSES, loop)


@instructions(
    lambda like, loss, phi, numbers, z, at, end, y, y_at, n_points, delta: types.none(
        like, types.intp, types.intp, numbers, z, types.intp, types.intp, y, types.intp, types.intp, delta
    )
)
def put_deltas(
    put: Any,
    like: Any,
    loss: Any,
    phi: Any,
    numbers: Any,
    z: Any,
    at: Any,
    end: Any,
    y: Any,
    y_at: Any,
    n_points: Any,
    delta: Any,
) -> None:
    """Puts δ of an output for all points, see `_delta`, into `delta`, at the same places as z; 0 beyond the
    first n_points."""
    builder, lanes, n = put.builder, put.types[0], put.types[3].n
    ahead, beyond = builder.sub(y_at, at), builder.add(at, n_points)

    def loop(each: Traced) -> None:
        formula = Formula(builder, each, like.type, numbers, n)
        with cgutils.for_range_slice(builder, at, end, at.type(lanes.n), at.type) as (index, _):
            x = Value(builder, put.load(z, index, lanes))
            target = Value(builder, put.load(y, builder.add(index, ahead), lanes))
            (result,) = formula(x=x, y=target)
            put.store(delta, index, lanes, first_of(builder, result.ir, builder.sub(beyond, index)))

    _by_loss(builder, loss, phi, _DELTAS, loop)


_exp = function_of_lanes(maths.exp_of_negative)
logarithm = function_of_lanes(maths.log)


@instructions(lambda x, y: x(x, y))
def _larger(put: Any, x: Any, y: Any) -> Any:
    """The larger of the two; y if one of them is no number."""
    one, other = (Value(put.builder, each) for each in (x, y))
    return where(one > other, one, other).ir


@instructions(lambda x, y, a, b: x(x, y, a, b))
def _where_larger(put: Any, x: Any, y: Any, a: Any, b: Any) -> Any:
    """a where x is larger than y, else b."""
    x, y, a, b = (Value(put.builder, each) for each in (x, y, a, b))
    return where(x > y, a, b).ir


_above_0 = function_of_lanes(maths.step)


@instructions(lambda x, y: x(x, y))
def _equal(put: Any, x: Any, y: Any) -> Any:
    """1 where x and y, two whole numbers, are equal, else 0."""
    x, y = (Value(put.builder, each) for each in (x, y))
    return where(x < y, 0.0, where(x > y, 0.0, x.of(1.0))).ir


@inlined
def exponentials(like, z, at, n_out, stride, e):
    """Puts exp(z − max z) of a tile of points into e, at the same place; returns the maximum and the sum over
    the outputs."""
    end = at + n_out * stride
    most = load(like, z, at)
    for k in range(at + stride, end, stride):
        most = _larger(most, load(like, z, k))
    shares = spread(like, 0.0)
    for k in range(at, end, stride):
        share = _exp(load(like, z, k) - most)
        store(e, k, share)
        shares = shares + share
    return most, shares


@called
def activate_outputs(like, phi, numbers, n_out, z, at, stride):
    """Puts the activations of the outputs in the place of their pre-activations z (n_out, stride)."""
    if phi != SOFTMAX:
        activate_output(like, phi, numbers, z, z, z, at, at + n_out * stride)
        return
    for t in range(at, at + stride, width(like)):
        _, shares = exponentials(like, z, t, n_out, stride, z)
        for k in range(t, t + n_out * stride, stride):
            store(z, k, load(like, z, k) / shares)


@inlined
def output_delta(like, loss, phi, numbers, z, at, n_out, stride, n_points, y, y_at, y_stride, delta):
    """δ = ∂loss/∂z for z (n_out, stride), into `delta` at the same place; 0 beyond the first n_points."""
    x = z
    if phi == SOFTMAX:
        x = delta
        for t in range(at, at + stride, width(like)):
            _, shares = exponentials(like, z, t, n_out, stride, delta)
            for k in range(t, t + n_out * stride, stride):
                store(delta, k, load(like, delta, k) / shares)
    for k in range(n_out):
        row = at + k * stride
        put_deltas(like, loss, phi, numbers, x, row, row + stride, y, y_at + k * y_stride, n_points, delta)


@inlined
def summed_loss(like, loss, phi, numbers, z, at, n_out, stride, n_points, y, y_at, y_stride, room):
    """The loss of outputs with pre-activations z (n_out, stride), summed over them and the first n_points.
    Nothing is left of z; a softmax takes as much `room` for its shares."""
    sums = spread(like, 0.0)
    if phi == SOFTMAX:
        for t in range(0, stride, width(like)):
            most, shares = exponentials(like, z, at + t, n_out, stride, room)
            sums = sums + first_lanes(most + logarithm(shares), n_points - t)
    for k in range(n_out):
        row = at + k * stride
        put_losses(like, loss, phi, numbers, z, row, row + stride, y, y_at + k * y_stride)
        for t in range(0, stride, width(like)):
            sums = sums + first_lanes(load(like, z, row + t), n_points - t)
    return total(sums)


@called
def right_lanes(like, z, at, n_out, stride, y, y_at, y_stride):
    """`right_ones` of a tile: 1 in each lane that is told right, else 0."""
    if n_out == 1:
        return _equal(_above_0(load(like, z, at)), _above_0(load(like, y, y_at)))
    most, truest = load(like, z, at), load(like, y, y_at)
    said, true = spread(like, 0.0), spread(like, 0.0)
    for k in range(1, n_out):
        here, target, number = (
            load(like, z, at + k * stride),
            load(like, y, y_at + k * y_stride),
            spread(like, k),
        )
        said, true = _where_larger(here, most, number, said), _where_larger(target, truest, number, true)
        most, truest = _larger(here, most), _larger(target, truest)
    return _equal(said, true)


@inlined
def right_ones(z, at, n_out, stride, n_points, y, y_at, y_stride):
    """For how many points the outputs, by their pre-activations z (n_out, stride) or their shares, speak for
    the class of the targets: the first that is greatest, or of an only output the side of 0."""
    result = 0
    for t in range(n_points):
        if n_out == 1:
            result += (z[at + t] > 0) == (y[y_at + t] > 0)
            continue
        said, true = 0, 0
        for k in range(1, n_out):
            if z[at + k * stride + t] > z[at + said * stride + t]:
                said = k
            if y[y_at + k * y_stride + t] > y[y_at + true * y_stride + t]:
                true = k
        result += said == true
    return result
