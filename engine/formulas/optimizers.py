"""Which way a gradient g sends a parameter w: the direction d of the step w ← w − η d.

An optimizer keeps arrays shaped like w, its moments, which are 0 at first; t counts its steps from 1.
See functions.py for how a formula is written.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.formulas.functions import Functions, Number

MOMENTUM = Number("momentum", 0.9, 0, 0.999, "momentum")
RMS_DECAY = Number("rms_decay", 0.9, 0, 0.999, "rmsDecay")
BETA1 = Number("beta1", 0.9, 0, 0.9999, "beta1")
BETA2 = Number("beta2", 0.999, 0, 0.9999, "beta2")
EPSILON = Number("epsilon", 1e-8, 1e-12, 1, "epsilon")
WEIGHT_DECAY = Number("weight_decay", 0.01, 0, 10, "weightDecay")

Moments = tuple[Any, ...]


class Optimizer(NamedTuple):
    """`direction`(f, g, moments, t, n) makes d and the new moments.

    `decays`: the step also takes η · weight_decay · w off every weight.
    """

    n_moments: int
    direction: Callable[[Functions, Any, Moments, Any, Any], tuple[Any, Moments]]
    numbers: tuple[Number, ...] = ()
    decays: bool = False


def sgd(f: Functions, g: Any, moments: Moments, t: Any, n: Any) -> tuple[Any, Moments]:
    """d = g. Source: H. Robbins, S. Monro, A Stochastic Approximation Method, 1951."""
    return g, ()


def momentum(f: Functions, g: Any, moments: Moments, t: Any, n: Any) -> tuple[Any, Moments]:
    """v ← μ v + g, d = v. Source: B. Polyak, Some Methods of Speeding up the Convergence, 1964."""
    v = n.momentum * moments[0] + g
    return v, (v,)


def nesterov(f: Functions, g: Any, moments: Moments, t: Any, n: Any) -> tuple[Any, Moments]:
    """v ← μ v + g, d = g + μ v. Source: I. Sutskever and others, On the Importance of Initialization and
    Momentum, 2013, written for the point looked ahead to, as is usual."""
    v = n.momentum * moments[0] + g
    return g + n.momentum * v, (v,)


def rmsprop(f: Functions, g: Any, moments: Moments, t: Any, n: Any) -> tuple[Any, Moments]:
    """s ← ρ s + (1 − ρ) g², d = g / (√s + ε). Source: G. Hinton, Neural Networks for Machine Learning,
    lecture 6e, 2012."""
    s = n.rms_decay * moments[0] + (1 - n.rms_decay) * g * g
    return g / (f.sqrt(s) + n.epsilon), (s,)


def adam(f: Functions, g: Any, moments: Moments, t: Any, n: Any) -> tuple[Any, Moments]:
    """m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²; without their bias to 0, m̂ = m / (1 − β₁ᵗ) and
    ŝ = s / (1 − β₂ᵗ), d = m̂ / (√ŝ + ε). Source: D. Kingma, J. Ba, Adam, 2015, algorithm 1."""
    m = n.beta1 * moments[0] + (1 - n.beta1) * g
    s = n.beta2 * moments[1] + (1 - n.beta2) * g * g
    return (m / (1 - n.beta1**t)) / (f.sqrt(s / (1 - n.beta2**t)) + n.epsilon), (m, s)


OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(0, sgd),
    "momentum": Optimizer(1, momentum, (MOMENTUM,)),
    "nesterov": Optimizer(1, nesterov, (MOMENTUM,)),
    "rmsprop": Optimizer(1, rmsprop, (RMS_DECAY, EPSILON)),
    "adam": Optimizer(2, adam, (BETA1, BETA2, EPSILON)),
    # Adam with a decay beside it. I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, 2019
    "adamw": Optimizer(2, adam, (BETA1, BETA2, EPSILON, WEIGHT_DECAY), decays=True),
}
