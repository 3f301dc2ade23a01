"""Layers updated step by step, for tests."""

import numpy as np

from engine.experiment.experiment import Experiment
from engine.learning.descent import Frozen, LayerMoments, initial_moments, updated
from engine.network.network import Layer, Mask, all_alive


class Run:
    """Layers and all that an update changes of them."""

    def __init__(
        self, settings: Experiment, layers: tuple[Layer, ...], frozen: tuple[Frozen, ...] = ()
    ) -> None:
        self.settings, self.layers, self.frozen = settings, layers, frozen
        self.dead: tuple[Mask, ...] = all_alive(layers)
        self.moments: tuple[LayerMoments, ...] = initial_moments(layers, settings)
        self.t = 0

    def step(self, gradients: tuple[Layer, ...], rate: float = 0.1, n_penalised: int | None = None) -> None:
        self.t += 1
        n = len(self.layers) if n_penalised is None else n_penalised
        self.layers, self.dead, self.moments = updated(
            self.layers, gradients, self.dead, self.moments, self.frozen, self.t, rate, self.settings, n
        )


def one(value: float, bias: float = 0.0) -> Layer:
    return Layer(np.array([[value]]), np.array([bias]))
