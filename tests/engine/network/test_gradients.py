"""Gradients of every combination of activation, loss, normalisation and skip connections, against finite
differences and against another library."""

from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.experiment.fitting import REGRESSION_LOSSES
from engine.formulas.activations import ACTIVATIONS, Activation
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.network import deep
from engine.network.composed import design_of, evaluate, learn
from engine.network.deep import Design, Model, Trace, initial_scales
from engine.network.network import Array, Layer, backward, forward
from engine.network.outputs import targets

ACTIVATION_NAMES = tuple(ACTIVATIONS)
LOSS_NAMES = tuple(LOSSES)
NORMALIZATIONS = tuple(AXES)
KINKS: dict[str, tuple[float, ...]] = {"relu": (0,), "leaky-relu": (0,), "saturated": (-1, 1), "step": (0,)}
"""Where the slope of an activation jumps."""
H = 1e-5


@dataclass
class Case:
    """A random network with random points, far enough from everything that a difference cannot cross."""

    experiment: Experiment
    model: Model
    x: Array
    label: Array
    gates: tuple[Array, ...]

    @property
    def design(self) -> Design:
        return design_of(self.experiment)

    @property
    def target(self) -> Array:
        return targets(self.experiment, self.label)

    def trace(self, model: Model, design: Design) -> Trace:
        return deep.forward(model, self.x, design, self.gates, training=True)

    def loss(self, model: Model, design: Design) -> float:
        z, a = self.trace(model, design).passed
        return float(design.output.loss(z[-1], a[-1], self.target).sum())

    def is_smooth(self) -> bool:
        """Whether nothing is near a kink or nearly constant where it is normalised."""
        trace = self.trace(self.model, self.design)
        z, a = trace.passed
        distances = [
            np.abs(pre_activations - kink).min()
            for name, pre_activations in zip(self.experiment.activations, z, strict=False)
            for kink in KINKS.get(name, ())
        ]
        if self.experiment.loss in ("absolute", "huber"):
            distances.append(np.abs(a[-1] - self.target).min())
        if self.experiment.loss == "huber":
            distances.append(np.abs(np.abs(a[-1] - self.target) - self.experiment.huber_delta).min())
        if self.experiment.loss == "hinge":
            distances.append(np.abs(1 - a[-1] * self.target).min())
        return min(distances, default=1.0) > 1e-3 and all(n.inverse.max() < 20 for n in trace.normals)


def made_case(experiment: Experiment, n_points: int, seed: int, with_gates: bool = False) -> Case:
    """The first smooth case from `seed` on."""
    for number in count(seed):
        rng = np.random.default_rng(number)

        def layer(n_in: int, n_out: int, rng: np.random.Generator = rng) -> Layer:
            return Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out))

        sizes = experiment.sizes
        scales = initial_scales(experiment.hidden, design_of(experiment))
        case = Case(
            experiment,
            Model(
                tuple(layer(n_in, n_out) for n_in, n_out in pairwise(sizes)),
                tuple(Layer(1 + 0.3 * rng.normal(size=len(g)), rng.normal(size=len(g))) for g, _ in scales),
            ),
            x=rng.normal(size=(n_points, sizes[0])),
            label=label_of(experiment, n_points, rng),
            gates=tuple((rng.random(n) < 0.7) / 0.7 for n in experiment.hidden) if with_gates else (),
        )
        if case.is_smooth():
            return case
    raise AssertionError("unreachable")


def label_of(experiment: Experiment, n_points: int, rng: np.random.Generator) -> Array:
    if experiment.n_classes is None:
        return rng.normal(size=n_points)
    index = rng.integers(experiment.n_classes, size=n_points)
    return index * 2.0 - 1 if experiment.n_classes == 2 else index.astype(float)


def differences(case: Case, design: Design) -> list[list[Array]]:
    """∂loss/∂parameter by central differences: for every layer and scale, its weights and its biases."""
    layers = [[w.copy(), b.copy()] for w, b in (*case.model.parameters, *case.model.scales)]
    n = len(case.model.parameters)

    def loss() -> float:
        pairs = [Layer(w, b) for w, b in layers]
        return case.loss(Model(tuple(pairs[:n]), tuple(pairs[n:])), design)

    slopes = []
    for pair in layers:
        slopes.append([np.empty_like(array) for array in pair])
        for array, slope in zip(pair, slopes[-1], strict=True):
            for index in np.ndindex(array.shape):
                kept = array[index]
                array[index] = kept + H
                above = loss()
                array[index] = kept - H
                slope[index] = (above - loss()) / (2 * H)
                array[index] = kept
    return slopes


