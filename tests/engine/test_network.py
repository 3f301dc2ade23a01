"""The maths: gradients against finite differences and another library, one step downhill, the tables."""

from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS
from engine.datasets import DATASETS, N_POINTS
from engine.experiment import (
    FEATURE_NAMES,
    ActivationName,
    DatasetName,
    FeatureName,
    ProblemName,
    RegressionDatasetName,
    RegularizationName,
)
from engine.features import FEATURES, feature_matrix
from engine.initializers import INITIALIZERS, InitializerName, first_parameters
from engine.losses import LOSSES, LossName
from engine.network import Layer, added, backward, count_parameters, descend, forward, zeros_like
from engine.penalties import PENALTIES
from engine.rng import SeedRandom

PROBLEMS: tuple[ProblemName, ...] = get_args(ProblemName)
ACTIVATION_NAMES: tuple[ActivationName, ...] = get_args(ActivationName)

networks = st.tuples(
    st.lists(st.integers(1, 5), min_size=2, max_size=5),  # sizes; the output has one neuron
    st.integers(1, 8),  # points
    st.integers(0, 2**32 - 1),  # seed
)


class Case:
    """A random network with random points."""

    def __init__(self, sizes: list[int], n_points: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        sizes = [*sizes[:-1], 1]
        self.parameters = tuple(
            Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)) for n_in, n_out in pairwise(sizes)
        )
        self.x = rng.normal(size=(n_points, sizes[0]))
        self.label = rng.normal(size=n_points)

    def loss(self, activation: ActivationName, problem: ProblemName, parameters: tuple[Layer, ...]) -> float:
        hidden, output = ACTIVATIONS[activation], ACTIVATIONS[OUTPUT_ACTIVATIONS[problem]]
        a = forward(parameters, self.x, hidden, output)[-1][:, 0]
        return float(LOSSES["square"].of(a, self.label).sum())

    def gradients(self, activation: ActivationName, problem: ProblemName) -> tuple[Layer, ...]:
        hidden, output = ACTIVATIONS[activation], ACTIVATIONS[OUTPUT_ACTIVATIONS[problem]]
        outputs = forward(self.parameters, self.x, hidden, output)
        return backward(self.parameters, outputs, self.label, hidden, output, LOSSES["square"])

    def nearest_kink(self) -> float:
        """How near the input of any hidden ReLU comes to 0."""
        outputs = forward(self.parameters, self.x, ACTIVATIONS["relu"], ACTIVATIONS["linear"])
        inputs = [
            a @ w.T + b for a, (w, b) in zip(outputs[:-2], self.parameters[:-1], strict=True)
        ]  # of the hidden layers
        return min((float(np.abs(z).min()) for z in inputs), default=1.0)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@settings(deadline=None, max_examples=25)
