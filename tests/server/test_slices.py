"""How many batches go into a slice of time."""

from hypothesis import given
from hypothesis import strategies as st

from server.training.slices import GROWTH, Slices


def test_the_first_slice_is_one_batch_and_the_next_are_larger_step_by_step() -> None:
    slices, sizes = Slices(), []
    for _ in range(5):
        n = slices.fitting(0.003)
        sizes.append(n)
        slices.took(n, n * 0.000001)
    assert sizes == [1, GROWTH, GROWTH**2, GROWTH**3, 3000]


@given(batch_seconds=st.floats(1e-7, 1.0), seconds=st.floats(1e-4, 0.01))
def test_a_slice_takes_its_time_or_one_batch(batch_seconds: float, seconds: float) -> None:
    slices = Slices()
    for _ in range(10):
        n = slices.fitting(seconds)
        assert n == 1 or n * batch_seconds <= seconds * 1.0001
        slices.took(n, n * batch_seconds)


def test_a_batch_that_becomes_slower_makes_the_next_slice_shorter() -> None:
    slices = Slices()
    slices.took(1000, 0.003)
    slices.took(1000, 0.030)
    assert slices.fitting(0.003) == 100
