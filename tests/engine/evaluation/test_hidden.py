"""The score on points that nobody has seen."""

import numpy as np
import pytest

from engine.evaluation.hidden import N_POINTS, hidden_points, hidden_score
from engine.experiment.experiment import OPTIONS, Experiment
from engine.training.trainer import Trainer

CIRCLE = Experiment(dataset="circle", seed="0.5", noise=10)


def test_hidden_points_are_like_those_of_the_experiment_and_others() -> None:
    points = hidden_points(CIRCLE, "secret")
    seen = Trainer(CIRCLE).data
    assert points.x.shape == (N_POINTS, 2)
    assert set(points.label.tolist()) == {-1, 1}
    known = {tuple(each) for half in (seen.train, seen.test) for each in half.x.tolist()}
    assert known.isdisjoint(map(tuple, points.x.tolist()))
    assert not np.array_equal(points.x, hidden_points(CIRCLE, "another").x)


def test_a_network_that_learns_gets_a_better_score() -> None:
    trainer, points = Trainer(CIRCLE), hidden_points(CIRCLE, "secret")
    first = hidden_score(trainer, points)
    for _ in range(200):
        trainer.run_epoch()
    assert hidden_score(trainer, points) < 0.2 * first


@pytest.mark.parametrize("loss", OPTIONS["loss"].names)
def test_the_score_is_the_same_measure_with_every_loss(loss: str) -> None:
    trainer, points = Trainer(CIRCLE.fitting(loss=loss)), hidden_points(CIRCLE, "secret")
    first = hidden_score(trainer, points)
    for _ in range(300):
        trainer.run_epoch()
    assert 0 <= hidden_score(trainer, points) < 0.6 * first


def test_of_several_classes_the_share_told_wrong_counts() -> None:
    experiment = Experiment(dataset="blobs", seed="0.5")
    trainer, points = Trainer(experiment), hidden_points(experiment, "secret")
    assert 0.3 < hidden_score(trainer, points) <= 1
    for _ in range(200):
        trainer.run_epoch()
    assert hidden_score(trainer, points) < 0.1


def test_the_score_of_a_test_set_is_its_loss_where_the_loss_is_the_squared_one() -> None:
    trainer = Trainer(CIRCLE)
    assert hidden_score(trainer, trainer.data.test) == pytest.approx(trainer.test_loss, rel=1e-5)


def test_a_table_has_no_points_that_nobody_has_seen() -> None:
    with pytest.raises(ValueError, match="of a table there are no more points"):
        hidden_points(Experiment(dataset="iris"), "secret")
