"""Networks of a population may learn each from points of its own."""

from typing import Any

import numpy as np
import pytest

from engine.backends import reference
from engine.backends.compiled import backend as compiled
from engine.backends.interface import Population
from engine.backends.parted import by_points
from tests.engine.backends.experiments import BASE, check_same, opened

WAYS: dict[str, tuple[Any, dict[str, Any]]] = {
    "by points": (lambda *given: by_points(reference.open_population, *given, np.float64), {}),
    "in lanes": (compiled.open_population, {}),
    "in turn": (compiled.open_population, {"optimizer": "adam"}),
    "other numbers of points": (compiled.open_population, {"imbalance": 40, "dataset": "gauss"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_networks_with_points_of_their_own_come_to_what_each_comes_to_alone(way: str) -> None:
    open_population, changes = WAYS[way]
    experiments = [BASE.changed(seed=str(k % 4), learning_rate=0.003 * (1 + k), **changes) for k in range(11)]
    begun = {each.seed: opened(each) for each in experiments}
    data, learnings = zip(*(begun[each.seed] for each in experiments), strict=True)
    population: Population = open_population(experiments, list(data), learnings)
    population.run(0, 2)
    losses = population.run(2, 3).losses
    x = np.random.default_rng(0).normal(size=(9, data[0].train_x.shape[1])).astype(np.float32)
    answers = population.answers_at(x)
    for index, experiment in enumerate(experiments):
        alone = reference.open_population([experiment], data[index], [learnings[index]])
        check_same(losses[index : index + 1], alone.run(0, 5).losses)
        check_same(population.learning(index), alone.learning(0))
        check_same(answers[index : index + 1], alone.answers_at(x), np.float32)
