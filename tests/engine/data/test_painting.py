"""Painting points by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.painting import Edits, edited
from engine.data.table import Table, TableError
from tests.engine import tables

BEGUN = Edits(
    title="Face",
    classes=("skin", "eye"),
    add=[(0, 0, 0, False), (1, 1, 1, False), (2, 2, 0, True), (-9, 9, 1, False)],
)
PLACES = st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.integers(0, 1), st.booleans())


def test_painting_begins_with_a_table_of_its_own() -> None:
    table = edited(None, BEGUN)
    assert (table.title, table.classes, table.is_on_plane) == ("Face", ("skin", "eye"), True)
    assert table.x.tolist() == [[0, 0], [1, 1], [2, 2], [-6, 6]]  # nothing is beyond the plane
    assert table.label.tolist() == [-1, 1, -1, 1]
    assert table.test is not None
    assert table.test.tolist() == [False, False, True, False]


def test_rows_are_those_of_before_whatever_else_changes() -> None:
    begun = edited(None, BEGUN)
    table = edited(
        begun,
        Edits(
            relabel=[(3, 0)], move=[(1, 0.5, -0.5)], turn=[(2, False), (3, True)], remove=[0],
            add=[(4, 4, 1, False)],
        ),
    )  # fmt: skip
    assert table.x.tolist() == [[0.5, -0.5], [2, 2], [-6, 6], [4, 4]]
    assert table.label.tolist() == [1, -1, -1, 1]
    assert table.test is not None
    assert table.test.tolist() == [False, False, True, False]
    assert edited(None, BEGUN) == begun


def test_a_third_class_can_be_added_to_two() -> None:
    table = edited(edited(None, BEGUN), Edits(classes=("skin", "eye", "hair"), add=[(3, 3, 2, False)]))
    assert table.label.tolist() == [0, 1, 0, 1, 2]
    assert table.n_classes == 3


def test_without_classes_values_are_painted_from_minus_1_to_1() -> None:
    table = edited(None, Edits(add=[(0, 0, 0.25, False), (1, 1, 4, False)]))
    assert table.label.tolist() == [0.25, 1]
    assert table.test is None  # where all are of one set, chance divides them
    assert edited(table, Edits(relabel=[(0, -0.5)])).label.tolist() == [-0.5, 1]


@given(st.lists(PLACES, min_size=2, max_size=8), st.data())
def test_what_is_added_and_removed_again_was_never_there(
    added: list[tuple[float, float, int, bool]], data: st.DataObject
) -> None:
    begun = edited(None, BEGUN)
    more = edited(begun, Edits(add=added))
    assert len(more.x) == len(begun.x) + len(added)
    rows = data.draw(st.permutations(range(len(begun.x), len(more.x))))
    assert edited(more, Edits(remove=rows)) == begun


@pytest.mark.parametrize(
    ("table", "edits", "sentence"),
    [
        (None, Edits(add=[(0, 0, 0, False)]), "the number of rows must be between 2 and 5000, got 1"),
        (edited(None, BEGUN), Edits(remove=[0, 1, 2]), "the number of rows must be .*, got 1"),
        (edited(None, BEGUN), Edits(remove=[4]), "a row must be between 0 and 3, got 4"),
        (edited(None, BEGUN), Edits(move=[(-1, 0, 0)]), "a row must be between 0 and 3, got -1"),
        (edited(None, BEGUN), Edits(add=[(0, 0, 2, False)]), "each row must be of one of the classes"),
        (edited(None, BEGUN), Edits(relabel=[(0, 0.5)]), "each row must be of one of the classes"),
        (edited(None, BEGUN), Edits(add=[(0, 0, 0, False)] * 4997), "between 2 and 5000, got 5001"),
        (tables.CLASSES, Edits(remove=[0]), "table must be a painted table to be changed by hand"),
    ],
)
def test_what_cannot_be_painted_is_refused_in_a_sentence(
    table: Table | None, edits: Edits, sentence: str
) -> None:
    with pytest.raises(TableError, match=sentence):
        edited(table, edits)


def test_up_to_5000_points_can_be_painted() -> None:
    rng = np.random.default_rng(1)
    rows = [(*place, 0, False) for place in rng.uniform(-6, 6, (4990, 2)).tolist()]
    table = edited(edited(None, BEGUN), Edits(add=rows))
    assert len(edited(table, Edits(add=[(0, 0, 1, False)])).x) == 4995
