"""A run goes over to other points or another shape and keeps what it has learnt."""

from typing import Any

import numpy as np
import pytest

from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIVE_FIELDS, OPTIONS, Experiment
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from engine.training.transfer import POINT_FIELDS, SHAPE_FIELDS, TRANSFERABLE, transfer


def trained(epochs: int = 3, **fields: Any) -> Trainer:
    trainer = Trainer(Experiment(**fields))
    for _ in range(epochs):
        trainer.run_epoch()
    trainer.step()
    return trainer


def changed(trainer: Trainer, **changes: Any) -> Trainer:
    transfer(trainer, trainer.experiment.changed(**changes))
    return trainer


def is_whole(trainer: Trainer) -> bool:
    """Whether the state fits its experiment, goes through JSON and can be trained on."""
    state = TrainerState.from_dict(trainer.state().as_dict())
    again = Trainer(state.experiment)
    assert again.fits(state)
    again.restore(state)
    for each in (trainer, again):
        each.run_epoch()
        each.run_epoch()
    return repr(trainer.state().as_dict()) == repr(again.state().as_dict())


def test_what_goes_on_is_said_once_and_is_of_the_options() -> None:
    assert set(OPTIONS) > TRANSFERABLE
    assert not LIVE_FIELDS & (POINT_FIELDS | SHAPE_FIELDS)


@pytest.mark.parametrize("changes", [{"noise": 40}, {"train_percent": 20}, {"train_percent": 90, "noise": 5}])
@pytest.mark.parametrize("fields", [{}, {"shuffle": True, "optimizer": "adam", "input_scaling": "standard"}])
def test_other_points_come_from_the_same_seed_and_the_weights_stay(
    changes: dict[str, Any], fields: dict[str, Any]
) -> None:
    trainer = trained(**fields)
    weights = [layer.weights.copy() for layer in trainer.parameters]
    epoch, curve = trainer.epoch, trainer.history.points()
    changed(trainer, **changes)
    fresh = Trainer(trainer.experiment)
    assert (trainer.data.train.x == fresh.data.train.x).all()
    assert (trainer.data.train.label == fresh.data.train.label).all()
    assert all((was == now.weights).all() for was, now in zip(weights, trainer.parameters, strict=True))
    assert (trainer.epoch, trainer.history.points()) == (epoch, curve)
    fresh.restore(trainer.state())
    assert trainer.train_loss == pytest.approx(fresh.train_loss)
    assert is_whole(trainer)


def test_the_losses_are_of_the_new_points_at_once() -> None:
    trainer = trained()
    before = trainer.train_loss
    changed(trainer, noise=50)
    assert trainer.train_loss != before
    assert trainer.state().progress.losses == (trainer.train_loss, trainer.test_loss)


def test_a_neuron_more_leaves_the_others_weights() -> None:
    trainer = trained(hidden=(4, 3))
    old = trainer.parameters
    changed(trainer, hidden=(5, 3))
    new = trainer.parameters
    assert [layer.weights.shape for layer in new] == [(5, 2), (3, 5), (1, 3)]
    assert (new[0].weights[:4] == old[0].weights).all()
    assert (new[0].biases[:4] == old[0].biases).all()
    assert (new[1].weights[:, :4] == old[1].weights).all()
    assert (new[2].weights == old[2].weights).all()
    assert (new[1].weights[:, 4] != 0).all()
    assert is_whole(trainer)


def test_a_neuron_less_leaves_the_others_weights() -> None:
    trainer = trained(hidden=(4, 3))
    old = trainer.parameters
    changed(trainer, hidden=(4, 2))
    new = trainer.parameters
    assert (new[1].weights == old[1].weights[:2]).all()
    assert (new[2].weights == old[2].weights[:, :2]).all()
    assert (new[0].weights == old[0].weights).all()


def test_a_layer_more_or_less_keeps_the_layers_before_and_the_bias_of_the_output() -> None:
    trainer = trained(hidden=(4, 3))
    old = trainer.parameters
    changed(trainer, hidden=(4, 3, 3))
    new = trainer.parameters
    assert all((now.weights == was.weights).all() for now, was in zip(new[:2], old, strict=False))
    assert (new[3].biases == old[2].biases).all()
    assert (new[3].weights != old[2].weights).any()
    assert is_whole(trainer)
    changed(trainer, hidden=())
    assert [layer.weights.shape for layer in trainer.parameters] == [(1, 2)]
    changed(trainer, hidden=(2,))
    assert is_whole(trainer)