def with_surrogates(case: Case) -> Design:
    """The design with each step replaced by H(z₀) + σ(z) − σ(z₀), where z₀ is the potential it has now.

    That says now what the step says, and its true slope is the surrogate that the step learns with.
    """
    pre_activations = case.trace(case.model, case.design).passed.pre_activations

    def stand_in(phi: Activation, z0: Array) -> Activation:
        return phi._replace(of=lambda z: (z0 > 0) + NUMPY.sigmoid(z) - NUMPY.sigmoid(z0))

    hidden = tuple(
        stand_in(phi, z0) if ACTIVATIONS[name].surrogate else phi
        for name, phi, z0 in zip(
            case.experiment.activations, case.design.hidden, pre_activations, strict=False
        )
    )
    return case.design._replace(hidden=hidden)


def assert_gradients(case: Case) -> None:
    lesson = learn(case.model, case.x, case.target, case.design, case.gates)
    design = with_surrogates(case)
    scale = max(1.0, abs(case.loss(case.model, design)))
    np.testing.assert_allclose(case.loss(case.model, design), case.loss(case.model, case.design), rtol=1e-12)
    for gradient, slope in zip(lesson.gradients, differences(case, design), strict=True):
        for part in (0, 1):
            np.testing.assert_allclose(gradient[part], slope[part], rtol=1e-4, atol=1e-5 * scale)


networks = st.tuples(
    st.lists(st.integers(2, 4), max_size=3).map(lambda sizes: tuple(sizes[:1] * 2 + sizes[2:])),
    st.integers(2, 4),  # classes
    st.integers(3, 6),  # points
    st.integers(0, 2**32 - 1),
    st.booleans(),  # gates
)


@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@settings(deadline=None, max_examples=3)
@given(network=networks)
def test_gradients_agree_with_finite_differences(
    activation: str, loss: str, network: tuple[tuple[int, ...], int, int, int, bool]
) -> None:
    hidden, classes, n_points, seed, with_gates = network
    for normalization in NORMALIZATIONS:
        for skip in (False, True):
            experiment = Experiment(
                dataset="blobs",
                classes=classes,
                hidden=hidden or (2, 2),
                activation=activation,
                loss=loss,
                huber_delta=0.7,
                normalization=normalization,
                skip=skip,
            )
            assert_gradients(made_case(experiment, n_points, seed, with_gates))


@pytest.mark.parametrize("loss", REGRESSION_LOSSES)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_gradients_of_a_regression_agree_with_finite_differences(normalization: str, loss: str) -> None:
    experiment = Experiment(
        problem="regression",
        hidden=(3, 3, 2),
        layer_activations=("silu", "sine"),
        loss=loss,
        skip=True,
        normalization=normalization,
    )
    for seed in range(5):
        assert_gradients(made_case(experiment, 5, seed))


