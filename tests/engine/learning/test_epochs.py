"""The arithmetic of epochs and batches agrees with counting them one by one."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from engine.learning.epochs import Epochs

Sizes = st.builds(Epochs, st.integers(1, 60), st.integers(1, 70))
N_BATCHES = st.integers(0, 200)


def visits(epochs: Epochs, position: int, n_batches: int) -> Iterator[tuple[int, int, int]]:
    """Epoch, position and updates after each of so many batches, of which each ends at the next multiple of
    the batch size or at the last point."""
    epoch = updates = 0
    for _ in range(n_batches):
        visited = position
        position += 1
        while position % epochs.batch_size and position < epochs.n_points:
            position += 1
        updates += position % epochs.batch_size == 0
        assert (epochs.end(visited), epochs.is_full(visited)) == (position, position % epochs.batch_size == 0)
        if position == epochs.n_points:
            epoch, position = epoch + 1, 0
        yield epoch, position, updates


@given(Sizes, st.data(), N_BATCHES)
def test_batches_lead_where_they_do_one_by_one(epochs: Epochs, data: st.DataObject, n_batches: int) -> None:
    position = data.draw(st.integers(0, epochs.n_points - 1))
    steps = list(visits(epochs, position, n_batches))
    reached = steps[-1] if steps else (0, position, 0)
    assert epochs.ended(position, n_batches) == reached[0]
    assert epochs.between(0, position, *reached[:2]) == n_batches
    if steps:
        assert epochs.after(0, position, 0, n_batches) == reached
    ends = [n for n, (_, at, _) in enumerate(steps, 1) if at == 0]
    assert epochs.to_an_end(position, n_batches) == (ends[-1] if ends else n_batches)


@given(Sizes, st.integers(1, 200))
def test_the_batch_before_a_place_began_where_the_last_visit_did(epochs: Epochs, n_batches: int) -> None:
    places = [(0, 0), *((epoch, position) for epoch, position, _ in visits(epochs, 0, n_batches))]
    assert epochs.before(*places[-1]) == places[-2]


@given(Sizes)
def test_an_epoch_has_the_batches_that_begin_in_it(epochs: Epochs) -> None:
    steps = list(visits(epochs, 0, epochs.n_batches))
    assert steps[-1][:2] == (1, 0)
    assert epochs.begins(0) == [0, *(position for _, position, _ in steps[:-1])]
