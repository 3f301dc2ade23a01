"""What somebody chooses of the columns that were read, and the table that it makes."""

from typing import Any

import numpy as np
import pytest

from engine.data.reading.choices import ColumnChoice, clean_title, made_table
from engine.data.reading.columns import RoleName, suggested_roles
from engine.data.reading.limits import ReadingError
from engine.data.reading.reading import Sheet, read_sheet
from engine.data.table import MOST_LETTERS, Table, TableError

PENGUINS = """species,island,bill,flipper,mass,set
Adelie,Torgersen,39,181,3750,train
Adelie,Torgersen,,,,train
Adelie,Dream,40,195,,test
Chinstrap,Dream,46,192,3500,train
Gentoo,Biscoe,46,211,4500,train
Gentoo,,50,230,5700,test
"""


def sheet_of(text: str) -> Sheet:
    """What a text is read as."""
    return read_sheet(text.encode())


def table_of(text: str, *roles: RoleName, **changes: Any) -> Table:
    """The table that a choice makes of a text."""
    return made_table("T", sheet_of(text), ColumnChoice(roles=roles, **changes)).table


def refusal(text: str, *roles: RoleName, **changes: Any) -> str:
    """Why a choice makes no table."""
    with pytest.raises((ReadingError, TableError)) as error:
        table_of(text, *roles, **changes)
    return str(error.value)


def test_what_is_probably_meant_is_suggested() -> None:
    roles = suggested_roles(sheet_of(PENGUINS).columns)
    assert roles == ["target", "out", "input", "input", "input", "split"]
    assert suggested_roles(sheet_of("x,y,kind\n1,2,a\n3,4,b\n").columns) == ["input", "input", "target"]
    assert suggested_roles(sheet_of("x,y\n1,2\n3,4\n").columns) == ["input", "target"]


def test_rows_with_gaps_are_left_out_and_counted() -> None:
    made = made_table(
        "T", sheet_of(PENGUINS), ColumnChoice(roles=("target", "out", "input", "input", "input", "out"))
    )
    assert made.n_left_out == 2
    assert made.table.x.tolist() == [[39, 181, 3750], [46, 192, 3500], [46, 211, 4500], [50, 230, 5700]]
    assert made.table.classes == ("Adelie", "Chinstrap", "Gentoo")
    assert made.table.label.tolist() == [0, 1, 2, 2]


def test_gaps_are_filled_with_the_median_of_the_rows_to_train_with() -> None:
    table = table_of(PENGUINS, "target", "out", "input", "out", "input", "split", gaps="fill")
    assert table.test is not None
    assert table.test.tolist() == [False, False, True, False, False, True]
    assert table.x[1].tolist() == [np.median([39, 46, 46]), np.median([3750, 3500, 4500])]
    assert table.x[2].tolist() == [40, 3750]


def test_a_word_among_numbers_counts_as_a_gap() -> None:
    text = "x,y\n1,0\n2,1\n3,0\nold,1\n5,2\n6,1\n7,broken\n"
    sheet = sheet_of(text)
    assert suggested_roles(sheet.columns) == ["input", "target"]
    assert [column.strange for column in sheet.columns] == [(3,), (6,)]
    assert sheet.columns[1].can_be_classes
    made = made_table("T", sheet, ColumnChoice(roles=("input", "target"), target_as="classes"))
    assert made.n_left_out == 2
    assert made.table.x.ravel().tolist() == [1, 2, 3, 5, 6]
    assert made.table.classes == ("0", "1", "2")
    filled = table_of(text, "input", "target", gaps="fill")
    assert filled.x.ravel().tolist() == [1, 2, 3, 3, 5, 6]


def test_gaps_are_refused_with_the_first_ones_place() -> None:
    said = refusal(PENGUINS, "target", "out", "input", "out", "out", "out", gaps="refuse")
    assert said == "row 3, column 3 (bill): there must be a value; 1 rows have gaps"


