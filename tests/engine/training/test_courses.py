"""What a first course shows, in runs: classes and curves, overfitting, seeds, dropout."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine.evaluation.inspection import inspection_of
from engine.evaluation.metrics import metrics_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
from engine.formulas.optimizers import OPTIMIZERS
from engine.learning.chance import Chance
from engine.network.deep import open_gates
from engine.training.trainer import Trainer
from tests.engine.training.runs import SMALL, assert_equal, small_experiments, trained


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=small_experiments)
def test_looking_at_any_run_leaves_no_trace_and_everything_seen_is_finite(experiment: Experiment) -> None:
    watched, unwatched = Trainer(experiment), Trainer(experiment)
    for _ in range(4):
        snapshot = snapshot_of(watched, 8)
        assert all(np.isfinite(grid).all() for grid in snapshot.grids)
        json.dumps([metrics_of(watched).as_dict(), inspection_of(watched, 5).as_dict()], allow_nan=False)
        watched.step()
        unwatched.step()
    assert_equal(watched, unwatched)


@pytest.mark.parametrize("classes", [3, 5, 8])
@pytest.mark.parametrize("loss", ["square", "hinge", "binary-cross-entropy", "cross-entropy"])
def test_blobs_of_many_classes_are_learnt_with_every_loss(loss: Any, classes: int) -> None:
    experiment = Experiment(dataset="blobs", classes=classes, loss=loss, hidden=(8,), optimizer="adam")
    trainer = trained(experiment, 60)
    assert trainer.parameters[-1].weights.shape == (classes, 8)
    accuracy = metrics_of(trainer).test.accuracy
    assert accuracy is not None
    assert accuracy > 0.93


@pytest.mark.parametrize("dataset", ["rings", "pinwheel"])
def test_rings_and_pinwheels_of_three_classes_are_learnt(dataset: str) -> None:
    experiment = Experiment(
        dataset=dataset, loss="cross-entropy", hidden=(8, 8), optimizer="adam", learning_rate=0.01
    )
    accuracy = metrics_of(trained(experiment, 120)).test.accuracy
    assert accuracy is not None
    assert accuracy > 0.9


@pytest.mark.parametrize("loss", ["absolute", "huber", "hinge", "binary-cross-entropy", "cross-entropy"])
def test_two_classes_are_learnt_with_every_loss(loss: Any) -> None:
    trainer = trained(Experiment(loss=loss, hidden=(6,), optimizer="adam", learning_rate=0.01), 150)
    accuracy = metrics_of(trainer).test.accuracy
    assert accuracy is not None
    assert accuracy > 0.95


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns(optimizer: str) -> None:
    rate = {"sgd": 0.1, "momentum": 0.03, "nesterov": 0.03}.get(optimizer, 0.01)
    trainer = trained(Experiment(optimizer=optimizer, learning_rate=rate), 60)
    assert trainer.test_loss < 0.1


@pytest.mark.parametrize("name", ["step", "box", "sine", "polynomial"])
def test_curves_are_learnt_and_seen(name: Any) -> None:
    experiment = Experiment(
        problem="curve",
        curve_dataset=name,
        features=("x",),
        hidden=(8, 8),
        optimizer="adam",
        learning_rate=0.02,
    )
    trainer = trained(experiment, 200)
    scores = metrics_of(trainer).test
    assert scores.r2 is not None
    assert scores.r2 > 0.8
    snapshot = snapshot_of(trainer, 50)
    assert snapshot.curves is not None
    assert [curve.shape for curve in snapshot.curves] == [(8, 50), (8, 50), (1, 50)]
    assert [grid.shape for grid in snapshot.grids] == [(8, 50, 50), (8, 50, 50), (1, 50, 50)]
    for curve, grid in zip(snapshot.curves, snapshot.grids, strict=True):
        np.testing.assert_array_equal(grid[:, 7], curve)
    assert (trainer.data.train.x[:, 1] == 0).all()


def test_zeros_never_break_their_symmetry() -> None:
    trainer = trained(Experiment(initializer="zeros", hidden=(4, 3)), 30)
    for layer in trainer.parameters[:-1]:
        assert (layer.weights == layer.weights[0]).all()
        assert (layer.biases == layer.biases[0]).all()
    accuracy = metrics_of(trainer).test.accuracy
    assert accuracy is not None
    assert accuracy < 0.75


def test_gradients_vanish_in_six_layers_of_sigmoids_and_not_with_he_and_relu() -> None:
    deep = Experiment(hidden=(8,) * 6, activation="sigmoid")
    norms = [layer.gradient_norm for layer in inspection_of(Trainer(deep)).layers]
    assert norms[0] < norms[-1] / 1000
    better = Trainer(deep.changed(activation="relu", initializer="he"))
    norms = [layer.gradient_norm for layer in inspection_of(better).layers]
    assert norms[0] > norms[-1] / 30


def test_dropout_drops_neurons_while_training_and_none_at_evaluation() -> None:
    trainer = Trainer(Experiment(hidden=(20, 20), dropout=0.5))
    assert snapshot_of(trainer, 5).dropped == ()
    trainer.step()
    dropped = snapshot_of(trainer, 5).dropped
    assert [mask.shape for mask in dropped] == [(20,), (20,)]
    assert 8 <= sum(int(mask.sum()) for mask in dropped) <= 32
    rows = trainer.parameters[0].weights - Trainer(trainer.experiment).parameters[0].weights
    np.testing.assert_array_equal((rows == 0).all(axis=1), dropped[0])
    plain = Trainer(Experiment(hidden=(20, 20)))
    plain.restore(trainer.state())
    plain.change(trainer.experiment.changed(dropout=0.0))
    assert plain.train_loss == trainer.train_loss
    assert snapshot_of(plain, 5).dropped == ()


def test_what_dropout_keeps_counts_more_so_that_the_mean_stays() -> None:
    masks = [np.arange(10) < 4]
    gates = open_gates(masks, (), 0.4, np.float64)
    np.testing.assert_allclose(gates[0], [0] * 4 + [1 / 0.6] * 6)
    np.testing.assert_allclose(
        open_gates(masks, [np.arange(10) == 9], 0.4, np.float64)[0], [0] * 4 + [1 / 0.6] * 5 + [0]
    )


@pytest.mark.parametrize("seed", ["0.5", "0.1"])
def test_dropout_helps_on_noisy_spirals(seed: str) -> None:
    noisy = Experiment(
        dataset="spiral", noise=80, train_percent=20, features=("x", "y", "sinX", "sinY"), hidden=(32, 32),
        activation="relu", initializer="xavier-uniform", loss="binary-cross-entropy", optimizer="adam",
        learning_rate=0.01, seed=seed,
    )  # fmt: skip
    without, with_dropout = trained(noisy, 150), trained(noisy.changed(dropout=0.4), 150)
    assert without.train_loss < with_dropout.train_loss
    assert with_dropout.test_loss < 0.7 * without.test_loss


SEEDED: dict[str, Any] = {
    "data_seed": lambda t: sorted(map(tuple, np.vstack([t.data.train.x, t.data.test.x]).tolist())),
    "split_seed": lambda t: sorted(map(tuple, t.data.train.x.tolist())),
    "weights_seed": lambda t: Trainer(t.experiment).parameters[0].weights.tolist(),
    "batch_seed": lambda t: Chance(t.experiment).order(t.epoch, 25).tolist(),
    "dropout_seed": lambda t: [mask.tolist() for mask in t.dropped],
}
"""What each seed decides."""


@pytest.mark.parametrize("field", SEEDED)
def test_a_seed_of_its_own_changes_its_thing_and_nothing_else(field: str) -> None:
    experiment = SMALL.changed(shuffle=True, dropout=0.3, hidden=(9, 9))
    plain = trained(experiment, 2)
    other, again = (trained(experiment.changed(**{field: "another"}), 2) for _ in range(2))
    assert_equal(other, again)
    expected = {"data_seed", "split_seed"} if field == "data_seed" else {field}  # other points, other halves
    assert {name for name, shown in SEEDED.items() if shown(other) != shown(plain)} == expected


def test_a_schedule_sets_the_rate_of_each_epoch() -> None:
    experiment = SMALL.changed(schedule="step", schedule_epochs=2, schedule_factor=0.5, learning_rate=0.8)
    trainer = Trainer(experiment)
    rates = []
    for _ in range(5):
        rates.append(snapshot_of(trainer, 4).learning_rate)
        trainer.run_epoch()
    assert rates == [0.8, 0.8, 0.4, 0.4, 0.2]
    slow = trained(experiment.changed(schedule_factor=0.0), 2)
    before = slow.parameters
    slow.run_epoch()
    np.testing.assert_array_equal(before[0].weights, slow.parameters[0].weights)


def test_a_live_change_of_the_optimizer_begins_without_memory() -> None:
    trainer = trained(SMALL.changed(optimizer="adam"), 2)
    parameters = trainer.parameters
    trainer.change(SMALL.changed(optimizer="momentum"))
    learning = trainer.state().progress.learning
    assert trainer.parameters is parameters
    assert learning.steps == 0
    assert all((m == 0).all() for pair in learning.moments for moments in pair for m in moments)
    before = trainer.updates
    trainer.run_epoch()
    assert trainer.state().progress.learning.steps == trainer.updates - before > 0


def test_skip_connections_are_there_where_the_widths_allow() -> None:
    assert Experiment(hidden=(2, 2, 3, 3), skip=True).skips == (True, True, False, True)
    assert Experiment(hidden=(2, 2)).skips == (False, False)
    trainer = Trainer(Experiment(hidden=(2,), skip=True, activation="relu", initializer="zeros"))
    np.testing.assert_allclose(snapshot_of(trainer, 13).grids[0][0][4], np.arange(-6, 7))


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_normalised_networks_learn_and_their_scales_are_seen(normalization: Any) -> None:
    trainer = trained(Experiment(normalization=normalization, hidden=(6, 4), learning_rate=0.1), 60)
    assert trainer.test_loss < 0.15
    snapshot = snapshot_of(trainer, 5)
    assert [scale.weights.shape for scale in snapshot.scales] == [(6,), (4,)]
    assert (snapshot.scales[0].weights != 1).all()
    assert len(trainer.learner.model.remembered) == (2 if normalization == "batch" else 0)
