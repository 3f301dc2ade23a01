"""Automatic differentiation of networks, against the gradients that were derived by hand."""

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.inside.derivatives.graph import (
    NetworkGraph,
    arrays_of,
    gradients_backward,
    gradients_forward,
    layers_of,
    nodes_of,
)
from engine.network import deep
from engine.network.composed import evaluate, learn
from engine.network.network import Layer
from tests.engine.network.test_gradients import made_case


def assert_close(found: tuple[Layer, ...], wanted: tuple[Layer, ...]) -> None:
    largest = max(np.abs(array).max() for layer in wanted for array in layer)
    for one, other in zip(found, wanted, strict=True):
        for part in (0, 1):
            assert np.abs(one[part] - other[part]).max() <= 1e-12 * max(1.0, largest)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_both_modes_have_the_gradient_of_backward(activation: str, loss: str) -> None:
    for normalization, skip in zip(AXES, (False, True, True), strict=True):
        experiment = Experiment(
            dataset="blobs", classes=2, hidden=(2, 2), activation=activation, loss=loss, huber_delta=0.7,
            normalization=normalization, skip=skip,
        )  # fmt: skip
        case = made_case(experiment, 4, 3, with_gates=skip)
        lesson = learn(case.model, case.x, case.target, case.design, case.gates)
        graph = NetworkGraph(experiment, case.model, case.x, case.gates)
        arrays = arrays_of(case.model)
        wanted = case.loss(case.model, case.design)
        assert graph.loss(case.target)(*arrays) == pytest.approx(wanted, rel=1e-12)
        np.testing.assert_allclose(graph.answers(*arrays), lesson.passed.outputs[-1], rtol=1e-12)
        assert_close(gradients_backward(graph, case.target), lesson.gradients)
        assert_close(gradients_forward(graph, case.target), lesson.gradients)


def test_dropout_is_part_of_the_graph() -> None:
    experiment = Experiment(hidden=(4, 3), dropout=0.4)
    case = made_case(experiment, 5, 1, with_gates=True)
    graph = NetworkGraph(experiment, case.model, case.x, case.gates)
    found = gradients_backward(graph, case.target)
    assert_close(found, learn(case.model, case.x, case.target, case.design, case.gates).gradients)
    assert any((gate == 0).any() for gate in case.gates)


def test_a_regression_and_mixed_layers_have_the_gradient_of_backward() -> None:
    experiment = Experiment(
        problem="regression", hidden=(3, 3, 2), layer_activations=("sigmoid", "sine", "elu"), steepness=3.0
    )
    case = made_case(experiment, 5, 2)
    graph = NetworkGraph(experiment, case.model, case.x)
    lesson = learn(case.model, case.x, case.target, case.design, ())
    assert_close(gradients_backward(graph, case.target), lesson.gradients)
    assert_close(gradients_forward(graph, case.target), lesson.gradients)


def test_what_batch_normalisation_remembers_counts_where_the_graph_does_not_train() -> None:
    experiment = Experiment(hidden=(3, 2), normalization="batch")
    case = made_case(experiment, 5, 1)
    model = case.model._replace(remembered=deep.remembering(
        case.model._replace(remembered=deep.initial_statistics((3, 2), case.design)),
        case.trace(case.model, case.design),
    ))  # fmt: skip
    graph = NetworkGraph(experiment, model, case.x, training=False)
    wanted = evaluate(model, case.x, case.design, ()).outputs[-1]
    np.testing.assert_allclose(graph.answers(*arrays_of(model)), wanted, rtol=1e-12)


def test_the_nodes_of_a_graph_lead_from_the_parameters_to_the_loss() -> None:
    case = made_case(Experiment(hidden=(3,)), 4, 1)
    nodes = nodes_of(NetworkGraph(case.experiment, case.model, case.x), case.target)
    names = [node.name for node in nodes]
    assert names[:4] == ["parameter"] * 4
    assert [names.count(name) for name in ("parameter", "matmul", "tanh")] == [4, 2, 2]
    assert nodes[-1].shape == ()
    assert all(source < index for index, node in enumerate(nodes) for source in node.sources)
    used = {source for node in nodes for source in node.sources}
    assert used == set(range(len(nodes) - 1)), "every number counts for the loss"


def test_gradients_come_back_as_they_were_flattened() -> None:
    case = made_case(Experiment(hidden=(3, 2), normalization="layer"), 4, 1)
    back = layers_of(arrays_of(case.model))
    assert back == (*case.model.parameters, *case.model.scales)
