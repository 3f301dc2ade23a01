"""Neurons switched off and weights frozen by a person."""

from typing import Any

import numpy as np
import pytest

from engine.evaluation.snapshot import snapshot_of
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from tests.engine.training.runs import SMALL, assert_equal, trained


def test_a_neuron_switched_off_says_nothing_learns_nothing_and_comes_back() -> None:
    trainer = trained(Experiment(optimizer="momentum", regularization="L2", regularization_rate=0.1), 40)
    before, loss = trainer.parameters, trainer.train_loss
    trainer.switch_neuron(1, 2, False)
    assert trainer.train_loss != loss
    snapshot = snapshot_of(trainer, 6)
    assert (snapshot.grids[0][2] == 0).all()
    assert snapshot.off[0].tolist() == [False, False, True, False]
    trainer.run_epoch()
    np.testing.assert_array_equal(before[0].weights[2], trainer.parameters[0].weights[2])
    np.testing.assert_array_equal(before[1].weights[:, 2], trainer.parameters[1].weights[:, 2])
    assert before[0].biases[2] == trainer.parameters[0].biases[2]
    assert (before[0].weights[1] != trainer.parameters[0].weights[1]).all()
    trainer.switch_neuron(1, 2, True)
    assert snapshot_of(trainer, 6).off == ()
    trainer.run_epoch()
    assert (before[0].weights[2] != trainer.parameters[0].weights[2]).all()


def test_switching_off_and_on_again_leaves_no_trace() -> None:
    switched, left_alone = trained(SMALL, 2), trained(SMALL, 2)
    switched.switch_neuron(2, 1, False)
    switched.freeze_weight(1, 0, 0, True)
    switched.switch_neuron(2, 1, True)
    switched.freeze_weight(1, 0, 0, False)
    switched.run_epoch()
    left_alone.run_epoch()
    assert_equal(switched, left_alone)


def test_a_frozen_weight_stays_until_it_is_free_and_can_be_set_by_hand() -> None:
    trainer = trained(SMALL, 1)
    trainer.freeze_weight(1, 0, 1, True)
    trainer.freeze_bias(3, 0, True)
    trainer.set_weight(1, 0, 1, 2.5)
    bias = trainer.parameters[2].biases[0]
    trainer.run_epoch()
    assert trainer.parameters[0].weights[0, 1] == 2.5
    assert trainer.parameters[2].biases[0] == bias
    frozen = snapshot_of(trainer, 4).frozen
    assert frozen[0].weights.tolist() == [[False, True], [False, False], [False, False], [False, False]]
    trainer.freeze_weight(1, 0, 1, False)
    trainer.run_epoch()
    assert trainer.parameters[0].weights[0, 1] != 2.5
    trainer.reset()
    assert snapshot_of(trainer, 4).frozen == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda t: t.switch_neuron(3, 0, False), "layer"),
        (lambda t: t.switch_neuron(0, 0, False), "layer"),
        (lambda t: t.switch_neuron(1, 4, False), "neuron"),
        (lambda t: t.switch_neuron(1, 0, 0), "on"),
        (lambda t: t.freeze_weight(1, 0, 2, True), "source"),
        (lambda t: t.freeze_weight(4, 0, 0, True), "layer"),
        (lambda t: t.freeze_bias(1, -1, True), "neuron"),
        (lambda t: t.freeze_bias(1, 0, "yes"), "frozen"),
    ],
)
def test_what_is_not_there_cannot_be_switched_or_frozen(change: Any, field: str) -> None:
    trainer = Trainer(SMALL)
    with pytest.raises(ExperimentError) as caught:
        change(trainer)
    assert caught.value.field == field
    assert_equal(trainer, Trainer(SMALL))
