"""Schedules of the learning rate."""

from typing import Any

import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.schedules import SCHEDULES, rate_in_epoch


@pytest.mark.parametrize(
    ("name", "factors"),  # after 0, 5, 10, 15 and 20 epochs, with T = 10 and γ = 0.25
    [
        ("constant", [1, 1, 1, 1, 1]),
        ("step", [1, 1, 0.25, 0.25, 0.0625]),
        ("exponential", [1, 0.5, 0.25, 0.125, 0.0625]),
        ("cosine", [1, 0.625, 0.25, 0.25, 0.25]),
        ("warm-up", [0.25, 0.625, 1, 1, 1]),
        ("cyclic", [0.25, 1, 0.25, 1, 0.25]),
    ],
)
def test_schedules_have_their_known_values(name: Any, factors: list[float]) -> None:
    experiment = Experiment(learning_rate=3, schedule=name, schedule_epochs=10, schedule_factor=0.25)
    assert [rate_in_epoch(experiment, 5 * k) for k in range(5)] == pytest.approx([3 * f for f in factors])


@pytest.mark.parametrize("factor", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("length", [1, 7, 1_000_000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedules_factor_is_from_0_to_1(name: Any, length: int, factor: float) -> None:
    numbers = Experiment(schedule_epochs=length, schedule_factor=factor)
    for t in (0, 1, 6, 7, 8, 10**6, 10**9):
        assert 0 <= SCHEDULES[name].factor(t, numbers) <= 1 + 1e-15
