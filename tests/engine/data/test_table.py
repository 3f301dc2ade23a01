"""Tables: what they hold, and what they refuse."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.data import table as tables
from engine.data.class_points import label_of
from engine.data.table import MOST_CLASSES, MOST_INPUTS, MOST_LETTERS, MOST_ROWS, Table, TableError

NAMES = st.text(min_size=1, max_size=MOST_LETTERS).filter(str.isprintable)


@st.composite
def drawn_tables(draw: st.DrawFn) -> Table:
    """Any table of a few rows."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    n_rows = draw(st.integers(tables.LEAST_ROWS, 8))
    numbers = st.floats(-tables.LARGEST, tables.LARGEST)
    classes = draw(st.just([]) | st.lists(NAMES, min_size=2, max_size=MOST_CLASSES, unique=True))
    labels = [label_of(k, len(classes)) for k in range(len(classes))]
    label = draw(arrays(np.float64, n_rows, elements=st.sampled_from(labels) if classes else numbers))
    mask = st.lists(st.booleans(), min_size=n_rows, max_size=n_rows).filter(lambda m: 0 < sum(m) < n_rows)
    return Table(
        title=draw(NAMES),
        names=tuple(names),
        x=draw(arrays(np.float64, (n_rows, len(names)), elements=numbers)),
        label=label,
        classes=tuple(classes),
        test=draw(st.none() | mask.map(np.array)),
        is_on_plane=draw(st.booleans()),
    )


def table(**changes: Any) -> Table:
    """A small table, with such changes."""
    fields = {
        "title": "Penguins",
        "names": ("bill", "flipper"),
        "x": [[39.1, 181], [46.1, 211], [46.5, 192]],
        "label": [0, 1, 2],
        "classes": ("Adelie", "Gentoo", "Chinstrap"),
    }
    return Table(**{**fields, **changes})


@given(drawn_tables())
def test_a_table_goes_through_json_unchanged(table: Table) -> None:
    again = Table.from_dict(json.loads(json.dumps(table.as_dict())))
    assert again == table
    assert hash(again) == hash(table)
    np.testing.assert_array_equal(again.x, table.x)
    np.testing.assert_array_equal(again.label, table.label)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Birds"},
        {"names": ("bill", "wing")},
        {"classes": ("Adelie", "Gentoo", "chinstrap")},
        {"label": [0, 2, 1]},
        {"x": [[39.1, 181], [46.1, 211], [46.5, 192.00000000000003]]},
        {"test": [True, False, False]},
        {"test": [False, True, False]},
        {"is_on_plane": True},
    ],
)
def test_tables_are_equal_if_all_of_them_is(change: dict[str, Any]) -> None:
    assert table() == table()
    assert table(**change) != table()
    assert table(**change).digest != table().digest


@pytest.mark.parametrize(("test", "is_split"), [(None, False), ([True, False], True)])
def test_it_is_told_whether_a_table_says_what_is_to_test_with(
    test: list[bool] | None, is_split: bool
) -> None:
    made = Table(title="t", names=("a",), x=[[1.0], [2.0]], label=[0, 1], test=test)  # type: ignore[arg-type]
    assert made.shown()["is_split"] is is_split


def test_a_table_cannot_be_changed_by_what_it_was_made_of() -> None:
    x = np.array([[1.0], [2.0]])
    made = Table(title="t", names=("a",), x=x, label=[0, 1])
    x[0] = 9
    assert made.x[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        made.x[0] = 9


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"x": [[1, 2]], "label": [0]}, "the number of rows must be between 2 and 5000, got 1"),
        ({"x": np.zeros((MOST_ROWS + 1, 2)), "label": np.zeros(MOST_ROWS + 1)}, "got 5001"),
        ({"names": ()}, "the number of inputs must be between 1 and 64, got 0"),
        ({"names": tuple(map(str, range(MOST_INPUTS + 1)))}, "the number of inputs must be .*, got 65"),
        ({"classes": ("one",)}, "the number of classes must be between 2 and 10, got 1"),
        ({"classes": tuple("abcdefghijk")}, "the number of classes must be between 2 and 10, got 11"),
        ({"names": ("bill", "bill")}, "two columns or classes have the name bill"),
        ({"names": ("bill", "a\u202eb")}, r"a name must be 1 to 60 letters that can be seen"),
        ({"title": ""}, "a name must be 1 to 60 letters"),
        ({"title": "x" * 61}, "a name must be 1 to 60 letters"),
        ({"label": [0, 1, 3]}, "each row must be of one of the classes"),
        ({"label": [0, 1]}, "each row must have as many numbers as there are inputs"),
        ({"x": [[1], [2], [3]]}, "each row must have as many numbers as there are inputs"),
        ({"x": [[1, 2], [3, np.nan], [5, 6]]}, "must be between -1e\\+12 and 1e\\+12"),
        ({"x": [[1, 2], [3, 2e12], [5, 6]]}, "must be between -1e\\+12 and 1e\\+12"),
        ({"test": [True] * 3}, "some rows must be there to train with and some to test with"),
        ({"test": [True]}, "each row must have"),
        ({"side": 3}, "a picture with sides of 3 has 9 inputs, got 2"),
    ],
)
def test_what_no_table_can_be_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TableError, match=sentence):
        table(**changes)
