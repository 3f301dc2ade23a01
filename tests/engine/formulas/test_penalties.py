"""Penalties: their slopes, and what they do to a weight."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.formulas.penalties import PENALTIES, penalty_of
from engine.network.network import Layer, descend

L1, L2 = (penalty_of(name, Experiment()) for name in ("L1", "L2"))


def test_a_weight_that_l1_would_carry_across_zero_dies() -> None:
    layer = Layer(np.array([[0.001, 0.5, -0.001, 0.0]]), np.array([0.2]))
    gradient = Layer(np.zeros((1, 4)), np.array([1.0]))
    after, dead = descend(layer, gradient, np.zeros((1, 4), dtype=bool), 0.1, L1, 0.1)
    np.testing.assert_allclose(after.weights, [[0, 0.49, 0, 0]])
    np.testing.assert_array_equal(dead, [[True, False, True, False]])
    np.testing.assert_allclose(after.biases, [0.1])
    pulled = Layer(np.full((1, 4), -1.0), np.zeros(1))
    later, dead = descend(after, pulled, dead, 0.1, L1, 0.1)
    np.testing.assert_allclose(later.weights, [[0, 0.58, 0, 0.1]])
    np.testing.assert_array_equal(dead, [[True, False, True, False]])


def test_l2_uses_the_weight_before_the_update() -> None:
    layer = Layer(np.array([[1.0]]), np.zeros(1))
    gradient = Layer(np.array([[2.0]]), np.zeros(1))
    after, dead = descend(layer, gradient, np.zeros((1, 1), dtype=bool), 0.1, L2, 0.5)
    assert after.weights[0, 0] == pytest.approx(1 - 0.2 - 0.05)
    assert not dead.any()


def test_l2_may_carry_a_weight_across_zero() -> None:
    layer = Layer(np.array([[1.0]]), np.zeros(1))
    still = Layer(np.zeros((1, 1)), np.zeros(1))
    after, dead = descend(layer, still, np.zeros((1, 1), dtype=bool), 1, L2, 1.5)
    assert after.weights[0, 0] == -0.5
    assert not dead.any()


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("l1_ratio", [0.0, 0.3, 1.0])
def test_the_slope_of_a_penalty_is_its_derivative(name: str, l1_ratio: float) -> None:
    w = np.array([-2.0, -0.3, 0.4, 3.0])
    h = 1e-6
    penalty = penalty_of(name, Experiment(l1_ratio=l1_ratio))

    def cost(w: NDArray[np.float64]) -> NDArray[np.float64]:
        return penalty.l1 * np.abs(w) + penalty.l2 * 0.5 * w * w

    difference = (cost(w + h) - cost(w - h)) / (2 * h)
    np.testing.assert_allclose(penalty.slope(w), difference, atol=1e-8)
    assert penalty.slope(np.zeros(1))[0] == 0


def test_the_elastic_net_reaches_from_l2_to_l1() -> None:
    w = np.array([-2.0, 0.5])
    only_l2, mixed, only_l1 = (penalty_of("elastic", Experiment(l1_ratio=share)) for share in (0, 0.1, 1))
    np.testing.assert_array_equal(only_l1.slope(w), L1.slope(w))
    np.testing.assert_array_equal(only_l2.slope(w), L2.slope(w))
    assert (only_l2.kills, mixed.kills) == (False, True)
