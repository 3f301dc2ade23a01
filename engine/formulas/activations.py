"""The nonlinearities a = φ(z) of neurons. See functions.py for how a formula is written."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.formulas.functions import NUMPY, Functions, Number, defaults_of, numbers_in

Array = NDArray[np.floating]

STEEPNESS = Number("steepness", 1.0, 0.1, 20, "steepness")

LEAK = 0.01  # what a leaky ReLU lets through of a negative z
GELU_ROOT = math.sqrt(2 / math.pi)
GELU_CUBIC = 0.044715


class ActivationFormula(NamedTuple):
    """A nonlinearity a = `of`(f, z, n) and its slope φ'(z) = `slope`(f, z, a, n), which uses the handier of z
    and a. `surrogate`: what the slope really is, where learning needs another than φ's own; else empty.
    """

    of: Callable[[Functions, Any, Any], Any]
    slope: Callable[[Functions, Any, Any, Any], Any]
    numbers: tuple[Number, ...] = ()
    surrogate: str = ""


def _gelu_tanh(f: Functions, z: Any) -> Any:
    return f.tanh(GELU_ROOT * (z + GELU_CUBIC * z * z * z))


def _gelu_slope(f: Functions, z: Any, a: Any, n: Any) -> Any:
    t = _gelu_tanh(f, z)
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * GELU_ROOT * (1 + 3 * GELU_CUBIC * z * z)


def _silu_slope(f: Functions, z: Any, a: Any, n: Any) -> Any:
    s = f.sigmoid(z)
    return s + a * (1 - s)


def _step_slope(f: Functions, z: Any, a: Any, n: Any) -> Any:
    s = f.sigmoid(z)
    return s * (1 - s)


ACTIVATIONS: dict[str, ActivationFormula] = {
    "relu": ActivationFormula(lambda f, z, n: f.maximum(z, 0), lambda f, z, a, n: f.step(a)),
    "tanh": ActivationFormula(lambda f, z, n: f.tanh(z), lambda f, z, a, n: 1 - a * a),
    # σ(kz) with k = `steepness`
    "sigmoid": ActivationFormula(
        lambda f, z, n: f.sigmoid(n.steepness * z),
        lambda f, z, a, n: n.steepness * a * (1 - a),
        numbers=(STEEPNESS,),
    ),
    "linear": ActivationFormula(lambda f, z, n: z, lambda f, z, a, n: f.ones_like(z)),
    # A. Maas and others, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013
    "leaky-relu": ActivationFormula(
        lambda f, z, n: f.where(z > 0, z, LEAK * z), lambda f, z, a, n: f.where(z > 0, f.ones_like(z), LEAK)
    ),
    # D. Clevert and others, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2016; α = 1
    "elu": ActivationFormula(
        lambda f, z, n: f.where(z > 0, z, f.expm1(f.minimum(z, 0))),
        lambda f, z, a, n: f.where(z > 0, 1, a + 1),
    ),
    # D. Hendrycks, K. Gimpel, Gaussian Error Linear Units, 2016: their approximation by tanh
    "gelu": ActivationFormula(lambda f, z, n: 0.5 * z * (1 + _gelu_tanh(f, z)), _gelu_slope),
    # P. Ramachandran and others, Searching for Activation Functions, 2017: z σ(z), also called swish
    "silu": ActivationFormula(lambda f, z, n: z * f.sigmoid(z), _silu_slope),
    # C. Dugas and others, Incorporating Second-Order Functional Knowledge, 2001
    "softplus": ActivationFormula(lambda f, z, n: f.softplus(z), lambda f, z, a, n: f.sigmoid(z)),
    "sine": ActivationFormula(lambda f, z, n: f.sin(z), lambda f, z, a, n: f.cos(z)),
    "saturated": ActivationFormula(
        lambda f, z, n: f.minimum(f.maximum(z, -1), 1), lambda f, z, a, n: f.step(1 - f.abs(z))
    ),
    # F. Rosenblatt's perceptron, 1958. Its own slope is 0 everywhere, so that nothing would be learnt.
    "step": ActivationFormula(
        lambda f, z, n: f.step(z),
        _step_slope,
        surrogate="The step has slope 0 everywhere; it learns with the slope of the sigmoid, σ(z)(1 − σ(z)).",
    ),
}

PLAIN = defaults_of(numbers_in(ACTIVATIONS))
"""The numbers of activations at their defaults, as the output's activation has them."""


class Activation(NamedTuple):
    """A nonlinearity for NumPy: a = `of`(z), and its slope φ'(z) = `slope`(z, a)."""

    of: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


def activation_of(name: str, n: Any = PLAIN) -> Activation:
    """The activation of this name with these numbers, such as those of an experiment."""
    formula = ACTIVATIONS[name]
    return Activation(lambda z: formula.of(NUMPY, z, n), lambda z, a: formula.slope(NUMPY, z, a, n))


def activation_curve(
    name: str, n: Any = PLAIN, reach: float = 5.0, n_points: int = 101
) -> tuple[Array, Array, Array]:
    """(z, φ(z), slope(z)) for z from -reach to reach, each of shape (n_points,): for drawing."""
    phi = activation_of(name, n)
    z = np.linspace(-reach, reach, n_points)
    a = phi.of(z)
    return z, a, phi.slope(z, a)
