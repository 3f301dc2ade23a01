"""The numbers people ask for: scores, counts, histograms, gradient norms; and what is painted."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.evaluation.inspection import histogram, inspection_of
from engine.evaluation.metrics import metrics_of, parameter_counts, scores
from engine.evaluation.snapshot import decision, snapshot_of
from engine.experiment.experiment import Experiment
from engine.network.network import count_parameters
from engine.network.outputs import class_of, predicted_class, targets
from engine.training.trainer import Trainer

THREE = Experiment(dataset="blobs", loss="cross-entropy")


def test_scores_of_classes_are_those_counted_by_hand() -> None:
    a = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0.1, 0.5, 0.4]])
    found = scores(THREE, a, np.array([0.0, 1, 1, 1, 2]), loss=0.5)
    assert found.confusion == [[1, 0, 0], [1, 2, 0], [0, 1, 0]]
    assert found.accuracy == 3 / 5
    assert found.precision == [1 / 2, 2 / 3, None]
    assert found.recall == [1.0, 2 / 3, 0.0]
    assert (found.r2, found.rmse, found.loss) == (None, None, 0.5)


@pytest.mark.parametrize(
    ("loss", "a"),
    [
        ("square", [[0.2], [-0.1], [-3]]),
        ("hinge", [[0.2], [-0.1], [-3]]),
        ("binary-cross-entropy", [[0.6], [0.4], [0.1]]),
        ("cross-entropy", [[0.3, 0.7], [0.6, 0.4], [0.9, 0.1]]),
    ],
)
def test_two_classes_are_told_apart_at_the_middle(loss: Any, a: list[list[float]]) -> None:
    experiment = Experiment(loss=loss)
    np.testing.assert_array_equal(predicted_class(experiment, np.array(a)), [1, 0, 0])
    found = scores(experiment, np.array(a), np.array([1.0, 1.0, -1.0]), loss=0)
    assert found.confusion == [[1, 0], [1, 1]]


def test_scores_of_numbers_are_those_of_the_textbook() -> None:
    experiment = Experiment(problem="regression")
    label = np.array([1.0, 2.0, 3.0, 6.0])
    found = scores(experiment, np.array([[1.0], [2.0], [3.0], [4.0]]), label, loss=0.5)
    assert found.rmse == 1.0
    assert found.r2 == pytest.approx(1 - 4 / 14)
    assert scores(experiment, np.zeros((2, 1)), np.ones(2), loss=0).r2 is None


def test_targets_are_made_for_every_output() -> None:
    label = np.array([0.0, 2.0])
    np.testing.assert_array_equal(targets(THREE, label), [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(targets(THREE.changed(loss="square"), label), [[1, -1, -1], [-1, -1, 1]])
    two = np.array([-1.0, 1.0])
    np.testing.assert_array_equal(targets(Experiment(), two), [[-1], [1]])
    np.testing.assert_array_equal(targets(Experiment(loss="binary-cross-entropy"), two), [[0], [1]])
    np.testing.assert_array_equal(targets(Experiment(loss="cross-entropy"), two), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(class_of(two, 2), [0, 1])


def test_the_metrics_of_a_run_agree_with_its_losses() -> None:
    trainer = Trainer(THREE)
    metrics = metrics_of(trainer)
    assert metrics.train.loss == trainer.train_loss
    assert metrics.gap == trainer.test_loss - trainer.train_loss
    assert metrics.train.confusion is not None
    assert sum(map(sum, metrics.train.confusion)) == len(trainer.data.train.label)
    assert json.loads(json.dumps(metrics.as_dict()))["test"]["accuracy"] == metrics.test.accuracy


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(hidden=(), features=()),
        THREE.changed(classes=8, hidden=(5, 3)),
        Experiment(hidden=(6, 4), normalization="batch"),
        Experiment(problem="curve", features=("x",), hidden=(3,), normalization="layer"),
    ],
)
def test_parameters_are_counted_as_there_are(experiment: Experiment) -> None:
    counts, model = parameter_counts(experiment), Trainer(experiment).learner.model
    assert sum(layer.total for layer in counts) == count_parameters((*model.parameters, *model.scales))
    for layer, (weights, biases) in zip(counts, model.parameters, strict=True):
        assert (layer.n_weights, layer.n_biases) == (weights.size, biases.size)
        arithmetic, total = layer.formula.split(" = ")
        assert eval(arithmetic.replace("×", "*")) == int(total) == layer.total


def test_the_formula_of_a_layer_is_written_out() -> None:
    assert parameter_counts(Experiment())[1].formula == "4 × 2 + 2 = 10"
    assert parameter_counts(Experiment(normalization="layer"))[0].formula == "2 × 4 + 4 + 2 × 4 = 20"


@example([-1.7e308, 1.7e308])
@example([5e-324, 0.0])
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_a_histogram_counts_every_finite_value_once(values: list[float]) -> None:
    found = histogram(np.array(values, dtype=float), 7)
    assert sum(found.counts) == int(np.isfinite(values).sum())
    assert len(found.counts) == 7
    assert found.low <= found.high
    json.dumps([found.low, found.high], allow_nan=False)


def test_a_histogram_has_its_bins_from_low_to_high() -> None:
    found = histogram(np.array([0.0, 0.1, 0.9, 1.0, 4.0]), 4)
    assert (found.low, found.high, found.counts) == (0.0, 4.0, [3, 1, 0, 1])


def test_an_inspection_shows_every_layer() -> None:
    trainer = Trainer(Experiment(hidden=(5, 3), activation="relu"))
    trainer.run_epoch()
    layers = inspection_of(trainer, 10).layers
    assert len(layers) == 3
    for view, (weights, _) in zip(layers, trainer.parameters, strict=True):
        assert sum(view.weights.counts) == sum(view.gradients.counts) == weights.size
        assert sum(view.pre_activations.counts) == sum(view.activations.counts) == 250 * len(weights)
    assert layers[0].activations.low == 0
    assert layers[0].pre_activations.low < 0


def test_the_gradient_norm_is_that_of_the_mean_loss() -> None:
    trainer = Trainer(Experiment(hidden=()))
    (view,) = inspection_of(trainer).layers
    slopes, h = [], 1e-5
    for place in range(3):
        losses = []
        for by in (h, -h):
            other = Trainer(Experiment(hidden=()))
            (w, b), *_ = other.parameters
            if place < 2:
                other.set_weight(1, 0, place, float(w[0, place] + by))
            else:
                other.set_bias(1, 0, float(b[0] + by))
            losses.append(other.train_loss)
        slopes.append((losses[0] - losses[1]) / (2 * h))
    assert view.gradient_norm == pytest.approx(np.linalg.norm(slopes), rel=1e-6)


def test_one_output_is_painted_from_minus_one_to_one() -> None:
    grid = np.array([[[0.0, 0.5, 1.0]]], dtype=np.float32)
    plain = decision(Experiment(), grid)
    assert plain.signed is not None
    np.testing.assert_array_equal(plain.signed, grid[0])
    assert plain.winner is None
    logistic = decision(Experiment(loss="binary-cross-entropy"), grid)
    assert logistic.signed is not None
    np.testing.assert_array_equal(logistic.signed, [[-1, 0, 1]])


def test_of_many_outputs_the_winner_and_its_lead_are_painted() -> None:
    grids = np.array([[[0.7, 0.5]], [[0.2, 0.5]], [[0.1, 0.0]]], dtype=np.float32)
    painted = decision(THREE, grids)
    assert painted.winner is not None
    assert painted.winner.tolist() == [[0, 0]]
    np.testing.assert_allclose(painted.confidence, [[0.5, 0]], rtol=1e-6)  # type: ignore[arg-type]
    scored = decision(THREE.changed(loss="square"), np.array([[[1.0]], [[-1.0]], [[0.0]]], dtype=np.float32))
    np.testing.assert_allclose(scored.confidence, [[0.5]])  # type: ignore[arg-type]


@pytest.mark.parametrize("classes", [2, 3, 8])
def test_a_snapshot_of_classes_has_a_picture_for_each(classes: int) -> None:
    snapshot = snapshot_of(Trainer(THREE.changed(classes=classes)), 9)
    assert snapshot.grids[-1].shape == (classes, 9, 9)
    np.testing.assert_allclose(snapshot.grids[-1].sum(axis=0), 1, rtol=1e-5)
    assert snapshot.decision.winner is not None
    assert snapshot.decision.winner.shape == (9, 9)
    assert snapshot.decision.winner.max() < classes
