"""Activations: their values, their slopes, and that no number is too large for them."""

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, activation_curve, activation_of

ACTIVATION_NAMES = tuple(ACTIVATIONS)


def test_the_slope_of_relu_at_zero_is_zero() -> None:
    z = np.array([0.0, 0.5])
    np.testing.assert_array_equal(activation_of("relu").slope(z, z), [0, 1])


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activations_stay_finite_far_out(name: str) -> None:
    z = np.array([-1e4, -1.0, 0.0, 1.0, 1e4])
    phi = activation_of(name)
    a = phi.of(z)
    assert np.isfinite(a).all()
    assert np.isfinite(phi.slope(z, a)).all()


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_the_slope_of_an_activation_is_its_derivative(name: str) -> None:
    z = np.array([-2.3, -0.7, 0.2, 0.9, 3.1])
    phi, h = activation_of(name), 1e-6
    difference = (phi.of(z + h) - phi.of(z - h)) / (2 * h)
    if ACTIVATIONS[name].surrogate:
        np.testing.assert_array_equal(difference, 0)
        difference = activation_of("sigmoid").slope(z, activation_of("sigmoid").of(z))
    np.testing.assert_allclose(phi.slope(z, phi.of(z)), difference, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_an_activation_keeps_the_precision_it_gets(name: str) -> None:
    z = np.array([-1.5, 0.5], dtype=np.float32)
    phi = activation_of(name)
    assert phi.of(z).dtype == phi.slope(z, phi.of(z)).dtype == np.float32


def test_activations_have_their_known_values() -> None:
    z = np.array([-2.0, 0.0, 0.5, 2.0])
    expected = {
        "leaky-relu": [-0.02, 0, 0.5, 2],
        "elu": [np.exp(-2) - 1, 0, 0.5, 2],
        "gelu": [-0.0454023, 0, 0.345714, 1.954597],
        "silu": [-0.2384058, 0, 0.3112297, 1.7615942],
        "softplus": [0.1269280, np.log(2), 0.9740770, 2.1269280],
        "saturated": [-1, 0, 0.5, 1],
        "step": [0, 0, 1, 1],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(activation_of(name).of(z), values, atol=1e-6)  # type: ignore[arg-type]


def test_a_steep_sigmoid_is_steep_and_nothing_else_is() -> None:
    z, a, slope = activation_curve("sigmoid", Experiment(steepness=4), reach=2, n_points=5)
    np.testing.assert_allclose(a, 1 / (1 + np.exp(-4 * z)))
    assert slope[2] == 1
    steep = activation_of("tanh", Experiment(steepness=4))
    np.testing.assert_array_equal(steep.of(z), np.tanh(z))