@pytest.mark.parametrize("steepness", [0.3, 4])
def test_gradients_of_a_steep_sigmoid_and_of_mixed_layers_agree_with_finite_differences(
    steepness: float,
) -> None:
    experiment = Experiment(
        hidden=(3, 2, 2), layer_activations=("sigmoid", "elu", "sigmoid"), steepness=steepness
    )
    assert_gradients(made_case(experiment, 4, 1))


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
@pytest.mark.parametrize("loss", LOSS_NAMES)
def test_the_plain_network_and_the_deep_one_agree(activation: str, loss: str) -> None:
    case = made_case(Experiment(activation=activation, loss=loss, hidden=(4, 3)), 6, 2)
    assert case.design.is_plain
    plain = learn(case.model, case.x, case.target, case.design, ())
    trace = case.trace(case.model, case.design)
    for one, other in zip(plain.passed.outputs, trace.passed.outputs, strict=True):
        np.testing.assert_array_equal(one, other)
    found = deep.backward(case.model, trace, case.target, case.design, ())
    for one, other in zip(plain.gradients, found, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
        np.testing.assert_array_equal(one.biases, other.biases)


def test_the_gradient_of_many_points_is_the_sum_of_each_points() -> None:
    case = made_case(Experiment(hidden=(4, 3)), 6, 1)
    design, parameters = case.design, case.model.parameters

    def gradients(points: slice) -> tuple[Layer, ...]:
        passed = forward(parameters, case.x[points], design.hidden, design.output)
        return backward(parameters, passed, case.target[points], design.hidden, design.output)

    single = [gradients(slice(point, point + 1)) for point in range(6)]
    for l, together in enumerate(gradients(slice(None))):
        for part in (0, 1):
            total = sum(each[l][part] for each in single)
            np.testing.assert_allclose(together[part], total, rtol=1e-12, atol=1e-14)


def test_batch_normalisation_evaluates_with_what_it_remembers() -> None:
    case = made_case(Experiment(hidden=(3,), normalization="batch"), 6, 3)
    trace = case.trace(case.model, case.design)
    for times in range(300):
        memory = deep.remembering(case.model, trace) if times else deep.initial_statistics((3,), case.design)
        case = replace(case, model=case.model._replace(remembered=memory))
    remembered = case.model.remembered[0]
    z = case.x @ case.model.parameters[0].weights.T + case.model.parameters[0].biases
    np.testing.assert_allclose(remembered.mean, z.mean(axis=0))
    np.testing.assert_allclose(remembered.variance, z.var(axis=0, ddof=1))
    one_by_one = [evaluate(case.model, row[np.newaxis], case.design, ()).outputs[-1] for row in case.x]
    together = evaluate(case.model, case.x, case.design, ()).outputs[-1]
    np.testing.assert_allclose(np.vstack(one_by_one), together, rtol=1e-12)


TORCH_FUNCTIONS: dict[str, Any] = {
    "relu": lambda F, z: F.relu(z),
    "tanh": lambda F, z: F.tanh(z),
    "sigmoid": lambda F, z: F.sigmoid(z),
    "linear": lambda F, z: z,
    "leaky-relu": lambda F, z: F.leaky_relu(z, 0.01),
    "elu": lambda F, z: F.elu(z),
    "gelu": lambda F, z: F.gelu(z, approximate="tanh"),
    "silu": lambda F, z: F.silu(z),
    "softplus": lambda F, z: F.softplus(z),
    "sine": lambda F, z: z.sin(),
    "saturated": lambda F, z: F.hardtanh(z),
}
"""All but the step, for which no library has this surrogate."""


def torch_loss(torch: Any, experiment: Experiment, z: Any, y: Any, label: Array) -> Any:
    """The loss as the other library has it, from the output's pre_activations."""
    F = torch.nn.functional
    match experiment.loss:
        case "cross-entropy":
            index = (label > 0) if experiment.n_classes == 2 else label
            return F.cross_entropy(z, torch.tensor(index).long(), reduction="sum")
        case "binary-cross-entropy":
            return F.binary_cross_entropy_with_logits(z, y, reduction="sum")
        case "hinge":
            return F.relu(1 - y * z).sum()
        case "absolute":
            return F.l1_loss(z.tanh(), y, reduction="sum")
        case "huber":
            return F.huber_loss(z.tanh(), y, reduction="sum", delta=experiment.huber_delta)
        case _:
            return 0.5 * F.mse_loss(z.tanh(), y, reduction="sum")


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("activation", TORCH_FUNCTIONS)
def test_gradients_agree_with_torch(activation: str, loss: str, normalization: str) -> None:
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    experiment = Experiment(
        dataset="blobs",
        hidden=(4, 4),
        activation=activation,
        loss=loss,
        normalization=normalization,
        skip=True,
        huber_delta=0.7,
    )
    case = made_case(experiment, 7, 5)
    tensors = [
        [torch.tensor(part, requires_grad=True) for part in layer]
        for layer in (*case.model.parameters, *case.model.scales)
    ]
    a = torch.tensor(case.x)
    for l in range(2):
        w, b = tensors[l]
        z = a @ w.T + b
        if normalization == "batch":
            z = F.batch_norm(z, None, None, *tensors[3 + l], training=True)
        elif normalization == "layer":
            z = F.layer_norm(z, (4,), *tensors[3 + l])
        said = TORCH_FUNCTIONS[activation](F, z)
        a = said + a if experiment.skips[l] else said
    w, b = tensors[2]
    y = torch.tensor(case.target.astype(float))
    torch_loss(torch, experiment, a @ w.T + b, y, case.label).backward()
    lesson = learn(case.model, case.x, case.target, case.design, ())
    for gradient, pair in zip(lesson.gradients, tensors, strict=True):
        for part in (0, 1):
            np.testing.assert_allclose(gradient[part], pair[part].grad.numpy(), rtol=1e-8, atol=1e-10)


def test_the_cases_cover_every_activation_and_axis() -> None:
    assert set(TORCH_FUNCTIONS) == set(ACTIVATIONS) - {"step"}
    assert set(NORMALIZATIONS) == set(AXES)
