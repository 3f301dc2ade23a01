"""Functions built of boxes, pieces and towers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inside.boxes import (
    MOST_BOXES,
    MOST_PIECES,
    MOST_TOWERS,
    RISES,
    Tower,
    curve_boxes,
    curve_pieces,
    curve_through,
    error_of,
    errors_by_number,
    grid_of_towers,
    plane_towers,
)
from engine.reasons import ReasonError
from engine.training.trainer import Trainer

Array = np.ndarray


def slow_sine(x: Array) -> Array:
    """A sine of one wave and some over the whole plane."""
    return np.sin(x / 2)


@pytest.mark.parametrize("n", [1, 2, 5, MOST_BOXES])
def test_boxes_of_steps_say_the_mean_of_the_curve_in_each(n: int) -> None:
    built = curve_boxes(np.sin, n)
    assert built.hidden == (2 * n,)
    x = np.linspace(-5.999, 5.999, 997)[:, np.newaxis]
    x = x[np.abs((x + 6) / 12 * n % 1 - 0.5).ravel() < 0.499]
    for box in built.parts:
        inside = (x[:, 0] > box.low) & (x[:, 0] < box.high)
        np.testing.assert_allclose(built.at(x[inside]), box.height, atol=1e-12)
        mean = (np.cos(box.low) - np.cos(box.high)) / (box.high - box.low)
        assert box.height == pytest.approx(mean, abs=0.02 / n)


@pytest.mark.parametrize("activation", RISES)
def test_boxes_of_smooth_steps_are_nearly_as_good(activation: str) -> None:
    sharp, smooth = (error_of(curve_boxes(np.sin, 10, name), np.sin) for name in ("step", activation))
    assert smooth.root_mean_square <= sharp.root_mean_square * 1.02


def test_twice_as_many_boxes_halve_the_error_and_pieces_quarter_it() -> None:
    boxes = errors_by_number(slow_sine, curve_boxes, (4, 8, 16))
    pieces = errors_by_number(slow_sine, curve_pieces, (8, 16, 32))
    for one, other in ((boxes[0], boxes[1]), (boxes[1], boxes[2])):
        assert other.root_mean_square < 0.6 * one.root_mean_square
        assert other.greatest < 0.75 * one.greatest
    for one, other in ((pieces[0], pieces[1]), (pieces[1], pieces[2])):
        assert other.root_mean_square < 0.3 * one.root_mean_square


def test_ten_boxes_are_a_sine() -> None:
    assert error_of(curve_boxes(np.sin, 10), np.sin).root_mean_square < 0.25
    assert error_of(curve_pieces(np.sin, 20), np.sin).greatest < 0.06


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, MOST_PIECES))
def test_pieces_go_straight_from_point_to_point_of_the_curve(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    curve = curve_through(rng.uniform(-6, 6, 8), rng.normal(size=8))
    knots = np.linspace(-6, 6, n + 1)
    x = np.linspace(-6, 6, 301)
    wanted = np.interp(x, knots, curve(knots))
    np.testing.assert_allclose(curve_pieces(curve, n).at(x[:, np.newaxis]), wanted, atol=1e-9)


def test_a_constant_function_is_built_too() -> None:
    built = curve_boxes(lambda x: np.full(1, 0.5), 3)
    assert error_of(built, lambda x: 0.5 * np.ones_like(x)).greatest < 1e-12


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, MOST_TOWERS))
def test_towers_of_steps_stand_where_they_were_put(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    towers = []
    for _ in range(n):
        low = rng.uniform(-6, 4, size=2)
        high = low + rng.uniform(0.5, 3, size=2)
        towers.append(Tower(tuple(low), tuple(high), float(rng.normal())))
    built = plane_towers(towers)
    assert built.hidden == (4 * n, n)
    x = rng.uniform(-6, 6, size=(400, 2))
    wanted = sum(
        tower.height * ((x > tower.low) & (x < tower.high)).all(axis=1).astype(float) for tower in towers
    )
    np.testing.assert_allclose(built.at(x), wanted, atol=1e-12)


@pytest.mark.parametrize("activation", RISES)
def test_towers_of_smooth_steps_are_the_same_away_from_their_walls(activation: str) -> None:
    towers = [Tower((-4, -4), (0, 0), 1.0), Tower((1, 1), (5, 4), -2.0)]
    x = np.array([[-2.0, -2.0], [3.0, 2.5], [3.0, -3.0], [-2.0, 3.0], [0.5, 0.5]])
    np.testing.assert_allclose(plane_towers(towers, activation).at(x), [1, -2, 0, 0, 0], atol=1e-3)


def test_four_towers_are_exclusive_or() -> None:
    towers = grid_of_towers(lambda x, y: np.sign(x * y), 2, 2)
    x = np.random.default_rng(1).uniform(-6, 6, size=(300, 2))
    assert (np.sign(plane_towers(towers).at(x)) == np.sign(x[:, 0] * x[:, 1])).all()


@pytest.mark.parametrize("activation", RISES)
def test_a_network_that_was_built_can_be_trained_on(activation: str) -> None:
    built = curve_boxes(np.sin, 6, activation)
    trainer = Trainer(built.experiment.changed(curve_dataset="sine", learning_rate=0.001))
    trainer.set_model(built.model)
    before = trainer.train_loss
    assert before == pytest.approx(0.5 * error_of(built, np.sin).root_mean_square ** 2, rel=0.5)
    trainer.run(trainer.batches_until(3))
    assert not trainer.diverged


def test_towers_fit_an_experiment_of_the_plane() -> None:
    built = plane_towers(grid_of_towers(lambda x, y: x + y, 4, 2))
    assert built.experiment.sizes == (2, 32, 8, 1)
    Trainer(built.experiment).set_model(built.model)


def test_what_cannot_be_built_gets_a_sentence() -> None:
    with pytest.raises(ReasonError, match="the number of boxes must be at most 16, got 17"):
        curve_boxes(np.sin, 17)
    with pytest.raises(ReasonError, match="the number of pieces must be at least 1, got 0"):
        curve_pieces(np.sin, 0)
    with pytest.raises(ReasonError, match="the number of towers must be at most 8, got 9"):
        grid_of_towers(lambda x, y: x, 3, 3)
    with pytest.raises(ReasonError, match="steps must be made of one of step, sigmoid, tanh, got relu"):
        curve_boxes(np.sin, 3, "relu")
    with pytest.raises(ReasonError, match="a tower must be wider than nothing, got from 1 to 1"):
        plane_towers([Tower((1, 0), (1, 2), 1.0)])
    with pytest.raises(ReasonError, match="must be finite between -6 and 6"):
        curve_pieces(lambda x: np.where(x > 0, np.inf, 0.0), 4)
