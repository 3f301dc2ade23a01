"""Losses: their values, worked out by hand."""

import numpy as np

from engine.experiment.experiment import Experiment
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES
from engine.network.outputs import output_of, softmax


def test_losses_have_their_known_values() -> None:
    a, y = np.array([0.5, -2.0, 3.0]), np.array([1.0, -1.0, -1.0])
    for name, values in {
        "square": [0.125, 0.5, 8],
        "absolute": [0.5, 1, 4],
        "huber": [0.125, 0.5, 3.5],
        "hinge": [0.5, 0, 4],
    }.items():
        np.testing.assert_allclose(LOSSES[name].of(NUMPY, None, a, y, Experiment()), values)
    narrow = LOSSES["huber"].of(NUMPY, None, a, y, Experiment(huber_delta=0.1))
    np.testing.assert_allclose(narrow, [0.045, 0.095, 0.395])


def test_cross_entropies_have_their_known_values_and_stay_finite_far_out() -> None:
    binary = output_of(Experiment(loss="binary-cross-entropy"))
    z, y = np.array([[0.0], [2.0], [1e4], [-1e4]]), np.array([[1.0], [0.0], [1.0], [1.0]])
    np.testing.assert_allclose(
        binary.loss(z, binary.of(z), y)[:, 0], [np.log(2), 2.1269280, 0, 1e4], rtol=1e-6
    )
    many = output_of(Experiment(loss="cross-entropy"))
    z, y = np.array([[0.0, 0, 0], [1e4, 0, -1e4]]), np.array([[0.0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(many.loss(z, many.of(z), y)[:, 0], [np.log(3), 2e4])
    np.testing.assert_allclose(softmax(z), [[1 / 3] * 3, [1, 0, 0]])
    np.testing.assert_allclose(NUMPY.softplus(np.array([-1e4, 1e4])), [0, 1e4])
