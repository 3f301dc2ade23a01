"""Shapes with numbers of their own, typed rules and functions, and data that is spoilt on purpose."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dataset import Point, Points, as_points
from engine.data.datasets import DATASETS, LEAST_POINTS, MOST_POINTS, N_POINTS
from engine.data.real_sets import REAL_SETS
from engine.data.rng import SeedRandom
from engine.data.splitting import make_data
from engine.data.spoiling import thinned
from engine.data.table_points import DATASETS as OWN
from engine.experiment.experiment import Experiment, ExperimentError
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.training.trainer import Trainer
from engine.training.transfer import transfer


def points_of(**fields: Any) -> Points:
    """All points of an experiment, in no order."""
    experiment = Experiment(**fields)
    (train, test), _ = make_data(experiment, SeedRandom(experiment.seed))
    return Points(np.concatenate([train.x, test.x]), np.concatenate([train.label, test.label]))


def in_rows(points: Points) -> set[tuple[float, ...]]:
    return set(map(tuple, np.column_stack([points.x, points.label]).tolist()))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, each in DATASETS.items()
        if each.problem == "classification" and name not in {**REAL_SETS, **OWN}
    ],
)
@pytest.mark.parametrize("n_points", [LEAST_POINTS, 333, MOST_POINTS])
def test_there_are_as_many_points_as_asked_for_but_for_what_does_not_divide(name: str, n_points: int) -> None:
    n = len(points_of(dataset=name, n_points=n_points).label)
    assert n_points - 1 <= n <= n_points


@pytest.mark.parametrize("problem", N_POINTS)
def test_without_a_number_there_are_as_many_as_usual(problem: Any) -> None:
    assert len(points_of(problem=problem, features=("x",)).label) == N_POINTS[problem]


@pytest.mark.parametrize("n_points", [1, LEAST_POINTS - 1])
def test_too_few_points_are_refused_in_a_sentence(n_points: int) -> None:
    with pytest.raises(ExperimentError, match=f"n_points must be 0, .*, or at least 10, got {n_points}"):
        Experiment(n_points=n_points)


@pytest.mark.parametrize("percent", [1, 99])
def test_however_few_there_is_one_to_train_and_one_to_test_with(percent: float) -> None:
    experiment = Experiment(n_points=LEAST_POINTS, train_percent=percent, imbalance=95)
    (train, test), _ = make_data(experiment, SeedRandom("1"))
    assert min(len(train.label), len(test.label)) >= 1


@pytest.mark.parametrize("turns", [0.5, 1.75, 4])
def test_an_arm_of_the_spiral_goes_round_as_often_as_said(turns: float) -> None:
    arm = [
        (x, y) for x, y, label in DATASETS["spiral"].draw(2000, 0, SeedRandom("1"), turns=turns) if label > 0
    ]
    angles = np.unwrap([math.atan2(x, y) for x, y in arm[1:]])
    assert angles[-1] - angles[0] == pytest.approx(turns * 2 * math.pi, rel=0.01)


@pytest.mark.parametrize("name", [name for name, each in DATASETS.items() if "gap" in each.heeds])
def test_a_wider_gap_brings_the_classes_apart_and_1_is_the_usual_one(name: str) -> None:
    def nearest(gap: float) -> float:
        points = points_of(dataset=name, gap=gap, n_points=1500, classes=2)
        one, other = (points.x[points.label == label] for label in (-1, 1))
        return float(np.min(np.linalg.norm(one[:, np.newaxis] - other[np.newaxis], axis=2)))

    assert nearest(0) < nearest(1) < nearest(2)
    usual = DATASETS[name].draw(100, 0.1, SeedRandom("1"))
    assert usual == DATASETS[name].draw(100, 0.1, SeedRandom("1"), gap=1.0)


def test_two_moons_and_a_checkerboard_are_as_described() -> None:
    for x, y, label in DATASETS["checkerboard"].draw(800, 0, SeedRandom("1"), gap=0):
        assert label == (1 if (math.floor((x + 6) / 3) + math.floor((y + 6) / 3)) % 2 == 0 else -1)
    for x, y, label in DATASETS["moons"].draw(800, 0, SeedRandom("1")):
        centre = (-label * 1.75, -label * 0.875)
        assert math.hypot(x - centre[0], y - centre[1]) == pytest.approx(3.5)
        assert label * (y - centre[1]) >= 0


def test_a_roll_rises_from_inside_to_outside() -> None:
    points = points_of(problem="regression", regression_dataset="reg-roll")
    r = np.hypot(*points.x.T)
    assert np.abs(r - (1 + 2 * (points.label + 1))).max() < 0.3
    assert points.label.min() < -0.95
    assert points.label.max() > 0.95


def test_a_rule_decides_the_classes_and_noise_blurs_it() -> None:
    points = points_of(dataset="rule", rule="x1^2 + x2^2 < 9 or x1 > 4")
    x1, x2 = points.x.T
    np.testing.assert_array_equal(points.label > 0, (x1 * x1 + x2 * x2 < 9) | (x1 > 4))
    blurred = points_of(dataset="rule", rule="x1 > 0", noise=30)
    assert 0.02 < np.mean((blurred.x[:, 0] > 0) != (blurred.label > 0)) < 0.3
    everywhere = points_of(dataset="rule", rule="1 < 2")
    assert set(everywhere.label) == {1.0}


def test_a_function_is_the_curve() -> None:
    points = points_of(problem="curve", curve_dataset="function", function="x1/3", features=("x",))
    np.testing.assert_allclose(points.label, points.x[:, 0] / 3)
    flat = points_of(problem="curve", curve_dataset="function", function="0.5", features=("x",), noise=50)
    assert abs(flat.label.mean() - 0.5) < 0.1


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("rule", "x1 + x2", "truth|true"),
        ("rule", "x3 > 0", "x3"),
        ("rule", "x1 >", "rule cannot be 'x1 >'"),
        ("function", "log(x1)", "x1 = -6"),
        ("function", "x2", "x2"),
        ("function", "x1 > 0", "function cannot be"),
        ("function", "", "function cannot be ''"),
        ("function", 5, "function must be a text, got 5"),
    ],
)
def test_what_is_no_rule_and_no_function_is_refused_in_a_sentence(field: str, text: Any, said: str) -> None:
    with pytest.raises(ExperimentError, match=said) as caught:
        Experiment(**{field: text})
    assert caught.value.field == field


def test_an_expression_is_kept_as_it_is_written_back() -> None:
    assert Experiment(rule="(x1)>0  and  x2>0") == Experiment(rule="x1 > 0 and x2 > 0")


def test_what_shapes_points_is_in_the_link() -> None:
    experiment = Experiment(
        dataset="rule", rule="x1 == 2 or not x2 != 3 and x1 <= 4", n_points=700, turns=2.5, gap=0.5,
        imbalance=30, label_noise=5, outliers=2, function="x1^2/9 + 1",
    )  # fmt: skip
    link = write_link(Link(experiment, View()))
    assert " " not in link
    assert parse_link(link).experiment == experiment


@given(
    st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.sampled_from([-1.0, 1.0])), min_size=1),
    st.floats(0, 0.95),
)
def test_of_the_first_class_alone_a_share_is_left_out(points: list[Point], share: float) -> None:
    kept = [
        point for point, stays in zip(points, thinned(as_points(points).label, share), strict=True) if stays
    ]
    first = min(label for _, _, label in points)
    n, left = (sum(label == first for _, _, label in each) for each in (points, kept))
    assert 1 <= left <= n
    assert abs(left - n * (1 - share)) <= 1
    assert [each for each in kept if each[2] != first] == [each for each in points if each[2] != first]


def test_wrong_labels_are_as_many_as_said_and_more_of_them_are_these_and_others() -> None:
    clean, some, many = (
        points_of(dataset="blobs", classes=4, n_points=4000, label_noise=n) for n in (0, 10, 20)
    )
    assert {row[:2] for row in in_rows(clean)} == {row[:2] for row in in_rows(some)}
    wrong, more = in_rows(some) - in_rows(clean), in_rows(many) - in_rows(clean)
    assert 0.08 < len(wrong) / 4000 < 0.12
    assert wrong < more
    assert {label for *_, label in wrong} == {0.0, 1.0, 2.0, 3.0}


def test_where_a_number_is_learnt_a_wrong_label_is_that_of_another_point() -> None:
    clean, spoilt = (points_of(problem="regression", label_noise=n) for n in (0, 50))
    assert set(spoilt.label) <= set(clean.label)
    assert 0.4 < len(in_rows(spoilt) - in_rows(clean)) / 1200 < 0.6


def test_outliers_are_as_many_as_said_and_of_a_curve_move_only_up_and_down() -> None:
    clean, spoilt = (points_of(dataset="gauss", outliers=n, n_points=2000) for n in (0, 10))
    moved = in_rows(spoilt) - in_rows(clean)
    assert 0.07 < len(moved) / 2000 < 0.13
    assert all(abs(x) <= 6 and abs(y) <= 6 for x, y, _ in moved)
    line, bent = (points_of(problem="curve", features=("x",), outliers=n) for n in (0, 20))
    assert set(line.x[:, 0]) == set(bent.x[:, 0])
    assert in_rows(line) != in_rows(bent)


def test_spoiling_leaves_the_first_weights_alone() -> None:
    clean, spoilt = (Trainer(Experiment(label_noise=n, outliers=n)) for n in (0, 20))
    for one, other in zip(clean.parameters, spoilt.parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)


@pytest.mark.parametrize(
    "changes", [{"n_points": 900}, {"gap": 0.2}, {"outliers": 10}, {"label_noise": 10}, {"imbalance": 60}]
)
def test_a_run_goes_on_when_its_points_change_and_keeps_what_it_has_learnt(changes: dict[str, float]) -> None:
    trainer = Trainer(Experiment())
    trainer.run(100)
    epoch, weights = trainer.epoch, trainer.parameters[0].weights.copy()
    transfer(trainer, trainer.experiment.changed(**changes))
    assert trainer.epoch == epoch
    np.testing.assert_array_equal(trainer.parameters[0].weights, weights)
    trainer.run(100)
    assert math.isfinite(trainer.train_loss)


def test_five_thousand_points_are_trained_by_every_kind_of_batch() -> None:
    trainer = Trainer(Experiment(n_points=MOST_POINTS, train_percent=90, batch_size=1200))
    trainer.run(trainer.batches_until(1))
    assert (trainer.epoch, len(trainer.data.train.label)) == (1, 4500)
