"""What single numbers become on the GPU: activations, losses, what chance decides. As in activations.py,
outputs.py, losses.py and chance.py, of which these are the formulas once more.

A kernel in single precision must not meet a number in double precision, or it computes with that; so the
functions are made for one precision each, with all their constants in it. Places and words of chance are
unsigned: of signed ones Numba asks at each look into an array whether they count from its end, and an
unsigned and a signed number together make a floating one.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

from engine.backends.flat import code
from engine.formulas import activations
from engine.learning import chance

NAMES = (
    "relu", "tanh", "sigmoid", "linear", "leaky-relu", "elu", "gelu", "silu", "softplus", "sine", "saturated",
)  # fmt: skip
RELU, TANH, SIGMOID, LINEAR, LEAKY_RELU, ELU, GELU, SILU, SOFTPLUS, SINE, SATURATED = (
    code("activation", name) for name in NAMES
)
SQUARE, ABSOLUTE, HUBER, HINGE = (code("loss", name) for name in ("square", "absolute", "huber", "hinge"))

ZERO, ONE = np.uint64(0), np.uint64(1)
STRIDE = np.uint64(chance.STRIDE)
MIXER_0, MIXER_1 = (np.uint64(mixer) for mixer in chance.MIXERS)
SHIFT_0, SHIFT_1, SHIFT_2, BITS_LOST, WORD = (np.uint64(n) for n in (30, 27, 31, 11, 64))
SHARE = 2.0**-53


class Maths(NamedTuple):
    """For one neuron: `activated`(code, steepness, z) → (φ(z), φ'(z)); for one output: `loss`(code,
    huber_delta, z, a, y) and `delta`(code, huber_delta, a, y, φ'). Softmax is not among them."""

    activated: Callable[..., Any]
    loss: Callable[..., Any]
    delta: Callable[..., Any]


@cache
def maths_in(real: Any) -> Maths:
    """The functions of one precision, np.float32 or np.float64."""
    nought, half, one, three = real(0), real(0.5), real(1), real(3)
    leak = real(activations.LEAK)
    root, cubic = real(math.sqrt(2 / math.pi)), real(0.044715)

    @cuda.jit(device=True)
    def sigmoid(z):
        return half * (one + math.tanh(half * z))

    @cuda.jit(device=True)
    def softplus(z):
        positive = nought if z < nought else z
        return positive + math.log1p(math.exp(-abs(z)))

    @cuda.jit(device=True)
    def activated(phi, k, z):
        if phi == TANH:
            a = math.tanh(z)
            return a, one - a * a
        if phi == RELU:
            a = nought if z <= nought else z
            return a, one if a > nought else nought
        if phi == SIGMOID:
            a = sigmoid(k * z)
            return a, k * a * (one - a)
        if phi == LINEAR:
            return z, one
        if phi == LEAKY_RELU:
            return (z, one) if z > nought else (leak * z, leak)
        if phi == ELU:
            if z > nought:
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
            inside = one if abs(z) < one else nought
            return (-one if z < -one else one if z > one else z), inside
        s = sigmoid(z)  # the step
        return (one if z > nought else nought), s * (one - s)

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
            return nought if missing < nought else missing
        return softplus(z) - y * z  # binary cross-entropy

    @cuda.jit(device=True)
    def delta(kind, huber_delta, a, y, slope):
        error = a - y
        if kind == SQUARE:
            return error * slope
        if kind == ABSOLUTE:
            return (one if error > nought else -one if error < nought else error) * slope
        if kind == HUBER:
            error = -huber_delta if error < -huber_delta else huber_delta if error > huber_delta else error
            return error * slope
        if kind == HINGE:
            return (-y if y * a < one else nought) * slope
        return error  # the cross-entropies, with the slope of their output

    return Maths(activated, loss, delta)


@cuda.jit(device=True)
def mixed(bits):
    """See `chance.mixed`."""
    bits = (bits ^ (bits >> SHIFT_0)) * MIXER_0
    bits = (bits ^ (bits >> SHIFT_1)) * MIXER_1
    return bits ^ (bits >> SHIFT_2)


@cuda.jit(device=True)
def hashed(key, number):
    """See `chance.hashed`, for one number."""
    return mixed(key + (number + ONE) * STRIDE)


@cuda.jit(device=True)
def uniform(key, index):
    """Number `index` of `chance.uniform`."""
    return np.float64(hashed(key, index) >> BITS_LOST) * SHARE


@cuda.jit(device=True)
def keys_of_rounds(key):
    """The keys of an epoch's rounds, from the epoch's own."""
    return (
        hashed(key, np.uint64(0)), hashed(key, np.uint64(1)), hashed(key, np.uint64(2)),
        hashed(key, np.uint64(3)), hashed(key, np.uint64(4)), hashed(key, np.uint64(5)),
    )  # fmt: skip


@cuda.jit(device=True)
def visited(index, n_points, half_bits, keys):
    """Which point is visited at `index` of the epoch with these keys: see `Chance.order`."""
    low = (ONE << half_bits) - ONE
    while True:
        left, right = index >> half_bits, index & low
        for key in keys:
            left, right = right, left ^ (mixed(right + key) >> (WORD - half_bits))
        index = left << half_bits | right
        if index < n_points:
            return index
