"""The perceptron rule and its bound."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.rng import SeedRandom
from engine.data.splitting import make_data
from engine.experiment.experiment import Experiment
from engine.experiment.inside import MOST_VISITS
from engine.inside.perceptron import (
    after_visits,
    checked_examples,
    first_state,
    is_done,
    nearest_to_origin,
    separation_of,
    signed_examples,
    story_of,
    visited,
    walk_of,
)
from engine.reasons import ReasonError
from tests.engine import tables

WIDE = dataclasses.replace(
    tables.NUMBERS, label=np.resize([-1.0, 1.0], 40), classes=("cheap", "dear"), test=None
)
SEEDS = st.integers(0, 2**32 - 1)
CORNERS = np.array(list(product((0.0, 1.0), repeat=2)))
XOR = np.array([-1.0, 1.0, 1.0, -1.0])


def apart(seed: int, n: int, n_inputs: int, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Examples that a random line tells apart, none nearer to it than `least`."""
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=n_inputs), rng.normal()
    w, b = w / np.linalg.norm(w), 0.5 * b
    x = rng.uniform(-3, 3, size=(6 * n, n_inputs))
    z = x @ w + b
    x = x[np.abs(z) > least][:n]
    label = np.sign(x @ w + b)
    if len(set(label)) < 2:
        x = np.vstack([x, 5 * w, -5 * w])
        label = np.sign(x @ w + b)
    return x, label


@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, n=st.integers(3, 30), n_inputs=st.integers(1, 4))
def test_the_rule_stops_within_the_bound_where_there_is_a_gap(seed: int, n: int, n_inputs: int) -> None:
    z = signed_examples(*apart(seed, n, n_inputs, 0.3))
    found = separation_of(z)
    assert found.separable
    assert found.bound is not None
    assert found.best is not None
    assert (z @ found.best >= found.gap * (1 - 1e-6)).all()
    assert np.linalg.norm(found.best) == pytest.approx(1)
    end = after_visits(first_state(z), z, 200_000)
    assert is_done(end, z)
    assert (z @ end.weights > 0).all()
    assert end.mistakes <= found.bound * (1 + 1e-9)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_no_line_has_a_wider_gap(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z = signed_examples(*apart(seed, 12, 2, 0.2))
    found = separation_of(z)
    others = rng.normal(size=(20_000, 3))
    others = others / np.linalg.norm(others, axis=1, keepdims=True)
    assert (others @ z.T).min(axis=1).max() <= found.gap + 1e-9
    assert found.reach == np.linalg.norm(z, axis=1).max()


def test_the_gap_of_two_points_is_known() -> None:
    z = signed_examples(np.array([[3.0], [-3.0]]), np.array([1.0, -1.0]))
    found = separation_of(z)
    assert found.gap == pytest.approx(3)
    assert found.bound == pytest.approx(10 / 9)
    assert found.best == pytest.approx([1, 0])


def test_exclusive_or_never_stops_and_all_four_points_clash() -> None:
    z = signed_examples(CORNERS, XOR)
    found = separation_of(z)
    assert (found.separable, found.gap, found.bound, found.clash) == (False, 0, None, (0, 1, 2, 3))
    end = after_visits(first_state(z), z, 5_000)
    assert not is_done(end, z)
    assert end.visits == 5_000
    assert np.linalg.norm(end.weights) < 10, "the weights go round and round"


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, n_inputs=st.integers(1, 3))
def test_of_the_points_that_clash_no_line_is_right_about_all(seed: int, n_inputs: int) -> None:
    rng = np.random.default_rng(seed)
    x, label = rng.normal(size=(40, n_inputs)), np.resize([1.0, -1.0], 40)
    z = signed_examples(x, label)
    found = separation_of(z)
    if found.separable:
        assert (z @ found.best > 0).all()
        return
    assert 2 <= len(found.clash) <= n_inputs + 2
    nearest, members = nearest_to_origin(z)
    assert np.linalg.norm(nearest) < 1e-8
    shares = np.linalg.lstsq(np.vstack([z[members].T, np.ones(len(members))]),
                             np.append(np.zeros(n_inputs + 1), 1.0), rcond=None)[0]  # fmt: skip
    assert (shares > 0).all()
    lines = rng.normal(size=(5_000, n_inputs + 1))
    assert not (lines @ z[list(found.clash)].T > 1e-9).all(axis=1).any()


