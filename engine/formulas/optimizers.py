"""Which way a gradient g sends a parameter w: the direction d of the step w ← w − η d.

An optimizer remembers arrays shaped like w, its moments, which are 0 at first; t counts its steps from 1.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.experiment.options import OptimizerName

Array = NDArray[np.floating]
Moments = tuple[Array, ...]


class Optimizer(NamedTuple):
    """`direction` makes d and the new moments from g, the moments, t and the experiment's settings.

    `decays`: the step also takes η · weight_decay · w off every weight.
    """

    n_moments: int
    direction: Callable[[Array, Moments, int, Experiment], tuple[Array, Moments]]
    decays: bool = False


def sgd(g: Array, moments: Moments, t: int, settings: Experiment) -> tuple[Array, Moments]:
    """d = g. Source: H. Robbins, S. Monro, A Stochastic Approximation Method, 1951."""
    return g, ()


def momentum(g: Array, moments: Moments, t: int, settings: Experiment) -> tuple[Array, Moments]:
    """v ← μ v + g, d = v. Source: B. Polyak, Some Methods of Speeding up the Convergence, 1964."""
    v = settings.momentum * moments[0] + g
    return v, (v,)


def nesterov(g: Array, moments: Moments, t: int, settings: Experiment) -> tuple[Array, Moments]:
    """v ← μ v + g, d = g + μ v. Source: I. Sutskever and others, On the Importance of Initialization and
    Momentum, 2013, told for the point looked ahead to, as is usual."""
    v = settings.momentum * moments[0] + g
    return g + settings.momentum * v, (v,)


def rmsprop(g: Array, moments: Moments, t: int, settings: Experiment) -> tuple[Array, Moments]:
    """s ← ρ s + (1 − ρ) g², d = g / (√s + ε). Source: G. Hinton, Neural Networks for Machine Learning,
    lecture 6e, 2012."""
    s = settings.rms_decay * moments[0] + (1 - settings.rms_decay) * g * g
    return g / (np.sqrt(s) + settings.epsilon), (s,)


def adam(g: Array, moments: Moments, t: int, settings: Experiment) -> tuple[Array, Moments]:
    """m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²; without their bias to 0, m̂ = m / (1 − β₁ᵗ) and
    ŝ = s / (1 − β₂ᵗ), d = m̂ / (√ŝ + ε). Source: D. Kingma, J. Ba, Adam, 2015, algorithm 1."""
    beta1, beta2 = settings.beta1, settings.beta2
    m = beta1 * moments[0] + (1 - beta1) * g
    s = beta2 * moments[1] + (1 - beta2) * g * g
    return (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + settings.epsilon), (m, s)


OPTIMIZERS: dict[OptimizerName, Optimizer] = {
    "sgd": Optimizer(0, sgd),
    "momentum": Optimizer(1, momentum),
    "nesterov": Optimizer(1, nesterov),
    "rmsprop": Optimizer(1, rmsprop),
    "adam": Optimizer(2, adam),
    # Adam with a decay beside it. I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, 2019
    "adamw": Optimizer(2, adam, decays=True),
}
