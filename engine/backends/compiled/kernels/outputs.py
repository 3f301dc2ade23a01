"""The outputs and losses of outputs.py and losses.py for lanes: how wrong the outputs are, and their δ."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numba.core import types

from engine.backends.compiled.kernels.activations import activate
from engine.backends.compiled.kernels.lanes import as_lanes, first_lanes, load, spread, store, total, width
from engine.backends.compiled.kernels.maths import exp_of_negative, sigmoid, sign, softplus, tanh
from engine.backends.compiled.kernels.rows import called, inlined, intrinsic
from engine.backends.compiled.kernels.values import Value, chosen
from engine.backends.flat import SOFTMAX, code

Loss = Callable[[Value, Value, Value], tuple[Value, Value]]


def _huber(a: Value, y: Value, delta: Value) -> tuple[Value, Value]:
    error = (a - y).by_llvm("fabs")
    straight = delta * (error - 0.5 * delta)
    upper = (a - y).where_more(delta, delta, a - y)
    return error.where_at_most(delta, 0.5 * error * error, straight), upper.where_less(-delta, -delta, upper)


def _hinge(a: Value, y: Value, delta: Value) -> tuple[Value, Value]:
    margin = 1.0 - y * a
    return margin.where_less(0.0, 0.0, margin), margin.where_more(0.0, -y, 0.0)


LOSSES: dict[str, Loss] = {
    "square": lambda a, y, delta: (0.5 * (a - y) * (a - y), a - y),
    "absolute": lambda a, y, delta: ((a - y).by_llvm("fabs"), sign(a - y)),
    "huber": _huber,
    "hinge": _hinge,
}
"""Loss and slope for each name, from a, y and Huber's δ."""

OUTPUTS: dict[str, Callable[[Value], tuple[Value, Callable[[Value], Value]]]] = {
    "tanh": lambda z: (tanh(z), lambda a: 1.0 - a * a),
    "linear": lambda z: (z, lambda a: a.of(1.0)),
}
"""The activation of an output, and its slope, where a loss compares numbers."""


def _logistic(z: Value, y: Value) -> tuple[Value, Value]:
    """Loss and δ of the binary cross-entropy."""
    return softplus(z) - y * z, sigmoid(z) - y


def _of_numbers(z: Value, y: Value, delta: Value, phi: str, loss: str) -> tuple[Value, Value]:
    """Loss and δ of a loss that compares numbers."""
    a, slope = OUTPUTS[phi](z)
    of, loss_slope = LOSSES[loss](a, y, delta)
    return of, loss_slope * slope(a)


def _judge(place: int) -> Any:
    """A function for kernels from pre-activations and targets of an output that is no softmax: its loss
    (`place` 0) or its δ (1)."""

    @intrinsic
    def judge(typing: Any, z: Any, y: Any, loss: Any, phi: Any, huber_delta: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            potential, target = Value(builder, args[0]), Value(builder, args[1])
            delta = Value(builder, as_lanes(context, builder, args[4], sig.args[4], z))

            def logistic() -> tuple[Value, ...]:
                return (_logistic(potential, target)[place],)

            def compared(phi_name: str, name: str) -> tuple[Value, ...]:
                return (_of_numbers(potential, target, delta, phi_name, name)[place],)

            def by_loss(phi_name: str) -> tuple[Value, ...]:
                cases = {code("loss", name): partial(compared, phi_name, name) for name in LOSSES}
                return chosen(builder, args[2], cases)

            outputs: dict[int, Callable[[], tuple[Value, ...]]] = {
                code("activation", name): partial(by_loss, name) for name in OUTPUTS
            }
            outputs[code("activation", "sigmoid")] = logistic
            return chosen(builder, args[3], outputs)[0].ir

        return z(z, y, types.intp, types.intp, types.float64), generate

    return judge


_loss = _judge(0)
_delta = _judge(1)


@intrinsic
def _exp(typing: Any, x: Any) -> Any:
    return x(x), lambda context, builder, sig, args: exp_of_negative(Value(builder, args[0])).ir


@intrinsic
def _logarithm(typing: Any, x: Any) -> Any:
    return x(x), lambda context, builder, sig, args: Value(builder, args[0]).by_llvm("log").ir


@intrinsic
def _larger(typing: Any, x: Any, y: Any) -> Any:
    """The larger of the two; y if one of them is no number."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        one, other = (Value(builder, arg) for arg in args)
        return one.where_more(other, one, other).ir

    return x(x, y), generate


@called
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
def activate_outputs(like, phi, n_out, z, slopes, at, stride):
    """Puts the activations of the outputs in the place of their pre-activations z (n_out, stride)."""
    if phi != SOFTMAX:
        activate(like, phi, 1.0, z, slopes, at, at + n_out * stride)
        return
    for t in range(at, at + stride, width(like)):
        _, shares = exponentials(like, z, t, n_out, stride, z)
        for k in range(t, t + n_out * stride, stride):
            store(z, k, load(like, z, k) / shares)


@inlined
def output_delta(like, loss, phi, huber_delta, z, at, n_out, stride, n_points, y, y_at, y_stride, delta):
    """δ = ∂loss/∂z for z (n_out, stride), into `delta` at the same place; 0 beyond the first n_points."""
    for t in range(0, stride, width(like)):
        shares = spread(like, 1.0)
        if phi == SOFTMAX:
            _, shares = exponentials(like, z, at + t, n_out, stride, delta)
        for k in range(n_out):
            to = at + k * stride + t
            target = load(like, y, y_at + k * y_stride + t)
            if phi == SOFTMAX:
                d = load(like, delta, to) / shares - target
            else:
                d = _delta(load(like, z, to), target, loss, phi, huber_delta)
            store(delta, to, first_lanes(d, n_points - t))


@called
def losses(like, loss, phi, huber_delta, z, at, n_out, stride, y, y_at, y_stride):
    """The loss of the outputs with pre-activations z (n_out, stride), summed over them, for a tile."""
    here = spread(like, 0.0)
    for k in range(n_out):
        target = load(like, y, y_at + k * y_stride)
        potential = load(like, z, at + k * stride)
        if phi == SOFTMAX:
            here = here - target * potential
        else:
            here = here + _loss(potential, target, loss, phi, huber_delta)
    if phi == SOFTMAX:
        most, shares = exponentials(like, z, at, n_out, stride, z)
        here = here + (most + _logarithm(shares))
    return here


@called
def summed_loss(like, loss, phi, huber_delta, z, at, n_out, stride, n_points, y, y_at, y_stride):
    """The loss of outputs with pre-activations z (n_out, stride), summed over them and the first n_points."""
    result = 0.0
    for t in range(0, stride, width(like)):
        here = losses(like, loss, phi, huber_delta, z, at + t, n_out, stride, y, y_at + t, y_stride)
        result += total(first_lanes(here, n_points - t))
    return result
