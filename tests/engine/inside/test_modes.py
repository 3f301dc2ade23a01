"""How much both modes of differentiation have to do."""

from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.inside.derivatives.graph import NetworkGraph
from engine.inside.derivatives.modes import costs_of_modes, times_of_modes
from tests.engine.network.test_gradients import made_case


def graph_of(experiment: Experiment, n_points: int = 1) -> tuple[NetworkGraph, np.ndarray]:
    case = made_case(experiment, n_points, 1)
    return NetworkGraph(experiment, case.model, case.x), case.target


def test_a_loss_needs_one_pass_backward_and_forward_one_for_each_parameter() -> None:
    costs = costs_of_modes(*graph_of(Experiment()))
    assert (costs.n_parameters, costs.n_results) == (25, 1)
    assert (costs.forward.passes, costs.backward.passes) == (25, 1)
    assert costs.backward.operations < costs.forward.operations / 10


def test_of_several_outputs_backward_needs_a_pass_for_each() -> None:
    experiment = Experiment(dataset="blobs", classes=5, loss="cross-entropy", hidden=(3,))
    costs = costs_of_modes(*graph_of(experiment), of="answers")
    assert costs.n_results == costs.backward.passes == 5
    assert costs.forward.passes == costs.n_parameters == 3 * 2 + 3 + 5 * 3 + 5


def test_the_operations_of_a_linear_network_are_those_counted_by_hand() -> None:
    graph, target = graph_of(Experiment(problem="regression", hidden=(3,), activation="linear"))
    costs = costs_of_modes(graph, target)
    # 2-3-1: 6 + 3 products, 3 + 2 sums in them, 3 + 1 biases; the loss ½ (a − y)²: 1 difference, 1 square,
    # 1 product
    assert costs.evaluation.multiplications == 6 + 3 + 1
    assert costs.evaluation.operations == (6 + 3) + (3 + 2) + (3 + 1) + 3


@settings(deadline=None, max_examples=15)
@given(
    hidden=st.lists(st.integers(1, 8), max_size=4).map(tuple),
    n_points=st.integers(1, 20),
    activation=st.sampled_from(("tanh", "relu", "sigmoid", "gelu")),
)
def test_a_pass_of_either_mode_costs_a_few_evaluations(
    hidden: tuple[int, ...], n_points: int, activation: str
) -> None:
    graph, target = graph_of(Experiment(hidden=hidden, activation=activation), n_points)
    costs = costs_of_modes(graph, target)
    sizes = graph.experiment.sizes
    assert costs.n_parameters == sum(n * m + m for n, m in pairwise(sizes))
    assert costs.backward.operations <= 5 * costs.evaluation.operations
    assert costs.forward.operations <= 5 * costs.evaluation.operations * costs.n_parameters
    assert costs.evaluation.operations < costs.backward.operations


@pytest.mark.parametrize(("of", "backward"), [("loss", 2.0), ("answers", 3.0)])  # of two points
def test_times_are_taken_with_the_clock_that_is_given(of: str, backward: float) -> None:
    graph, target = graph_of(Experiment(hidden=(3,)), 2)
    ticks = count()
    times = times_of_modes(graph, target, lambda: float(next(ticks)), of)  # type: ignore[arg-type]
    assert (times.evaluation, times.backward) == (1.0, backward)  # a tape is written once
    assert times.forward == 13.0
