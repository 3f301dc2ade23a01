"""A run: counting, resetting, changing, setting weights, diverging, going on from a state."""

import json
from typing import Any

import numpy as np
import pytest

from engine.evaluation.snapshot import snapshot_of
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState

EXPLODING = Experiment(problem="regression", activation="linear", learning_rate=10)
SMALL = Experiment(dataset="gauss", train_percent=5, noise=10)  # 25 points to train on


def trained(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    for _ in range(epochs):
        trainer.run_epoch()
    return trainer


def assert_equal(one: Trainer, other: Trainer) -> None:
    assert one.state().as_dict() == other.state().as_dict()


def test_a_run_learns_the_circle() -> None:
    trainer = trained(Experiment(), 150)
    assert trainer.history.train[0] > 0.3
    assert trainer.train_loss < 0.1


def test_a_step_goes_to_the_next_full_batch_and_an_epoch_to_its_end() -> None:
    trainer = Trainer(SMALL)
    seen = []
    for _ in range(7):
        trainer.step()
        seen.append((trainer.epoch, trainer.updates))
    assert seen == [(0, 1), (0, 2), (1, 2), (1, 3), (1, 4), (2, 4), (2, 5)]
    trainer.run_epoch()
    assert (trainer.epoch, trainer.updates) == (3, 6)


def test_points_left_over_count_in_the_next_epochs_first_update() -> None:
    trainer = trained(SMALL, 1)
    left_over = trainer.state().progress
    assert (left_over.learning.n_accumulated, left_over.place.position) == (5, 0)
    trainer.step()
    assert trainer.state().progress.learning.n_accumulated == 0


def test_a_batch_larger_than_the_training_set_never_updates() -> None:
    trainer = trained(SMALL.changed(batch_size=26), 5)
    assert (trainer.epoch, trainer.updates) == (5, 0)
    assert trainer.history.train == [trainer.train_loss] * 6


def test_a_batch_of_the_whole_training_set_updates_once_an_epoch() -> None:
    trainer = trained(SMALL.changed(batch_size=25), 5)
    assert (trainer.epoch, trainer.updates) == (5, 5)


def test_losses_are_those_of_the_present_parameters() -> None:
    trainer = Trainer(SMALL)
    before = trainer.train_loss
    trainer.step()
    assert trainer.train_loss != before
    assert trainer.history.epochs == [0]


def test_equal_experiments_give_equal_runs() -> None:
    assert_equal(trained(SMALL, 3), trained(SMALL, 3))


def test_reset_draws_other_weights_for_the_same_points() -> None:
    trainer = trained(SMALL, 3)
    points = trainer.data
    first = trainer.parameters
    trainer.reset()
    assert (trainer.epoch, trainer.updates, trainer.history.epochs) == (0, 0, [0])
    assert trainer.data is points
    assert not np.array_equal(first[0].weights, trainer.parameters[0].weights)
    assert not np.array_equal(Trainer(SMALL).parameters[0].weights, trainer.parameters[0].weights)


def test_zeros_are_all_zero_and_miss_every_point_by_one() -> None:
    trainer = Trainer(SMALL.changed(initializer="zeros"))
    assert not any(layer.weights.any() or layer.biases.any() for layer in trainer.parameters)
    assert (trainer.train_loss, trainer.test_loss) == (0.5, 0.5)


@pytest.mark.parametrize("hidden", [(), (1,), (32,) * 2, (1,) * 10])
@pytest.mark.parametrize("features", [(), ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")])
def test_every_shape_of_network_trains(hidden: tuple[int, ...], features: Any) -> None:
    trainer = trained(SMALL.changed(hidden=hidden, features=features), 2)
    assert trainer.epoch == 2
    assert [layer.weights.shape[0] for layer in trainer.parameters] == [*hidden, 1]
    assert trainer.parameters[0].weights.shape[1] == len(features)


def test_a_live_change_goes_on_from_where_the_run_stands() -> None:
    trainer = trained(SMALL, 2)
    parameters = trainer.parameters
    changed = SMALL.changed(
        learning_rate=0.1, regularization="L2", regularization_rate=0.1, batch_size=5, activation="relu"
    )
    trainer.change(changed)
    assert trainer.experiment == changed
    assert trainer.parameters is parameters
    assert trainer.epoch == 2
    trainer.run_epoch()
    assert (trainer.epoch, trainer.updates) == (3, 4 + 5)


def test_changing_to_an_equal_experiment_changes_nothing() -> None:
    changed, left_alone = trained(SMALL, 2), trained(SMALL, 2)
    changed.change(SMALL.changed())
    assert_equal(changed, left_alone)
    changed.run_epoch()
    left_alone.run_epoch()
    assert_equal(changed, left_alone)


def test_a_change_there_and_back_leaves_no_trace() -> None:
    changed, left_alone = trained(SMALL, 2), trained(SMALL, 2)
    changed.change(SMALL.changed(learning_rate=3, activation="relu"))
    changed.change(SMALL)
    changed.run_epoch()
    left_alone.run_epoch()
    assert_equal(changed, left_alone)


@pytest.mark.parametrize(
    "changes",
    [{"noise": 3}, {"seed": "1"}, {"hidden": (3,)}, {"features": ("x",)}, {"problem": "regression"}],
)
def test_a_change_that_needs_a_new_run_is_refused(changes: dict[str, Any]) -> None:
    trainer = trained(SMALL, 1)
    with pytest.raises(ExperimentError) as caught:
        trainer.change(SMALL.changed(**changes))
    assert caught.value.field in changes
    assert_equal(trainer, trained(SMALL, 1))


def test_l1_kills_weights_for_good_until_the_regularisation_changes() -> None:
    experiment = SMALL.changed(regularization="L1", regularization_rate=0.3)
    trainer = trained(experiment, 60)
    dead = trainer.parameters[0].weights == 0
    assert dead.any()
    trainer.run_epoch()
    assert (trainer.parameters[0].weights[dead] == 0).all()
    trainer.change(experiment.changed(regularization="none"))
    trainer.set_weight(len(trainer.parameters), 0, 0, 1.0)
    trainer.run_epoch()
    assert (trainer.parameters[0].weights[dead] != 0).any()


def test_a_dead_weight_set_by_hand_lives_again() -> None:
    trainer = trained(
        SMALL.changed(hidden=(), regularization="L1", regularization_rate=3, learning_rate=0.3), 20
    )
    assert (trainer.parameters[0].weights == 0).any()
    source = int(np.argmax(trainer.parameters[0].weights[0] == 0))
    trainer.set_weight(1, 0, source, 500)
    trainer.step()
    assert trainer.parameters[0].weights[0, source] not in (0, 500)


def test_weights_and_biases_can_be_set_by_hand() -> None:
    trainer = trained(SMALL, 1)
    before, loss = trainer.parameters, trainer.train_loss
    trainer.set_weight(2, 1, 3, -1.5)
    trainer.set_bias(3, 0, 0.75)
    assert trainer.parameters[1].weights[1, 3] == -1.5
    assert trainer.parameters[2].biases[0] == 0.75
    assert before[1].weights[1, 3] != -1.5, "arrays handed out never change"
    assert trainer.train_loss != loss
    assert trainer.epoch == 1


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ((0, 0, 0), 1, "layer"),
        ((4, 0, 0), 1, "layer"),
        (("1", 0, 0), 1, "layer"),
        ((1, 4, 0), 1, "neuron"),
        ((1, -1, 0), 1, "neuron"),
        ((1, 0, 2), 1, "source"),
        ((1, 0, True), 1, "source"),
        ((1, 0, 0), 1001, "weight"),
        ((1, 0, 0), float("nan"), "weight"),
        ((1, 0, 0), "1", "weight"),
    ],
)
def test_a_weight_that_is_not_there_or_no_number_is_refused(place: Any, value: Any, field: str) -> None:
    trainer = Trainer(SMALL)
    with pytest.raises(ExperimentError) as caught:
        trainer.set_weight(*place, value)
    assert caught.value.field == field
    if field != "source":
        with pytest.raises(ExperimentError):
            trainer.set_bias(*place[:2], value)
    assert_equal(trainer, Trainer(SMALL))


def test_a_network_without_inputs_has_no_weight_to_set() -> None:
    with pytest.raises(ExperimentError, match="there is no source"):
        Trainer(SMALL.changed(features=())).set_weight(1, 0, 0, 1)


def test_a_run_that_diverges_stays_finite_and_stops() -> None:
    trainer = trained(EXPLODING, 10)
    assert trainer.diverged
    assert_all_finite(trainer)
    stopped = trainer.state().as_dict()
    trainer.step()
    trainer.run_epoch()
    assert trainer.state().as_dict() == stopped
    snapshot = snapshot_of(trainer, 10)
    assert snapshot.diverged
    assert all(np.isfinite(grid).all() for grid in snapshot.grids)


def test_a_run_that_diverges_step_by_step_stays_finite_all_the_way() -> None:
    trainer = Trainer(EXPLODING.changed(hidden=(3,), learning_rate=3))
    while not trainer.diverged:
        trainer.step()
        assert_all_finite(trainer)
        assert trainer.epoch < 100


def test_a_run_that_diverges_goes_back_to_the_last_epochs_end() -> None:
    trainer = Trainer(EXPLODING.changed(learning_rate=0.5, hidden=()))
    kept = trainer.state()
    while not trainer.diverged:
        kept = trainer.state()
        trainer.run_epoch()
    assert trainer.epoch > 0
    assert trainer.state().progress.as_dict() == kept.progress.as_dict()
    assert trainer.history.epochs[-1] == trainer.epoch


def test_a_diverged_run_goes_on_after_a_reset_or_a_weight_set_by_hand() -> None:
    trainer = trained(EXPLODING, 3)
    trainer.change(EXPLODING.changed(learning_rate=0.03))
    trainer.set_bias(1, 0, 0.0)
    assert not trainer.diverged
    trainer.run_epoch()
    assert trainer.epoch == 1
    again = trained(EXPLODING, 3)
    again.reset()
    assert (again.diverged, again.epoch) == (False, 0)


@pytest.mark.parametrize("regularization", ["none", "L1", "L2"])
@pytest.mark.parametrize("steps", [0, 2, 6, 50])
def test_a_restored_run_goes_on_bit_for_bit(regularization: str, steps: int) -> None:
    trainer = Trainer(SMALL.changed(regularization=regularization, regularization_rate=0.1))
    for _ in range(steps):
        trainer.step()
    text = json.dumps(trainer.state().as_dict(), allow_nan=False)
    other = Trainer(Experiment(problem="regression", hidden=(1,), features=()))
    other.restore(TrainerState.from_dict(json.loads(text)))
    assert_equal(trainer, other)
    for run in (trainer, other):
        run.step()
        run.run_epoch()
        run.reset()
        run.run_epoch()
    assert_equal(trainer, other)
    np.testing.assert_array_equal(trainer.data.train.x, other.data.train.x)


def test_a_state_can_be_kept_and_gone_back_to() -> None:
    trainer = trained(SMALL, 2)
    state = trainer.state()
    trainer.run_epoch()
    trainer.restore(state)
    assert_equal(trainer, trained(SMALL, 2))


def test_a_diverged_run_is_restored_as_diverged() -> None:
    trainer = trained(EXPLODING, 3)
    other = Trainer(SMALL)
    other.restore(TrainerState.from_dict(json.loads(json.dumps(trainer.state().as_dict(), allow_nan=False))))
    assert other.diverged
    assert_equal(trainer, other)


def test_a_run_without_inputs_is_restored() -> None:
    trainer = trained(SMALL.changed(features=()), 1)
    other = Trainer(SMALL)
    other.restore(TrainerState.from_dict(trainer.state().as_dict()))
    other.run_epoch()
    trainer.run_epoch()
    assert_equal(trainer, other)


def assert_all_finite(trainer: Trainer) -> None:
    json.dumps(trainer.state().as_dict()["history"], allow_nan=False)
    assert np.isfinite([trainer.train_loss, trainer.test_loss]).all()
    for layer in trainer.parameters:
        assert np.isfinite(layer.weights).all()
        assert np.isfinite(layer.biases).all()
