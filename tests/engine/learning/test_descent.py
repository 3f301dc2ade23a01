"""One update: clipping, penalties, scales and frozen parameters."""

from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import penalty_of
from engine.learning.descent import Frozen, clipped, norm
from engine.network.network import Layer, descend
from tests.engine.learning.updates import Run, one


@pytest.mark.parametrize("regularization", ["none", "L1", "L2", "elastic"])
def test_sgd_is_the_plain_descent(regularization: Any) -> None:
    rng = np.random.default_rng(1)
    settings = Experiment(regularization=regularization, regularization_rate=0.4, l1_ratio=0.3)
    run = Run(settings, (Layer(rng.normal(size=(3, 4)) * 0.1, rng.normal(size=3)),))
    layer, dead = run.layers[0], run.dead[0]
    for _ in range(5):
        gradient = Layer(rng.normal(size=(3, 4)) * 0.1, rng.normal(size=3))
        run.step((gradient,))
        layer, dead = descend(layer, gradient, dead, 0.1, penalty_of(regularization, settings), 0.4)
        np.testing.assert_array_equal(run.layers[0].weights, layer.weights)
        np.testing.assert_array_equal(run.dead[0], dead)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_l1_kills_weights_under_every_optimizer(name: str) -> None:
    settings = Experiment(optimizer=name, regularization="L1", regularization_rate=1, weight_decay=0)
    run = Run(settings, (one(0.25),))
    for _ in range(3):
        run.step((one(0.0),))
    assert (run.layers[0].weights[0, 0], bool(run.dead[0][0, 0])) == (0, True)


def test_scales_are_neither_penalised_nor_decayed() -> None:
    settings = Experiment(optimizer="adamw", regularization="L2", regularization_rate=1)
    run = Run(settings, (one(1.0), Layer(np.ones(2), np.ones(2))))
    run.step((one(0.0), Layer(np.zeros(2), np.zeros(2))), n_penalised=1)
    assert run.layers[0].weights[0, 0] < 1
    np.testing.assert_array_equal(run.layers[1].weights, 1)


def test_a_long_gradient_is_clipped_and_a_short_one_left_alone() -> None:
    gradients = [Layer(np.array([[3.0]]), np.array([0.0])), Layer(np.array([[0.0]]), np.array([4.0]))]
    assert norm(gradients) == 5
    short = clipped(gradients, 1.0)
    assert norm(short) == pytest.approx(1)
    assert (short[0].weights[0, 0], short[1].biases[0]) == (pytest.approx(0.6), pytest.approx(0.8))
    assert clipped(gradients, 5.0) is gradients


def test_a_frozen_parameter_stays_and_gathers_no_momentum() -> None:
    frozen = (Frozen(np.array([[True, False]]), np.array([True])),)
    layers = (Layer(np.array([[1.0, 1.0]]), np.array([1.0])),)
    run = Run(Experiment(optimizer="momentum"), layers, frozen)
    for _ in range(3):
        run.step((Layer(np.ones((1, 2)), np.ones(1)),))
    assert run.layers[0].weights[0, 0] == run.layers[0].biases[0] == 1
    assert run.layers[0].weights[0, 1] < 1
    assert run.moments[0][0][0][0, 0] == run.moments[0][1][0][0] == 0
