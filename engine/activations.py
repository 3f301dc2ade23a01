"""The nonlinearities a = φ(z) of neurons."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment import ActivationName, ProblemName

Array = NDArray[np.floating]


class Activation(NamedTuple):
    """A nonlinearity a = `of`(z) and its `slope` φ'(z), which every one here can find from a."""

    of: Callable[[Array], Array]
    slope: Callable[[Array], Array]


ACTIVATIONS: dict[ActivationName, Activation] = {
    "relu": Activation(lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),  # slope 0 at z = 0
    "tanh": Activation(np.tanh, lambda a: 1 - a * a),
    # 1 / (1 + exp(-z)), written so that no z overflows
    "sigmoid": Activation(lambda z: 0.5 * (1 + np.tanh(0.5 * z)), lambda a: a * (1 - a)),
    "linear": Activation(lambda z: z, np.ones_like),
}

OUTPUT_ACTIVATIONS: dict[ProblemName, ActivationName] = {"classification": "tanh", "regression": "linear"}
"""The output neuron's activation is decided by the problem."""