def test_an_input_more_or_less_leaves_the_others_weights() -> None:
    trainer = trained(features=("x", "y"))
    old = trainer.parameters
    changed(trainer, features=("x", "xSquared", "y"))
    new = trainer.parameters[0].weights
    assert (new[:, [0, 1]] == old[0].weights).all()  # features stand in their own order: x, y, x squared
    changed(trainer, features=("y",))
    assert (trainer.parameters[0].weights[:, 0] == old[0].weights[:, 1]).all()
    changed(trainer, features=())
    assert trainer.parameters[0].weights.shape == (4, 0)
    changed(trainer, features=("sinX",))
    assert is_whole(trainer)


def test_what_is_new_comes_from_where_the_random_stream_stands() -> None:
    one, other = trained(), trained()
    for trainer in (one, other):
        changed(trainer, hidden=(5, 2))
        changed(trainer, hidden=(4, 2))
        changed(trainer, hidden=(5, 2))
    assert (one.parameters[0].weights == other.parameters[0].weights).all()
    other = trained()
    changed(other, hidden=(5, 2))
    assert (one.parameters[0].weights[4] != other.parameters[0].weights[4]).all()


@pytest.mark.parametrize("fields", [
    {"normalization": "batch", "hidden": (4, 4)},
    {"normalization": "layer", "hidden": (4, 4), "optimizer": "adam"},
    {"optimizer": "momentum", "shuffle": True, "dropout": 0.3, "hidden": (4, 4)},
    {"early_stopping": True, "regularization": "L1", "regularization_rate": 0.1, "hidden": (4, 4)},
    {"skip": True, "hidden": (4, 4), "layer_activations": ("relu", "sine"), "dataset": "blobs"},
])  # fmt: skip
@pytest.mark.parametrize("changes", [
    {"hidden": (5, 4)}, {"hidden": (4, 4, 2)}, {"hidden": (2, 2)}, {"features": ("x", "sinY")},
    {"features": ("x", "x1^3 - x2", "sin(3*x1)")},
    {"hidden": (4, 6), "optimizer": "rmsprop", "regularization": "L2"}, {"noise": 30, "optimizer": "adam"},
])  # fmt: skip
def test_every_kind_of_run_goes_on_after_it(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    assert is_whole(changed(trained(**fields), **changes))


def test_scales_and_what_is_off_or_frozen_stay_with_their_neurons() -> None:
    trainer = trained(normalization="batch", hidden=(4, 3))
    trainer.switch_neuron(1, 1, on=False)
    trainer.freeze_weight(2, 0, 3, frozen=True)
    gains = trainer.learner.model.scales[0].weights
    memory = trainer.learner.model.remembered[0].mean
    changed(trainer, hidden=(6, 3))
    assert trainer.hand.off[0].tolist() == [False, True, False, False, False, False]
    assert np.argwhere(trainer.hand.frozen[1].weights).tolist() == [[0, 3]]
    assert (trainer.learner.model.scales[0].weights[:4] == gains).all()
    assert (trainer.learner.model.remembered[0].mean[:4] == memory).all()
    assert is_whole(trainer)


def test_weights_that_are_dead_stay_so_and_what_is_new_lives() -> None:
    trainer = trained(30, regularization="L1", regularization_rate=1, hidden=(6,))
    dead = trainer.state().progress.learning.dead[0]
    assert dead.any()
    changed(trainer, hidden=(7,))
    after = trainer.state().progress.learning.dead[0]
    assert (after[:6] == dead).all()
    assert not after[6].any()


def test_the_memory_of_the_optimizer_stays_with_other_points() -> None:
    trainer = trained(optimizer="adam")
    steps = trainer.state().progress.learning.steps
    changed(trainer, noise=10)
    assert trainer.state().progress.learning.steps == steps > 0
    changed(trainer, hidden=(3,))
    assert trainer.state().progress.learning.steps == 0


@pytest.mark.parametrize("changes", [{"dataset": "xor"}, {"seed": "1", "noise": 3}, {"loss": "huber"}])
def test_what_begins_another_run_is_refused(changes: dict[str, Any]) -> None:
    trainer = trained()
    state = repr(trainer.state().as_dict())
    with pytest.raises(ExperimentError):
        changed(trainer, **changes)
    assert repr(trainer.state().as_dict()) == state
