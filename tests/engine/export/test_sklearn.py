"""The class in scikit-learn's manner does what scikit-learn expects of one."""

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.model_selection import cross_val_score

from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.table import exported
from engine.network.outputs import accuracy
from engine.training.trainer import Trainer


def taken_away(experiment: Experiment, n_epochs: int = 5) -> tuple[Trainer, Any]:
    """A run and its network as a class in scikit-learn's manner."""
    trainer = Trainer(experiment)
    trainer.run(trainer.batches_until(n_epochs))
    script: dict[str, Any] = {}
    exec(exported(describe(trainer), "sklearn").content, script)
    return trainer, script["network"]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(dataset="gauss"),
        Experiment(dataset="gauss", loss="hinge"),
        Experiment(dataset="gauss", loss="binary-cross-entropy"),
        Experiment(dataset="gauss", loss="cross-entropy"),
        Experiment(dataset="blobs", classes=4, loss="cross-entropy"),
        Experiment(dataset="blobs", classes=4, loss="square"),
        Experiment(dataset="blobs", classes=4, loss="hinge"),
    ],
    ids=lambda each: f"{each.dataset} {each.loss}",
)
def test_a_classifier_tells_as_many_points_right_as_the_page(experiment: Experiment) -> None:
    trainer, network = taken_away(experiment)
    x, label = trainer.data.test
    said = trainer.learner.evaluate(trainer.task.data.test_x).outputs[-1]
    assert is_classifier(network)
    assert network.score(x, label) == pytest.approx(accuracy(experiment, said, label), abs=1e-12)
    assert set(network.predict(x)) <= set(network.classes_)
    assert set(label) <= set(network.classes_)
    assert network.decision_function(x).shape == ((len(x),) if said.shape[1] == 1 else said.shape)
    assert hasattr(network, "predict_proba") == (experiment.loss != "hinge")
    if experiment.loss != "hinge":
        shares = network.predict_proba(x)
        np.testing.assert_allclose(shares.sum(axis=1), 1)
        assert shares.shape == (len(x), len(network.classes_))
        np.testing.assert_array_equal(network.classes_[shares.argmax(axis=1)], network.predict(x))


def test_a_regression_gives_numbers() -> None:
    trainer, network = taken_away(Experiment(problem="regression"))
    assert is_regressor(network)
    said = trainer.learner.evaluate(trainer.task.data.test_x).outputs[-1][:, 0]
    np.testing.assert_allclose(network.predict(trainer.data.test.x), said)
    assert not hasattr(network, "decision_function")


def test_it_can_be_copied_and_is_trained_already() -> None:
    trainer, network = taken_away(Experiment(dataset="gauss"))
    x, label = trainer.data.test
    assert cross_val_score(clone(network), x, label, cv=3).mean() == pytest.approx(
        network.score(x, label), abs=0.01
    )
