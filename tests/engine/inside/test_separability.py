"""How well a straight cut tells classes apart, by other means of finding that."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.inside.separability import explained, linear_accuracy, logistic_regression, separabilities
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.inside.networks import random_model


def by_brute_force(a: np.ndarray, index: np.ndarray) -> float:
    """The best share of right answers of any line, tried at 360 angles and between any two points."""
    best = 0.0
    for angle in np.linspace(0, np.pi, 360, endpoint=False):
        order = np.argsort(a @ [np.cos(angle), np.sin(angle)])
        ones = np.concatenate([[0], np.cumsum(index[order])])
        zeros = np.arange(len(a) + 1) - ones
        right = zeros + (ones[-1] - ones)
        best = max(best, right.max(), len(a) - right.min())
    return best / len(a)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), apart=st.floats(1, 4))
def test_a_fitted_line_is_nearly_as_good_as_the_best_of_all(seed: int, apart: float) -> None:
    rng = np.random.default_rng(seed)
    index = rng.integers(2, size=100)
    a = rng.normal(size=(100, 2)) + apart * index[:, np.newaxis] * [1, -0.5]
    best = by_brute_force(a, index)
    assert best - 0.12 <= linear_accuracy(a, index, 2) <= best


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 6), n_classes=st.integers(2, 4))
def test_what_can_be_told_apart_by_a_wide_margin_is_told_apart(seed: int, n: int, n_classes: int) -> None:
    rng = np.random.default_rng(seed)
    centres = 10 * np.eye(max(n, n_classes))[:n_classes, :]
    index = np.arange(60) % n_classes
    a = centres[index] + rng.normal(size=(60, centres.shape[1]))
    assert linear_accuracy(a, index, n_classes) == 1


def test_the_fit_is_where_the_loss_has_no_slope() -> None:
    rng = np.random.default_rng(1)
    index = rng.integers(3, size=80)
    rows = np.hstack([rng.normal(size=(80, 2)) + index[:, np.newaxis], np.ones((80, 1))])
    target, ridge = np.eye(3)[index], 1e-2
    weights = logistic_regression(rows, target, n_steps=2_000, ridge=ridge)

    def loss(weights: np.ndarray) -> float:
        z = rows @ weights
        return float(
            np.mean(np.log(np.exp(z).sum(axis=1)) - (z * target).sum(axis=1)) + ridge / 2 * (weights**2).sum()
        )

    for place in np.ndindex(weights.shape):
        step = np.zeros_like(weights)
        step[place] = 1e-5
        assert (loss(weights + step) - loss(weights - step)) / 2e-5 == pytest.approx(0, abs=1e-7)


def test_every_step_of_the_fit_makes_the_loss_smaller() -> None:
    rng = np.random.default_rng(2)
    index = rng.integers(2, size=50)
    rows = np.hstack([5 * rng.normal(size=(50, 3)), np.ones((50, 1))])
    target = np.eye(2)[index]

    def loss(n_steps: int) -> float:
        weights = logistic_regression(rows, target, n_steps)
        z = rows @ weights
        return float(
            np.mean(np.logaddexp.reduce(z, axis=1) - (z * target).sum(axis=1)) + 5e-5 * (weights**2).sum()
        )

    losses = [loss(n) for n in range(30)]
    assert (np.diff(losses) < 1e-12).all()
    assert losses[-1] < losses[0] - 0.01


@pytest.mark.parametrize("dataset", ["circle", "xor", "blobs", "gauss"])
def test_the_accuracy_is_that_of_scikit_learn(dataset: str) -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    trainer = Trainer(Experiment(dataset=dataset))
    x, label = trainer.data.train.x, trainer.data.train.label
    index = np.unique(label, return_inverse=True)[1]
    wanted = linear.LogisticRegression(C=1e3).fit(x, index).score(x, index)
    assert linear_accuracy(x, index, int(index.max()) + 1) == pytest.approx(wanted, abs=0.03)


def test_a_constant_neuron_and_one_that_says_the_same_as_another_do_no_harm() -> None:
    rng = np.random.default_rng(3)
    index = np.arange(40) % 2
    a = rng.normal(size=(40, 1)) + 20 * index[:, np.newaxis]
    assert linear_accuracy(np.hstack([a, a, np.ones((40, 1))]), index, 2) == 1
    assert linear_accuracy(np.ones((40, 2)), index, 2) == 0.5


def test_training_untangles_the_circle() -> None:
    trainer = Trainer(Experiment(hidden=(4, 2), learning_rate=0.1))
    trainer.run(trainer.batches_until(150))
    found = separabilities(
        trainer.experiment, trainer.learner.model, trainer.task.data.train_x, trainer.data.train.label
    )
    assert len(found) == 4
    assert all(each.is_accuracy for each in found)
    assert found[0].value < 0.75
    assert found[-2].value == found[-1].value == 1


def test_of_numbers_it_is_the_share_of_the_variance_that_is_explained() -> None:
    trainer = Trainer(Experiment(problem="regression", hidden=(3,)))
    x, label = trainer.task.data.train_x, trainer.data.train.label
    found = separabilities(trainer.experiment, trainer.learner.model, x, label)
    assert not found[0].is_accuracy
    rows = np.hstack([x, np.ones((len(x), 1))])
    rest = label - rows @ np.linalg.pinv(rows) @ label
    assert found[0].value == pytest.approx(1 - rest.var() / label.var(), abs=1e-9)
    assert explained(x, np.ones(len(x))) == 1


def test_one_class_alone_and_numbers_that_ran_away_get_a_sentence() -> None:
    experiment = Experiment(hidden=(3,))
    x = np.random.default_rng(1).normal(size=(10, 2))
    with pytest.raises(ReasonError, match="two classes to be told apart, got 1"):
        separabilities(experiment, random_model(experiment, 1), x, np.ones(10))
    with pytest.raises(ReasonError, match="have run away"):
        separabilities(experiment, random_model(experiment, 1, np.inf), x, np.ones(10))
