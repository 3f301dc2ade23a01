"""The random numbers of TensorFlow Playground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.rng import RandomState, SeedRandom


@given(st.text(max_size=400))
def test_any_seed_gives_numbers_from_0_to_1_and_the_same_again(seed: str) -> None:
    one, other = SeedRandom(seed), SeedRandom(seed)
    numbers = [one.random() for _ in range(5)]
    assert all(0 <= number < 1 for number in numbers)
    assert numbers == [other.random() for _ in range(5)]


def test_other_seeds_give_other_numbers() -> None:
    assert len({SeedRandom(seed).random() for seed in ("", "0", "1", "0.1", "0.10", "é", "x" * 300)}) == 7


def test_random_numbers_are_spread_evenly() -> None:
    rng = SeedRandom("0.5")
    numbers = [rng.uniform(-2, 2) for _ in range(4000)]
    assert min(numbers) < -1.99
    assert max(numbers) > 1.99
    assert abs(sum(numbers) / 4000) < 0.1


def test_a_stream_goes_on_from_its_state() -> None:
    rng = SeedRandom("0.5")
    rng.random()
    other = SeedRandom.from_state(rng.state())
    assert [rng.random() for _ in range(9)] == [other.random() for _ in range(9)]


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="permutation"):
        SeedRandom.from_state(RandomState(0, 0, (0,) * 256))
