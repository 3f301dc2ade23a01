"""First weights and biases."""

import numpy as np
import pytest

from engine.data.rng import SeedRandom
from engine.network.network import initial_parameters


def test_the_originals_first_biases_are_a_tenth_and_its_zeros_are_all_zero_but_drawn_all_the_same() -> None:
    drawn, zero = SeedRandom("7"), SeedRandom("7")
    one = initial_parameters([2, 3, 1], "original", drawn)
    other = initial_parameters([2, 3, 1], "zeros", zero)
    assert drawn.state() == zero.state()
    assert all((layer.biases == 0.1).all() for layer in one)
    assert all(not layer.weights.any() and not layer.biases.any() for layer in other)
    assert all((np.abs(layer.weights) <= 0.5).all() for layer in one)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("original", 1 / 12),
        ("uniform", 1 / 3),
        ("xavier-uniform", 2 / 50),
        ("xavier-normal", 2 / 50),
        ("he", 2 / 30),
    ],
)
def test_first_weights_have_the_variance_they_should(name: str, variance: float) -> None:
    rng = SeedRandom("1")
    weights = [initial_parameters([30, 20], name, rng)[0].weights for _ in range(10)]
    assert np.var(weights) == pytest.approx(variance, rel=0.06)
    assert abs(np.mean(weights)) < 4 * np.sqrt(variance / 6000)
    if name == "xavier-uniform":
        assert np.abs(weights).max() <= np.sqrt(6 / 50)
