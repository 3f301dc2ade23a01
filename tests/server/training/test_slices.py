"""How many batches go into a slice of time."""

import pytest
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


@given(call_seconds=st.floats(1e-5, 1e-4), batch_seconds=st.floats(1e-6, 1e-5), n_short=st.integers(1, 5))
def test_what_a_call_costs_is_not_taken_for_its_batches(
    call_seconds: float, batch_seconds: float, n_short: int
) -> None:
    slices = Slices()
    for n in [13, n_short] * 20:
        slices.took(n, call_seconds + n * batch_seconds)
    seconds = 4 * call_seconds + 20 * batch_seconds
    n = min(slices.fitting(seconds), GROWTH * n_short)
    fits = (seconds - call_seconds) / batch_seconds
    least = min((seconds - call_seconds) / (call_seconds + n_short * batch_seconds) * 2 * n_short, fits)
    assert min(int(0.9 * least), GROWTH * n_short) - 1 <= n <= 1.01 * fits + 1


def test_a_call_that_something_else_delayed_does_not_change_what_calls_cost() -> None:
    slices = Slices()
    for n in [13, 3] * 20:
        slices.took(n, 0.0001 + n * 0.00001)
    slices.took(2, 0.050)  # shorter, and took longer
    slices.took(13, 0.00023)
    assert slices.fitting(0.0005) == pytest.approx(40, abs=8)