def test_words_become_an_input_each_and_gaps_the_commonest() -> None:
    table = table_of(PENGUINS, "target", "input", "input", "out", "out", "out", gaps="fill")
    assert table.names == ("island: Biscoe", "island: Dream", "island: Torgersen", "bill")
    assert table.x[:, :3].sum(axis=1).tolist() == [1] * 6
    assert table.x[5, :3].tolist() == [0, 1, 0]  # as many come from Torgersen, the first by name counts


def test_whole_numbers_can_be_classes_in_the_order_of_numbers() -> None:
    text = "x,y\n1,10\n2,9\n3,9.0\n4,10\n"
    assert table_of(text, "input", "target").classes == ()
    table = table_of(text, "input", "target", target_as="classes")
    assert table.classes == ("9", "10")
    assert table_of("x,y\n1,0\n2,-0\n3,1\n", "input", "target", target_as="classes").classes == ("0", "1")
    assert table.label.tolist() == [1, -1, -1, 1]


def test_a_column_says_what_is_to_test_with() -> None:
    table = table_of("x,y,s\n1,1,0\n2,2,0\n3,3,1\n4,4,\n", "input", "target", "split")
    assert table.test is not None
    assert table.test.tolist() == [False, False, True]
    rarer = table_of("x,y,s\n1,1,a\n2,2,b\n3,3,b\n", "input", "target", "split")
    assert rarer.test is not None
    assert rarer.test.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "roles", "changes", "said"),
    [
        ("x,y\n1,2\n3,4\n", ("input",), {}, "each of the 2 columns must be an input"),
        ("x,y\n1,2\n3,4\n", ("input", "input"), {}, "exactly 1 column must be the target, got 0"),
        ("x,y\n1,2\n3,4\n", ("target", "target"), {}, "exactly 1 column must be the target, got 2"),
        ("x,y\n1,2\n3,4\n", ("out", "target"), {}, "at least 1 column must be an input"),
        ("x,y,z\n1,2,3\n4,5,6\n", ("split", "target", "split"), {}, "at least 1 column must be an input"),
        (
            "x,y\n1,2\n2,2\n3,2\nold,2\n5,2\n",
            ("input", "target"),
            {"gaps": "refuse"},
            "row 5, column 1 (x): a number or a gap must stand here, got 'old'",
        ),
        (
            "x,y\n1,a\n2,b\n",
            ("input", "target"),
            {"target_as": "numbers"},
            "row 2, column 2 (y): a number or a gap must stand here, got 'a'",
        ),
        (
            "x,y\n" + "".join(f"{i},w{i}\n" for i in range(11)),
            ("input", "target"),
            {},
            "column y, the target, must have 2 to 10 different words to be classes, got 11",
        ),
        (
            "x,y\n" + "".join(f"w{i},{i}\n" for i in range(65)),
            ("input", "target"),
            {},
            "column x has 65 different words, an input each; all inputs together must be at most 64, got 65",
        ),
        ("x,y,s\n1,2,a\n3,4,b\n5,6,c\n", ("input", "target", "split"), {}, "2 different words, got 3"),
        ("x,y\n1,\n,2\n", ("input", "target"), {}, "every row has a gap"),
        ("x,y\n,1\n,2\n", ("input", "target"), {"gaps": "fill"}, "column x has nothing but gaps"),
        ("x,y\n,a\n,b\nw,\n", ("input", "target"), {"gaps": "fill"}, "column x has nothing but gaps in the"),
        ("x,z,y\n,1,1\n,2,2\n", ("input", "input", "target"), {"gaps": "fill"}, "column x has nothing but"),
        ("x,y\n1,2\n,2\n", ("input", "target"), {}, "the number of rows must be between 2 and 5000, got 1"),
        (f"x,y\n{'w' * 61},1\nb,2\n", ("input", "target"), {}, "must have at most 60 letters"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence_that_names_it(
    text: str, roles: tuple[RoleName, ...], changes: dict[str, Any], said: str
) -> None:
    assert said in refusal(text, *roles, **changes)


def test_a_title_is_made_of_the_name_of_a_file() -> None:
    assert clean_title("a\u202eb\n<i>") == "a b <i>"
    assert len(clean_title("x" * 500)) == MOST_LETTERS
    assert clean_title("\u202e") == "?"
