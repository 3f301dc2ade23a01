"""Any run is restored from its state, and a state from outside is asked whether it fits."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from tests.engine.training.runs import SMALL, assert_equal, restored, small_experiments, trained


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=small_experiments, steps=st.integers(0, 9), by_hand=st.booleans())
def test_any_run_is_restored_and_goes_on_bit_for_bit(
    experiment: Experiment, steps: int, by_hand: bool
) -> None:
    trainer = Trainer(experiment)
    if by_hand and experiment.hidden:
        trainer.switch_neuron(1, 0, False)
        trainer.freeze_bias(len(experiment.hidden) + 1, 0, True)
    for _ in range(steps):
        trainer.step()
    other = restored(trainer)
    assert_equal(trainer, other)
    for run in (trainer, other):
        run.step()
        run.run_epoch()
        run.go_on()
        run.run_epoch()
    assert_equal(trainer, other)
    for run in (trainer, other):
        run.reset()
        run.run_epoch()
    assert_equal(trainer, other)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "optimizer": "adam",
            "normalization": "batch",
            "shuffle": True,
            "dropout": 0.2,
            "early_stopping": True,
        },
        {"hidden": (), "features": ()},
    ],
)
def test_a_state_from_outside_is_asked_whether_it_fits(changes: dict[str, Any]) -> None:
    trainer = trained(SMALL.changed(**changes), 3)
    if trainer.experiment.hidden:
        trainer.switch_neuron(1, 0, False)
    trainer.freeze_bias(1, 0, True)
    state = trainer.state()
    assert trainer.fits(state)
    assert Trainer(trainer.experiment).fits(TrainerState.from_dict(state.as_dict()))
    for bad in bad_states(state.as_dict()):
        assert not trainer.fits(TrainerState.from_dict(bad))


def bad_states(good: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """States that belong to no run of the experiment, each with one thing wrong."""

    def broken(*path: Any, value: Any) -> dict[str, Any]:
        copy: Any = json.loads(json.dumps(good))
        place = copy
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        whole: dict[str, Any] = copy
        return whole

    yield broken("progress", "learning", "model", "parameters", 0, 1, value=[0.0] * 9)
    yield broken("checkpoint", "learning", "gradients", 0, value=[[[0.0] * 3], [0.0]])
    yield broken("progress", "place", 1, value=25)
    yield broken("by_hand", "off", value=[[True] * 9])
    yield broken("by_hand", "frozen", value=[[[[True]], [True] * 9]])
    if good["progress"]["learning"]["moments"][0][0]:
        yield broken("progress", "learning", "moments", 0, value=[[], []])
    if good["progress"]["best"]:
        yield broken("progress", "best", "model", "scales", value=[])
