"""Networks at random, for the tests of what is seen of them."""

from itertools import pairwise

import numpy as np

from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import Statistics
from engine.network.composed import design_of
from engine.network.deep import Model, initial_scales
from engine.network.network import Layer


def random_model(experiment: Experiment, seed: int, size: float = 1.0) -> Model:
    """A model of an experiment's network with weights from a normal distribution of this size."""
    rng = np.random.default_rng(seed)
    design = design_of(experiment)
    layers = tuple(
        Layer(size * rng.normal(size=(n_out, n_in)), size * rng.normal(size=n_out))
        for n_in, n_out in pairwise(experiment.sizes)
    )
    scales = tuple(
        Layer(1 + 0.2 * rng.normal(size=len(gains)), 0.3 * rng.normal(size=len(gains)))
        for gains, _ in initial_scales(experiment.hidden, design)
    )
    remembered = ()
    if experiment.normalization == "batch":
        remembered = tuple(
            Statistics(rng.normal(size=n), rng.uniform(0.5, 2, size=n)) for n in experiment.hidden
        )
    return Model(layers, scales, remembered)
