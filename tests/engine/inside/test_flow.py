"""What flows along a network's graph in one pass of each mode."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.inside.derivatives.flow import FlowNode, flow_of, parameter_place
from engine.inside.derivatives.graph import NetworkGraph, arrays_of, gradients_backward
from tests.engine.network.test_gradients import made_case


def graph_of(experiment: Experiment, seed: int = 1, n_points: int = 1) -> tuple[NetworkGraph, np.ndarray]:
    case = made_case(experiment, n_points, seed)
    return NetworkGraph(experiment, case.model, case.x), case.target


def flat(nodes: tuple[FlowNode, ...], of: str) -> np.ndarray:
    return np.concatenate([getattr(node, of).ravel() for node in nodes if not node.sources])


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 2**32 - 1),
    activation=st.sampled_from(("tanh", "relu", "gelu")),
    normalization=st.sampled_from(("none", "layer")),
)
def test_one_pass_backward_has_all_derivatives_and_one_forward_has_its_own(
    seed: int, activation: str, normalization: str
) -> None:
    experiment = Experiment(hidden=(3, 2), activation=activation, normalization=normalization)
    graph, target = graph_of(experiment, seed)
    wanted = np.concatenate([a.ravel() for layer in gradients_backward(graph, target) for a in layer])
    for parameter in (0, 7, len(wanted) - 1):
        nodes = flow_of(graph, target, parameter)
        np.testing.assert_allclose(flat(nodes, "adjoint"), wanted, rtol=1e-9, atol=1e-12)
        assert flat(nodes, "tangent").tolist() == (np.arange(len(wanted)) == parameter).tolist()
        assert nodes[-1].tangent.item() == pytest.approx(wanted[parameter], rel=1e-9, abs=1e-12)
        assert nodes[-1].adjoint.item() == 1


def test_every_derivative_on_the_way_is_that_of_a_small_change() -> None:
    graph, target = graph_of(Experiment(hidden=(3, 2), activation="sigmoid"), 5)
    arrays = arrays_of(graph.model)
    step, before = 1e-6, [np.array(node.value) for node in flow_of(graph, target, 4)]
    found = flow_of(graph, target, 4)
    place = parameter_place(arrays, 3, 4)
    arrays[place.array][place.index] += step  # the model has these very arrays
    after = flow_of(graph, target, 4)
    for node, old, new in zip(found, before, after, strict=True):
        np.testing.assert_allclose((new.value - old) / step, node.tangent, atol=1e-5)


def test_the_operations_stand_in_the_layers_for_which_they_compute() -> None:
    nodes = flow_of(*graph_of(Experiment(hidden=(3,))), 0)
    assert [(node.name, node.layer) for node in nodes] == [
        ("weights", 1), ("biases", 1), ("weights", 2), ("biases", 2),
        ("matmul", 1), ("add", 1), ("tanh", 1),
        ("matmul", 2), ("add", 2), ("tanh", 2),
        ("subtract", 3), ("power", 3), ("multiply", 3),
    ]  # fmt: skip
    assert [node.sources for node in nodes[4:7]] == [(0,), (4, 1), (5,)]
    assert all(node.value.shape == node.tangent.shape == node.adjoint.shape for node in nodes)


def test_of_several_outputs_a_pass_backward_has_one_and_a_pass_forward_all() -> None:
    experiment = Experiment(dataset="blobs", classes=3, loss="cross-entropy", hidden=(2,))
    graph, target = graph_of(experiment)
    columns = [flow_of(graph, target, p, of="answers")[-1].tangent for p in range(15)]
    table = np.array(columns).reshape(15, 3).T
    for result in range(3):
        row = flat(flow_of(graph, target, 0, result, "answers"), "adjoint")
        np.testing.assert_allclose(row, table[result], atol=1e-12)
    np.testing.assert_allclose(table.sum(axis=0), 0, atol=1e-12)  # they are shares of one


def test_parameters_are_counted_through_all_arrays() -> None:
    graph, target = graph_of(Experiment(hidden=(3, 2), normalization="layer"))
    arrays = arrays_of(graph.model)
    n = sum(array.size for array in arrays)
    places = [parameter_place(arrays, 3, p) for p in range(n)]
    assert len({(place.array, place.index) for place in places}) == n
    assert (places[0].layer, places[0].kind, places[0].index) == (1, "weights", (0, 0))
    assert (places[9].layer, places[9].kind, places[9].index) == (2, "weights", (0, 0))
    assert (places[20].layer, places[20].kind) == (1, "gains")
    assert (places[-1].layer, places[-1].kind, places[-1].index) == (2, "shifts", (1,))
    for wrong in (-1, n):
        with pytest.raises(IndexError, match=f"between 0 and {n - 1}, got {wrong}"):
            flow_of(graph, target, wrong)
