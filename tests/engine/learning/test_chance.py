"""The order of points and the dropped neurons: by chance, but the same from the same seed and place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.formulas.chance import chance_functions
from engine.learning.chance import Chance, half_bits, hashed, key_of, words

seeds = st.text("abc019.", min_size=1, max_size=8)


@given(seed=seeds, epoch=st.integers(0, 10**9), n=st.integers(1, 1300))
def test_an_order_has_every_point_once(seed: str, epoch: int, n: int) -> None:
    order = Chance(Experiment(seed=seed)).order(epoch, n)
    assert sorted(order.tolist()) == list(range(n))


def test_every_point_comes_to_every_place_about_equally_often() -> None:
    chance, n, epochs = Chance(Experiment()), 7, 8000
    orders = np.array([chance.order(epoch, n) for epoch in range(epochs)])
    for place in range(n):
        counts = np.bincount(orders[:, place], minlength=n)
        assert counts.min() > 0.85 * epochs / n
        assert counts.max() < 1.15 * epochs / n


def test_orders_differ_from_epoch_to_epoch_and_from_seed_to_seed() -> None:
    chance = Chance(Experiment())
    orders = {tuple(chance.order(epoch, 50)) for epoch in range(100)}
    assert len(orders) == 100
    assert tuple(Chance(Experiment(batch_seed="other")).order(0, 50)) not in orders
    assert (Chance(Experiment(dropout_seed="other")).order(0, 50) == chance.order(0, 50)).all()


def test_neurons_are_dropped_with_the_probability_asked_for_each_by_itself() -> None:
    chance = Chance(Experiment())
    batches = [(epoch, position) for epoch in range(60) for position in range(0, 500, 10)]
    masks = np.array([np.concatenate(chance.dropped(*batch, (4, 2), 0.3)) for batch in batches])
    np.testing.assert_allclose(masks.mean(axis=0), 0.3, atol=0.03)
    together = np.corrcoef(masks.T.astype(float)) - np.eye(6)
    assert np.abs(together).max() < 0.08


def test_the_dropped_neurons_hang_on_their_own_seed_alone() -> None:
    dropped = Chance(Experiment()).dropped(3, 20, (30,), 0.5)[0]
    assert (Chance(Experiment(batch_seed="other")).dropped(3, 20, (30,), 0.5)[0] == dropped).all()
    assert (Chance(Experiment(dropout_seed="other")).dropped(3, 20, (30,), 0.5)[0] != dropped).any()
    assert (Chance(Experiment()).dropped(3, 30, (30,), 0.5)[0] != dropped).any()


@pytest.mark.parametrize(("n", "half"), [(1, 1), (4, 1), (5, 2), (16, 2), (17, 3), (1024, 5), (1025, 6)])
def test_numbers_of_twice_the_half_bits_are_enough_and_not_many_more(n: int, half: int) -> None:
    assert half_bits(n) == half


def test_what_a_key_and_numbers_come_to_is_the_same_on_every_machine() -> None:
    """Golden values: a backend of another language computes them too."""
    key = key_of("0.5 batches")
    assert key == 0xA32D2B8BDE06DA50
    assert hashed(words(key), 0, 1).tolist() == [0x20C65445E53E0A66]
    assert chance_functions().uniform(words(key), words(range(2))).tolist() == [
        0.25663061079725835,
        0.05437462724229647,
    ]
    assert Chance(Experiment()).order(3, 10).tolist() == [0, 4, 2, 1, 9, 8, 3, 5, 7, 6]
