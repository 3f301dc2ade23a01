"""The network as a whole: its shapes and its step downhill."""

import numpy as np

from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.network.composed import design_of
from engine.network.network import count_parameters, forward, initial_parameters


def test_a_network_without_inputs_computes_from_its_biases() -> None:
    parameters = initial_parameters([0, 2, 1], "original", SeedRandom("1"))
    design = design_of(Experiment(hidden=(2,), activation="linear"))
    outputs = forward(parameters, np.empty((3, 0)), design.hidden, design.output).outputs
    assert [a.shape for a in outputs] == [(3, 0), (3, 2), (3, 1)]
    np.testing.assert_array_equal(outputs[1], 0.1)
    assert count_parameters(parameters) == 0 + 2 + 2 + 1
