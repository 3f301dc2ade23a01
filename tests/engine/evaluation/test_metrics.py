"""Scores and counts of a run."""

import json

import numpy as np
import pytest

from engine.evaluation.metrics import metrics_of, parameter_counts, scores
from engine.experiment.experiment import Experiment
from engine.network.network import count_parameters
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


def test_scores_of_numbers_are_those_of_the_textbook() -> None:
    experiment = Experiment(problem="regression")
    label = np.array([1.0, 2.0, 3.0, 6.0])
    found = scores(experiment, np.array([[1.0], [2.0], [3.0], [4.0]]), label, loss=0.5)
    assert found.rmse == 1.0
    assert found.r2 == pytest.approx(1 - 4 / 14)
    assert scores(experiment, np.zeros((2, 1)), np.ones(2), loss=0).r2 is None


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