@pytest.mark.parametrize(
    ("label", "is_separable"), [([-1, -1, -1, 1], True), ([-1, 1, 1, 1], True), ([1, -1, -1, 1], False)]
)
def test_and_and_or_can_be_learnt_and_equality_cannot(label: list[int], is_separable: bool) -> None:
    z = signed_examples(CORNERS, np.array(label, float))
    assert separation_of(z).separable == is_separable
    assert is_done(after_visits(first_state(z), z, 1_000), z) == is_separable


def test_a_mistake_adds_the_example_and_what_is_right_changes_nothing() -> None:
    z = signed_examples(np.array([[2.0, 1.0], [-1.0, 0.0]]), np.array([1.0, -1.0]))
    state, index, is_mistake = visited(first_state(z), z)
    assert (index, is_mistake, state.mistakes) == (0, True, 1)
    assert state.weights.tolist() == [2, 1, 1]
    assert state.layer().weights.tolist() == [[2, 1]]
    assert state.layer().biases.tolist() == [1]
    after, index, is_mistake = visited(state, z)
    assert (index, is_mistake, after.mistakes, after.visits) == (1, False, 1, 2)
    assert after.weights.tolist() == state.weights.tolist()


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, is_separable=st.booleans())
def test_a_walk_is_the_rule_visit_by_visit(seed: int, is_separable: bool) -> None:
    rng = np.random.default_rng(seed)
    x, label = apart(seed, 15, 2, 0.2) if is_separable else (rng.normal(size=(15, 2)), np.resize([1, -1], 15))
    z = signed_examples(x, label)
    walk = walk_of(z, 200)
    state = first_state(z)
    for n_visits in range(walk.n_visits + 1):
        found = walk.at(n_visits)
        np.testing.assert_array_equal(found.weights, state.weights)
        assert (found.visits, found.mistakes) == (state.visits, state.mistakes)
        assert found.right_in_a_row == state.right_in_a_row
        assert is_done(state, z) == (walk.is_done and n_visits == walk.n_visits)
        state, _, is_mistake = visited(state, z)
        assert (n_visits + 1 in walk.mistakes) == (is_mistake and n_visits < walk.n_visits)


def test_a_walk_ends_when_the_rule_is_done_or_after_the_most_visits() -> None:
    ever = story_of(signed_examples(CORNERS, XOR)).walk
    assert (ever.is_done, ever.n_visits) == (False, MOST_VISITS)
    done = story_of(signed_examples(CORNERS, np.array([-1.0, -1, -1, 1]))).walk
    assert done.is_done
    assert done.n_visits == done.mistakes[-1] + 4


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (Experiment(problem="curve", features=("x",)), "here a number is learnt"),
        (Experiment(problem="regression"), "here a number is learnt"),
        (Experiment(dataset="blobs", classes=4), "two classes to be told apart, got 4"),
        (Experiment(dataset="own", table=WIDE, features=("x1",)), "of two inputs; these points have 3"),
    ],
    ids=lambda value: value.active_dataset if isinstance(value, Experiment) else "",
)
def test_what_one_neuron_cannot_be_asked_gets_a_sentence(experiment: Experiment, sentence: str) -> None:
    split, _ = make_data(experiment, SeedRandom(experiment.seed))
    with pytest.raises(ReasonError, match=sentence):
        checked_examples(experiment, split.train.x, split.train.label)


def test_one_class_many_classes_and_no_numbers_get_a_sentence() -> None:
    for label, got in ((np.ones(4), 1), (np.array([0.0, 1, 2, 1]), 3)):
        with pytest.raises(ReasonError, match=f"two classes to be told apart, got {got}"):
            signed_examples(CORNERS, label)
    with pytest.raises(ReasonError, match="have run away"):
        signed_examples(np.full((4, 2), np.inf), XOR)
