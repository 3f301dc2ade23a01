"""One step downhill, the tables and what stands in them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.data.dataset import PROBLEMS
from engine.data.datasets import DATASETS, DATASETS_OF, N_POINTS
from engine.data.features import FEATURES, feature_matrix
from engine.data.rng import SeedRandom
from engine.data.scaling import INPUT_SCALINGS
from engine.experiment.experiment import Experiment
from engine.experiment.options import FEATURE_NAMES
from engine.formulas.activations import ACTIVATIONS, activation_curve, activation_of
from engine.formulas.functions import NUMPY
from engine.formulas.initializers import INITIALIZERS
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import PENALTIES, penalty_of
from engine.formulas.schedules import SCHEDULES
from engine.network.composed import design_of
from engine.network.network import Layer, count_parameters, descend, forward, initial_parameters
from engine.network.outputs import OUTPUT_ACTIVATIONS, output_of, softmax

ACTIVATION_NAMES = tuple(ACTIVATIONS)
L1, L2 = (penalty_of(name, Experiment()) for name in ("L1", "L2"))


def test_a_network_without_inputs_computes_from_its_biases() -> None:
    parameters = initial_parameters([0, 2, 1], "original", SeedRandom("1"))
    design = design_of(Experiment(hidden=(2,), activation="linear"))
    outputs = forward(parameters, np.empty((3, 0)), design.hidden, design.output).outputs
    assert [a.shape for a in outputs] == [(3, 0), (3, 2), (3, 1)]
    np.testing.assert_array_equal(outputs[1], 0.1)
    assert count_parameters(parameters) == 0 + 2 + 2 + 1


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


def test_the_originals_first_biases_are_a_tenth_and_its_zeros_draw_all_the_same() -> None:
    drawn, zero = SeedRandom("7"), SeedRandom("7")
    one = initial_parameters([2, 3, 1], "original", drawn)
    other = initial_parameters([2, 3, 1], "zeros", zero)
    assert drawn.state() == zero.state()
    for layer in (*one, *other):
        np.testing.assert_array_equal(layer.biases, 0.1)
    assert all((layer.weights == 0).all() for layer in other)
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


def test_features_are_the_textbooks_functions_in_order() -> None:
    matrix = feature_matrix(FEATURE_NAMES, np.array([[2.0, -3.0]]))
    np.testing.assert_allclose(matrix, [[2, -3, 4, 9, -6, np.sin(2), np.sin(-3)]])
    assert feature_matrix((), np.zeros((4, 2))).shape == (4, 0)


def test_every_problem_has_datasets_points_and_an_output() -> None:
    assert set(OUTPUT_ACTIVATIONS) == set(N_POINTS) == set(DATASETS_OF) == set(PROBLEMS)
    assert all(DATASETS_OF.values())
    assert sorted(name for each in DATASETS_OF.values() for name in each) == sorted(DATASETS)


def test_the_names_of_tensorflow_playground_come_first_in_the_tables() -> None:
    assert DATASETS_OF["classification"][:4] == ("circle", "xor", "gauss", "spiral")
    assert DATASETS_OF["regression"] == ("reg-plane", "reg-gauss")
    assert tuple(ACTIVATIONS)[:4] == ("relu", "tanh", "sigmoid", "linear")
    assert tuple(FEATURES) == ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")


def test_an_unknown_name_is_refused_everywhere() -> None:
    for look_up in (activation_of, lambda name: penalty_of(name, Experiment())):
        with pytest.raises(KeyError, match="nonsense"):
            look_up("nonsense")
    for table in (LOSSES, OPTIMIZERS, SCHEDULES, INITIALIZERS, INPUT_SCALINGS, AXES):
        assert "nonsense" not in table
