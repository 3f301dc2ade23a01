"""Activations and losses of single numbers on the GPU: the formulas of activations.py and losses.py.

A kernel in single precision must not meet a number in double precision, or it computes with that; so the
functions are made for one precision each, with all their constants in it.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from numba import cuda

from engine.backends.flat import code
from engine.formulas import activations

NAMES = (
    "relu", "tanh", "sigmoid", "linear", "leaky-relu", "elu", "gelu", "silu", "softplus", "sine", "saturated",
)  # fmt: skip
RELU, TANH, SIGMOID, LINEAR, LEAKY_RELU, ELU, GELU, SILU, SOFTPLUS, SINE, SATURATED = (
    code("activation", name) for name in NAMES
)
SQUARE, ABSOLUTE, HUBER, HINGE = (code("loss", name) for name in ("square", "absolute", "huber", "hinge"))


class Maths(NamedTuple):
    """For one neuron: `activated`(code, steepness, z) → (φ(z), φ'(z)); for one output: `loss`(code,
    huber_delta, z, a, y) and `delta`(code, huber_delta, a, y, φ'). Softmax is not among them."""

    activated: Callable[..., Any]
    loss: Callable[..., Any]
    delta: Callable[..., Any]


@cache
def maths_in(real: Any) -> Maths:
    """The functions of one precision, np.float32 or np.float64."""
    zero, half, one, three = real(0), real(0.5), real(1), real(3)
    leak = real(activations.LEAK)
    root, cubic = real(math.sqrt(2 / math.pi)), real(0.044715)

    @cuda.jit(device=True)
    def sigmoid(z):
        return half * (one + math.tanh(half * z))

    @cuda.jit(device=True)
    def softplus(z):
        positive = zero if z < zero else z
        return positive + math.log1p(math.exp(-abs(z)))

    @cuda.jit(device=True)
    def activated(phi, k, z):
        if phi == TANH:
            a = math.tanh(z)
            return a, one - a * a
        if phi == RELU:
            a = zero if z <= zero else z
            return a, one if a > zero else zero
        if phi == SIGMOID:
            a = sigmoid(k * z)
            return a, k * a * (one - a)
        if phi == LINEAR:
            return z, one
        if phi == LEAKY_RELU:
            return (z, one) if z > zero else (leak * z, leak)
        if phi == ELU:
            if z > zero:
                return z, one
            a = math.expm1(z)
            return a, a + one
        if phi == GELU:
            t = math.tanh(root * (z + cubic * z * z * z))
            slope = half * (one + t) + half * z * (one - t * t) * root * (one + three * cubic * z * z)
            return half * z * (one + t), slope
        if phi == SILU:
            s = sigmoid(z)
            a = z * s
            return a, s + a * (one - s)
        if phi == SOFTPLUS:
            return softplus(z), sigmoid(z)
        if phi == SINE:
            return math.sin(z), math.cos(z)
        if phi == SATURATED:
            inside = one if abs(z) < one else zero
            return (-one if z < -one else one if z > one else z), inside
        s = sigmoid(z)  # the step
        return (one if z > zero else zero), s * (one - s)

    @cuda.jit(device=True)
    def loss(kind, huber_delta, z, a, y):
        error = a - y
        if kind == SQUARE:
            return half * error * error
        if kind == ABSOLUTE:
            return abs(error)
        if kind == HUBER:
            error = abs(error)
            if error <= huber_delta:
                return half * error * error
            return huber_delta * (error - half * huber_delta)
        if kind == HINGE:
            missing = one - y * a
            return zero if missing < zero else missing
        return softplus(z) - y * z  # binary cross-entropy

    @cuda.jit(device=True)
    def delta(kind, huber_delta, a, y, slope):
        error = a - y
        if kind == SQUARE:
            return error * slope
        if kind == ABSOLUTE:
            return (one if error > zero else -one if error < zero else error) * slope
        if kind == HUBER:
            error = -huber_delta if error < -huber_delta else huber_delta if error > huber_delta else error
            return error * slope
        if kind == HINGE:
            return (-y if y * a < one else zero) * slope
        return error  # the cross-entropies, with the slope of their output

    return Maths(activated, loss, delta)
