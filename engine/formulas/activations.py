"""The nonlinearities a = φ(z) of neurons."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.options import ActivationName

Array = NDArray[np.floating]


class Activation(NamedTuple):
    """A nonlinearity a = `of`(z) and its slope φ'(z). `slope` gets z and a, and uses the handier one.

    `surrogate`: what the slope really is, where learning needs another than φ's own; else empty.
    """

    of: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    surrogate: str = ""


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + exp(-z)), written so that no z overflows."""
    a: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return a


def softplus(z: Array) -> Array:
    """ln(1 + exp(z)), written so that no z overflows."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


LEAK = 0.01  # what a leaky ReLU lets through of a negative z


def _elu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0, 1, a + 1)


_GELU_ROOT = math.sqrt(2 / math.pi)
_GELU_CUBIC = 0.044715


def _gelu(z: Array) -> Array:
    a: Array = 0.5 * z * (1 + np.tanh(_GELU_ROOT * (z + _GELU_CUBIC * z * z * z)))
    return a


def _gelu_slope(z: Array, a: Array) -> Array:
    t: Array = np.tanh(_GELU_ROOT * (z + _GELU_CUBIC * z * z * z))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * _GELU_ROOT * (1 + 3 * _GELU_CUBIC * z * z)


def _silu_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return s + a * (1 - s)


def _step_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return s * (1 - s)


ACTIVATIONS: dict[ActivationName, Activation] = {
    "relu": Activation(lambda z: np.maximum(z, 0), lambda z, a: (a > 0).astype(a.dtype)),  # slope 0 at z = 0
    "tanh": Activation(np.tanh, lambda z, a: 1 - a * a),
    "sigmoid": Activation(sigmoid, lambda z, a: a * (1 - a)),
    "linear": Activation(lambda z: z, lambda z, a: np.ones_like(a)),
    # A. Maas and others, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013
    "leaky-relu": Activation(
        lambda z: np.where(z > 0, z, LEAK * z), lambda z, a: np.where(z > 0, 1, LEAK).astype(a.dtype)
    ),
    # D. Clevert and others, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2016; α = 1
    "elu": Activation(lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), _elu_slope),
    # D. Hendrycks, K. Gimpel, Gaussian Error Linear Units, 2016: their approximation by tanh
    "gelu": Activation(_gelu, _gelu_slope),
    # P. Ramachandran and others, Searching for Activation Functions, 2017: z σ(z), also called swish
    "silu": Activation(lambda z: z * sigmoid(z), _silu_slope),
    # C. Dugas and others, Incorporating Second-Order Functional Knowledge, 2001
    "softplus": Activation(softplus, lambda z, a: sigmoid(z)),
    "sine": Activation(np.sin, lambda z, a: np.cos(z)),
    "saturated": Activation(lambda z: np.clip(z, -1, 1), lambda z, a: (np.abs(z) < 1).astype(a.dtype)),
    # F. Rosenblatt's perceptron, 1958. Its own slope is 0 everywhere, so that nothing would be learnt.
    "step": Activation(
        lambda z: (z > 0).astype(z.dtype),
        _step_slope,
        surrogate="The step has slope 0 everywhere; it learns with the slope of the sigmoid, σ(z)(1 − σ(z)).",
    ),
}


def activation_of(name: ActivationName, steepness: float = 1.0) -> Activation:
    """The activation of this name; a sigmoid may be steeper: σ(kz) with k = `steepness`."""
    if name != "sigmoid" or steepness == 1:
        return ACTIVATIONS[name]
    return Activation(lambda z: sigmoid(steepness * z), lambda z, a: steepness * a * (1 - a))


def activation_curve(
    name: ActivationName, steepness: float = 1.0, reach: float = 5.0, n_points: int = 101
) -> tuple[Array, Array, Array]:
    """(z, φ(z), slope(z)) for z from -reach to reach, each of shape (n_points,): for drawing."""
    phi = activation_of(name, steepness)
    z = np.linspace(-reach, reach, n_points)
    a = phi.of(z)
    return z, a, phi.slope(z, a)