@given(network=networks)
def test_gradients_agree_with_finite_differences(
    activation: ActivationName, problem: ProblemName, network: tuple[list[int], int, int]
) -> None:
    case = Case(*network)
    if activation == "relu" and case.nearest_kink() < 1e-3:
        return  # a difference across the kink of a ReLU has no meaning
    gradients = case.gradients(activation, problem)
    h = 1e-6
    for number, gradient in enumerate(gradients):
        for part in (0, 1):
            for index in np.ndindex(gradient[part].shape):

                def shifted(by: float, number: int = number, part: int = part, index: Any = index) -> float:
                    layers = [Layer(w.copy(), b.copy()) for w, b in case.parameters]
                    layers[number][part][index] += by
                    return case.loss(activation, problem, tuple(layers))

                slope = (shifted(h) - shifted(-h)) / (2 * h)
                scale = max(1.0, abs(case.loss(activation, problem, case.parameters)))
                assert gradient[part][index] == pytest.approx(slope, rel=1e-4, abs=1e-6 * scale)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_gradients_agree_with_torch(activation: ActivationName, problem: ProblemName) -> None:
    torch = pytest.importorskip("torch")
    functions = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "linear": lambda z: z}
    for seed in range(10):
        case = Case([3, 5, 4, 1], 7, seed)
        tensors = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in case.parameters]
        a = torch.tensor(case.x)
        for number, (w, b) in enumerate(tensors, start=1):
            name = OUTPUT_ACTIVATIONS[problem] if number == len(tensors) else activation
            a = functions[name](a @ w.T + b)
        (0.5 * (a[:, 0] - torch.tensor(case.label)) ** 2).sum().backward()
        for gradient, (w, b) in zip(case.gradients(activation, problem), tensors, strict=True):
            np.testing.assert_allclose(gradient.weights, w.grad.numpy(), rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(gradient.biases, b.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_the_gradient_of_many_points_is_the_sum_of_each_points() -> None:
    case = Case([2, 4, 3, 1], 6, 1)
    together = case.gradients("tanh", "classification")
    total = zeros_like(case.parameters)
    x, label = case.x, case.label
    for point in range(6):
        case.x, case.label = x[point : point + 1], label[point : point + 1]
        total = added(total, case.gradients("tanh", "classification"))
    for one, other in zip(together, total, strict=True):
        np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(one.biases, other.biases, rtol=1e-12, atol=1e-14)


def test_a_network_without_inputs_computes_from_its_biases() -> None:
    parameters = first_parameters([0, 2, 1], "uniform", SeedRandom("1"))
    outputs = forward(parameters, np.empty((3, 0)), ACTIVATIONS["linear"], ACTIVATIONS["linear"])
    assert [a.shape for a in outputs] == [(3, 0), (3, 2), (3, 1)]
    np.testing.assert_array_equal(outputs[1], 0.1)
    assert count_parameters(parameters) == 0 + 2 + 2 + 1


def test_the_slope_of_relu_at_zero_is_zero() -> None:
    np.testing.assert_array_equal(ACTIVATIONS["relu"].slope(np.array([0.0, 0.5])), [0, 1])


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activations_stay_finite_far_out(name: ActivationName) -> None:
    a = ACTIVATIONS[name].of(np.array([-1e4, -1.0, 0.0, 1.0, 1e4]))
    assert np.isfinite(a).all()
    assert np.isfinite(ACTIVATIONS[name].slope(a)).all()


def test_a_weight_that_l1_would_carry_across_zero_dies() -> None:
    layer = Layer(np.array([[0.001, 0.5, -0.001, 0.0]]), np.array([0.2]))
    gradient = Layer(np.zeros((1, 4)), np.array([1.0]))
    after, dead = descend(layer, gradient, np.zeros((1, 4), dtype=bool), 0.1, PENALTIES["L1"], 0.1)
    np.testing.assert_allclose(after.weights, [[0, 0.49, 0, 0]])
    np.testing.assert_array_equal(dead, [[True, False, True, False]])
    np.testing.assert_allclose(after.biases, [0.1])
    pulled = Layer(np.full((1, 4), -1.0), np.zeros(1))
    later, dead = descend(after, pulled, dead, 0.1, PENALTIES["L1"], 0.1)
    np.testing.assert_allclose(later.weights, [[0, 0.58, 0, 0.1]])
    np.testing.assert_array_equal(dead, [[True, False, True, False]])


def test_l2_uses_the_weight_before_the_update() -> None:
    layer = Layer(np.array([[1.0]]), np.zeros(1))
    gradient = Layer(np.array([[2.0]]), np.zeros(1))
    after, dead = descend(layer, gradient, np.zeros((1, 1), dtype=bool), 0.1, PENALTIES["L2"], 0.5)
    assert after.weights[0, 0] == pytest.approx(1 - 0.2 - 0.05)
    assert not dead.any()


def test_l2_may_carry_a_weight_across_zero() -> None:
    layer = Layer(np.array([[1.0]]), np.zeros(1))
    still = Layer(np.zeros((1, 1)), np.zeros(1))
    after, dead = descend(layer, still, np.zeros((1, 1), dtype=bool), 1, PENALTIES["L2"], 1.5)
    assert after.weights[0, 0] == -0.5
    assert not dead.any()


@pytest.mark.parametrize("name", get_args(RegularizationName))
def test_the_slope_of_a_penalty_is_its_derivative(name: RegularizationName) -> None:
    w = np.array([-2.0, -0.3, 0.4, 3.0])
    h = 1e-6
    difference = (PENALTIES[name].of(w + h) - PENALTIES[name].of(w - h)) / (2 * h)
    np.testing.assert_allclose(PENALTIES[name].slope(w), difference, atol=1e-8)
    assert PENALTIES[name].slope(np.zeros(1))[0] == 0


def test_first_biases_are_a_tenth_and_zero_weights_draw_all_the_same() -> None:
    drawn, zero = SeedRandom("7"), SeedRandom("7")
    one = first_parameters([2, 3, 1], "uniform", drawn)
    other = first_parameters([2, 3, 1], "zero", zero)
    assert drawn.state() == zero.state()
    for layer in (*one, *other):
        np.testing.assert_array_equal(layer.biases, 0.1)
    assert all((layer.weights == 0).all() for layer in other)
    assert all((np.abs(layer.weights) <= 0.5).all() for layer in one)


def test_features_are_the_textbooks_functions_in_order() -> None:
    matrix = feature_matrix(FEATURE_NAMES, np.array([[2.0, -3.0]]))
    np.testing.assert_allclose(matrix, [[2, -3, 4, 9, -6, np.sin(2), np.sin(-3)]])
    assert feature_matrix((), np.zeros((4, 2))).shape == (4, 0)


def test_the_tables_are_complete() -> None:
    assert set(ACTIVATIONS) == set(get_args(ActivationName))
    assert set(OUTPUT_ACTIVATIONS) == set(N_POINTS) == set(PROBLEMS)
    assert set(DATASETS) == {*get_args(DatasetName), *get_args(RegressionDatasetName)}
    assert tuple(FEATURES) == FEATURE_NAMES == get_args(FeatureName)
    assert set(PENALTIES) == set(get_args(RegularizationName))
    assert set(LOSSES) == set(get_args(LossName))
    assert set(INITIALIZERS) == set(get_args(InitializerName))
