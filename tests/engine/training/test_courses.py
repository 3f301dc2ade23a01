"""What a first course shows, in runs: classes and curves, overfitting, stopping, seeds, ablation."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.evaluation.inspection import inspection_of
from engine.evaluation.metrics import metrics_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import Experiment
from engine.formulas.optimizers import OPTIMIZERS
from engine.learning.chance import Chance
from engine.network.deep import open_gates
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from tests.engine.drawn import experiments

SMALL = Experiment(dataset="gauss", train_percent=5, noise=10)  # 25 points to train on


def trained(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    while trainer.epoch < epochs and not trainer.halted:
        trainer.run_epoch()
    return trainer


def assert_equal(one: Trainer, other: Trainer) -> None:
    assert one.state().as_dict() == other.state().as_dict()


def restored(trainer: Trainer) -> Trainer:
    """Another trainer, gone on from the state of this one as a file would keep it."""
    text = json.dumps(trainer.state().as_dict(), allow_nan=False)
    other = Trainer(Experiment(problem="regression", hidden=(1,), features=()))
    other.restore(TrainerState.from_dict(json.loads(text)))
    return other


small_experiments = experiments(
    lambda fields: {
        "hidden": tuple(min(n, 4) for n in fields["hidden"][:4]),
        "train_percent": 8.0,
        "batch_size": min(fields["batch_size"], 16),
        "patience": min(fields["patience"], 3),
    }
)
"""Any experiment, as long as it is quick."""


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


def test_early_stopping_restores_the_best_weights_and_marks_their_epoch() -> None:
    experiment = Experiment(
        dataset="spiral", noise=50, train_percent=10, hidden=(8, 8), optimizer="adam", learning_rate=0.03,
        early_stopping=True, patience=15,
    )  # fmt: skip
    trainer = trained(experiment, 2000)
    assert trainer.stopped is not None
    assert trainer.stopped.reason == "early-stopping"
    best = trainer.best_epoch
    assert best == trainer.epoch - 15
    again = trained(experiment, best)
    for one, other in zip(trainer.parameters, again.parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
    assert trainer.test_loss == again.test_loss == min(trainer.history.test[1:])
    assert snapshot_of(trainer, 5).best_epoch == best
    stopped = trainer.state().as_dict()
    trainer.run_epoch()
    trainer.step()
    assert trainer.state().as_dict() == stopped
    other = restored(trainer)
    for run in (trainer, other):
        run.go_on()
        for _ in range(3):
            run.run_epoch()
        assert run.stopped is None
    assert_equal(trainer, other)


def test_a_run_stops_at_its_epoch_and_goes_on_past_it_when_told() -> None:
    trainer = trained(SMALL.changed(stop_epoch=3), 10)
    assert (trainer.epoch, trainer.stopped and trainer.stopped.reason) == (3, "epoch")
    trainer.go_on()
    for _ in range(4):
        trainer.run_epoch()
    assert (trainer.epoch, trainer.stopped) == (7, None)
    trainer.change(trainer.experiment.changed(stop_epoch=8))
    trainer.run_epoch()
    trainer.run_epoch()
    assert (trainer.epoch, trainer.stopped and trainer.stopped.epoch) == (8, 8)
    trainer.change(trainer.experiment.changed(stop_epoch=0))
    assert trainer.stopped is None
    trainer.reset()
    assert (trainer.epoch, trainer.stopped) == (0, None)


def test_a_run_stops_at_a_loss_and_at_an_accuracy() -> None:
    by_loss = trained(Experiment(stop_loss=0.2), 300)
    assert by_loss.stopped is not None
    assert by_loss.stopped.reason == "loss"
    assert by_loss.history.test[-1] <= 0.2 < by_loss.history.test[-2]
    by_accuracy = trained(Experiment(stop_accuracy=90), 300)
    assert by_accuracy.stopped is not None
    assert by_accuracy.stopped.reason == "accuracy"
    accuracy = metrics_of(by_accuracy).test.accuracy
    assert accuracy is not None
    assert accuracy >= 0.9


def test_a_stop_says_why_in_a_sentence() -> None:
    trainer = trained(SMALL.changed(stop_epoch=1, stop_accuracy=1), 9)
    assert trainer.stopped is not None
    assert str(trainer.stop_reason) == "Epoch 1 is reached."


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


@pytest.mark.parametrize("scaling", ["min-max", "standard"])
def test_inputs_are_scaled_as_the_training_points_have_it(scaling: Any) -> None:
    experiment = Experiment(
        features=("x", "ySquared"), input_scaling=scaling, hidden=(2,), activation="linear"
    )
    trainer = Trainer(experiment)
    raw = np.stack([trainer.data.train.x[:, 0], trainer.data.train.x[:, 1] ** 2], axis=1)
    low, size = (raw.min(0), np.ptp(raw, axis=0)) if scaling == "min-max" else (raw.mean(0), raw.std(0))
    for neuron in range(2):
        trainer.set_weight(1, 0, neuron, 1.0)
    trainer.set_bias(1, 0, 0.0)
    corner = (np.array([-6.0, 36.0]) - low) / size
    assert snapshot_of(trainer, 5).grids[0][0][0, 0] == pytest.approx(corner.sum(), rel=1e-5)


def test_a_feature_that_is_the_same_everywhere_is_not_divided_by_zero() -> None:
    experiment = Experiment(train_percent=1, noise=0, input_scaling="standard", features=("x",))
    trainer = Trainer(experiment)
    for part in trainer.data:
        part.x[:] = 2.0
    assert np.isfinite(trained(experiment, 2).train_loss)


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
    for neuron in range(2):
        trainer.set_bias(1, neuron, 0.0)
    np.testing.assert_allclose(snapshot_of(trainer, 13).grids[0][0][4], np.arange(-6, 7))


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_normalised_networks_learn_and_their_scales_are_seen(normalization: Any) -> None:
    trainer = trained(Experiment(normalization=normalization, hidden=(6, 4), learning_rate=0.1), 60)
    assert trainer.test_loss < 0.15
    snapshot = snapshot_of(trainer, 5)
    assert [scale.weights.shape for scale in snapshot.scales] == [(6,), (4,)]
    assert (snapshot.scales[0].weights != 1).all()
    assert len(trainer.learner.model.remembered) == (2 if normalization == "batch" else 0)
